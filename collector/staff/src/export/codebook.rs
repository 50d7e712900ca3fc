//! The codebook: every form, version, question, choice, scale and band, so that a table can be read without the house.

use std::borrow::Cow;

use forms::condition::Condition;
use forms::definition::{Answer, Form, Privacy, Question};
use forms::points::Points;
use forms::score::{Item, Method, Score};

use super::Contact;
use super::columns::{Cell, Head, Layout};

/// The headings, with their widths.
pub(super) const COLUMNS: [(&str, u8); 12] = [
    ("Skema", 18),
    ("Version", 8),
    ("Hvad", 11),
    ("Navn i JSON og FHIR", 22),
    ("Tekst", 60),
    ("Kolonne", 40),
    ("Svartype", 14),
    ("Følsomhed", 12),
    ("Skal besvares", 9),
    ("Spørges når", 36),
    ("Point", 8),
    ("Note", 60),
];

/// One line.
pub(super) type Line = [Cell<'static>; 12];

/// Returns the lines. What is left out of the table is in the codebook all the same: it was asked.
pub(super) fn lines(forms: &[Form], layouts: &[Layout], contact: Contact) -> Vec<Line> {
    let mut lines: Vec<Line> = Head::ALL.map(|(_, title, name, _)| common(title, name)).into();
    for form in forms {
        let layout = layouts.iter().find(|layout| layout.form == *form.id());
        let mut book = Book { form, layout, contact, lines: &mut lines };
        book.form();
        book.form.questions().for_each(|question| book.question(question));
        book.form.scores().iter().for_each(|score| book.score(score));
    }
    lines
}

/// What stands in a line; the rest is empty.
#[derive(Default)]
struct Said {
    what: &'static str,
    name: String,
    text: String,
    column: String,
    kind: &'static str,
    privacy: &'static str,
    required: &'static str,
    when: String,
    points: Option<Points>,
    note: String,
}

struct Book<'a> {
    form: &'a Form,
    layout: Option<&'a Layout>,
    contact: Contact,
    lines: &'a mut Vec<Line>,
}

impl Book<'_> {
    fn say(&mut self, said: Said) {
        self.lines.push(line(self.form.id().to_string(), Some(self.form.version()), said));
    }

    fn form(&mut self) {
        self.say(Said {
            what: "skema",
            name: self.form.id().to_string(),
            text: self.form.title().to_owned(),
            note: self.form.lead().to_owned(),
            ..Said::default()
        });
        for role in self.form.roles() {
            let (name, text) = (role.id.to_string(), role.label.clone());
            self.say(Said { what: "rolle", name, text, column: "Rolle".to_owned(), ..Said::default() });
        }
        for consent in self.form.consents() {
            let text = consent.wordings.last().map(|wording| wording.text.clone()).unwrap_or_default();
            let column = format!("Samtykke: {}", consent.id);
            self.say(Said { what: "samtykke", name: consent.id.to_string(), text, column, ..Said::default() });
        }
    }

    fn question(&mut self, question: &Question) {
        let left_out = question.privacy == Privacy::Personal && self.contact == Contact::Without;
        let column = self.layout.and_then(|layout| layout.title_of(&question.id)).unwrap_or_default().to_owned();
        self.say(Said {
            what: "spørgsmål",
            name: question.id.to_string(),
            text: question.label.clone(),
            column,
            kind: kind(&question.answer),
            privacy: privacy(question.privacy),
            required: if question.required { "ja" } else { "nej" },
            when: question.when.as_ref().map(in_words).unwrap_or_default(),
            note: if left_out { "ikke med: kontaktoplysning".to_owned() } else { limits(&question.answer) },
            ..Said::default()
        });
        for choice in question.answer.choices() {
            self.say(Said {
                what: "valg",
                name: format!("{}={}", question.id, choice.value),
                text: choice.label.clone(),
                points: choice.points,
                note: if choice.alone { "udelukker de andre".to_owned() } else { String::new() },
                ..Said::default()
            });
        }
    }

    fn score(&mut self, score: &Score) {
        self.say(Said {
            what: "skala",
            name: score.id.to_string(),
            text: worked_out(score),
            column: format!("Skala {}: point", score.id),
            note: score.source.clone(),
            ..Said::default()
        });
        for band in &score.bands {
            let roles: Vec<_> = band.roles.iter().map(ToString::to_string).collect();
            let age = band.age.map(|age| format!("{} til {}", age.from(), age.until().as_end()));
            self.say(Said {
                what: "bånd",
                name: format!("{}={}", score.id, band.id),
                text: band.staff.clone(),
                when: [roles.join(" eller "), age.unwrap_or_default()].join(" ").trim().to_owned(),
                points: Some(band.from),
                note: "gælder fra disse point".to_owned(),
                ..Said::default()
            });
        }
    }
}

fn common(title: &str, name: &str) -> Line {
    let said = Said { what: "felt", name: name.to_owned(), column: title.to_owned(), ..Said::default() };
    line("(alle)".to_owned(), None, said)
}

fn line(form: String, version: Option<u32>, said: Said) -> Line {
    let words = |text: String| if text.is_empty() { Cell::Empty } else { Cell::Words(Cow::Owned(text)) };
    let fixed = |text: &'static str| if text.is_empty() { Cell::Empty } else { Cell::Words(Cow::Borrowed(text)) };
    [
        words(form),
        version.map_or(Cell::Empty, |version| Cell::Whole(i64::from(version))),
        fixed(said.what),
        words(said.name),
        words(said.text),
        words(said.column),
        fixed(said.kind),
        fixed(said.privacy),
        fixed(said.required),
        words(said.when),
        said.points.map_or(Cell::Empty, Cell::Points),
        words(said.note),
    ]
}

fn kind(answer: &Answer) -> &'static str {
    match answer {
        Answer::Choice(_) => "ét valg",
        Answer::Choices(_) => "flere valg",
        Answer::Number { .. } => "helt tal",
        Answer::Date(_) => "dato",
        Answer::Text(_) => "en linje",
        Answer::LongText(_) => "flere linjer",
        Answer::Phone => "telefon",
        Answer::Email => "mail",
        Answer::Address => "adresse",
        Answer::Municipality => "kommune",
    }
}

fn limits(answer: &Answer) -> String {
    match answer {
        Answer::Number { min, max, unit } => {
            format!("fra {min} til {max} {}", unit.as_deref().unwrap_or_default()).trim_end().to_owned()
        }
        Answer::Text(words) | Answer::LongText(words) => format!("højst {} tegn", words.max),
        Answer::Choice(_)
        | Answer::Choices(_)
        | Answer::Date(_)
        | Answer::Phone
        | Answer::Email
        | Answer::Address
        | Answer::Municipality => String::new(),
    }
}

fn privacy(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::Open => "åben",
        Privacy::Health => "helbred",
        Privacy::Personal => "personlig",
    }
}

fn worked_out(score: &Score) -> String {
    let item = |item: &Item| match item {
        Item::Question { id, reversed: true } => format!("{id} (vendt)"),
        Item::Question { id, reversed: false } => id.to_string(),
        Item::Score(id) => format!("skala {id}"),
    };
    let items: Vec<_> = score.items.iter().map(item).collect();
    let method = match score.method {
        Method::Sum => "sum",
        Method::Mean => "gennemsnit",
    };
    let factor = if score.factor == Points::whole(1) { String::new() } else { format!(" × {}", score.factor) };
    format!("{method} af {}{factor}; mindst {} besvaret", items.join(", "), score.at_least)
}

/// Returns a condition as staff read it: »humoer er tunge eller gode«.
fn in_words(condition: &Condition) -> String {
    fn listed<T: ToString>(all: &[T]) -> String {
        all.iter().map(T::to_string).collect::<Vec<_>>().join(" eller ")
    }
    let joined = |all: &[Condition], word: &str| {
        let parts: Vec<_> = all.iter().map(|one| format!("({})", in_words(one))).collect();
        parts.join(word)
    };
    match condition {
        Condition::Is { question, is } => format!("{question} er {}", listed(is)),
        Condition::Answered { question, .. } => format!("{question} er besvaret"),
        Condition::Between { question, from, to } => {
            let end = |word: &str, end: &Option<i64>| end.map(|end| format!(" {word} {end}")).unwrap_or_default();
            format!("{question} er{}{}", end("fra", from), end("til", to))
        }
        Condition::Role { role } => format!("rollen er {}", listed(role)),
        Condition::Band { score, band } => format!("skala {score} er {}", listed(band)),
        Condition::All { all } => joined(all, " og "),
        Condition::Any { any } => joined(any, " eller "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::forms;

    #[test]
    fn every_question_choice_scale_and_band_of_every_version_is_explained() {
        let forms = forms();
        let layouts = Layout::all(&forms, Contact::Without);
        let lines = lines(&forms, &layouts, Contact::Without);
        let of = |what: &str| {
            lines.iter().filter(|line| matches!(&line[2], Cell::Words(word) if word.as_ref() == what)).count()
        };
        let questions: usize = forms.iter().map(|form| form.questions().count()).sum();
        let choices: usize =
            forms.iter().flat_map(Form::questions).map(|question| question.answer.choices().len()).sum();
        assert_eq!((of("spørgsmål"), of("valg"), of("skema")), (questions, choices, forms.len()));
        assert_eq!((of("skala"), of("bånd"), of("felt")), (2, 4, Head::ALL.len()));
    }

    #[test]
    fn conditions_are_put_into_words() {
        let parse = |text: &str| serde_json::from_str::<Condition>(text).map(|condition| in_words(&condition));
        for (json, words) in [
            (r#"{"question":"a","is":["b","c"]}"#, "a er b eller c"),
            (r#"{"question":"a","from":1,"to":4}"#, "a er fra 1 til 4"),
            (r#"{"all":[{"role":["mor"]},{"score":"s","band":["lav"]}]}"#, "(rollen er mor) og (skala s er lav)"),
        ] {
            assert_eq!(parse(json).expect("a condition"), words);
        }
    }
}
