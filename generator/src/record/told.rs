//! What a form says, in the words of the record.

use forms::condition::Condition;
use forms::definition::{Answer, Contact, Form, Privacy, Question, State};
use forms::triage::Urgency;

use super::processing::{Processing, Subject, Within};
use crate::model::form::FormFile;
use crate::model::site::Site;

/// Returns whether the form takes answers.
pub(super) fn state(form: &Form) -> &'static str {
    match form.state() {
        State::Open => "åben",
        State::Closing => "tager kun imod sene svar",
        State::Closed => "lukket",
    }
}

/// Returns the version, and which older ones there are answers to.
pub(super) fn version(form: &Form, site: &Site) -> String {
    let older = site.forms.iter().map(|file| &file.form).filter(|other| other.id() == form.id());
    let older: Vec<_> = older.map(Form::version).filter(|version| *version != form.version()).collect();
    let newest = format!("{}, {}", form.version(), state(form));
    if older.is_empty() {
        return newest;
    }
    let older: Vec<_> = older.iter().map(ToString::to_string).collect();
    format!("{newest}; svar på version {} gemmes også", older.join(" og "))
}

/// Returns who may answer.
pub(super) fn roles(form: &Form) -> String {
    if form.roles().is_empty() {
        return "alle; der bliver ikke spurgt, hvem man er".to_owned();
    }
    let label = |label: &str| label.trim_start_matches("Jeg er ").to_owned();
    form.roles().iter().map(|role| label(&role.label)).collect::<Vec<_>>().join("; ")
}

/// Returns whether people of this kind are in the form.
pub(super) fn concerns(subject: &Subject, form: &Form) -> bool {
    match &subject.within {
        Within::All => true,
        Within::Roles(roles) => form.roles().iter().any(|role| roles.iter().any(|one| one.value == role.id.as_str())),
        Within::FreeText => form.questions().any(is_free),
    }
}

/// Returns whose data are in the form.
pub(super) fn subjects(processing: &Processing, form: &Form) -> String {
    let concerned = processing.subjects.iter().filter(|subject| concerns(subject, form));
    concerned.map(|subject| subject.title.clone()).collect::<Vec<_>>().join("; ")
}

/// Returns whether anything can be written in answer to it, also about others.
pub(super) fn is_free(question: &Question) -> bool {
    match &question.answer {
        Answer::Text(_) | Answer::LongText(_) => true,
        Answer::Choice(_)
        | Answer::Choices(_)
        | Answer::Number { .. }
        | Answer::Date(_)
        | Answer::Phone
        | Answer::Email
        | Answer::Address
        | Answer::Municipality => false,
    }
}

/// Returns how a question is answered.
pub(super) fn answered(question: &Question) -> String {
    match &question.answer {
        Answer::Choice(choices) => format!("ét af {} svar", choices.len()),
        Answer::Choices(choices) => format!("flere af {} svar", choices.len()),
        Answer::Number { min, max, unit } => {
            format!("tal fra {min} til {max}{}", unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default())
        }
        Answer::Date(_) => "dato".to_owned(),
        Answer::Text(words) => format!("fri tekst, højst {} tegn", words.max),
        Answer::LongText(words) => format!("lang fri tekst, højst {} tegn", words.max),
        Answer::Phone => "telefonnummer".to_owned(),
        Answer::Email => "mailadresse".to_owned(),
        Answer::Address => "postadresse".to_owned(),
        Answer::Municipality => "kommune".to_owned(),
    }
}

/// Returns what a class of answers is called.
pub(super) fn class(processing: &Processing, privacy: Privacy) -> &str {
    processing.classes.iter().find(|class| class.privacy == privacy).map_or("", |class| class.title.as_str())
}

/// Returns which letter the answer is sealed into, as `collector/src/intake.rs` splits them, and whether it can be read without a key.
pub(super) fn letter(question: &Question) -> &'static str {
    match (question.privacy, &question.answer) {
        (Privacy::Personal, _) => "kontakt",
        (Privacy::Open, Answer::Municipality) => "svar, og ulåst",
        (Privacy::Open | Privacy::Health, _) => "svar",
    }
}

/// Returns whether somebody is to get in touch.
pub(super) fn contact(form: &Form) -> String {
    match form.contact() {
        Contact::Never => "nej".to_owned(),
        Contact::Always => "ja, altid".to_owned(),
        Contact::When(when) => format!("ja, {}", condition(form, when)),
    }
}

/// Returns how long a submission is kept.
pub(super) fn retention(form: &Form) -> String {
    let kept = form.retention();
    let open = format!("{} dage efter, at svaret kom, hvis sagen ikke er lukket", kept.open);
    format!("{open}; {} dage efter, at sagen blev lukket", kept.handled)
}

/// Returns the word for an urgency.
pub(super) fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Urgent => "haster",
        Urgency::Soon => "snart",
        Urgency::Routine => "efter tur",
    }
}

/// Returns how many rules there are of each urgency.
pub(super) fn sorting(form: &Form) -> String {
    let count = |urgency| form.triage().iter().filter(|rule| rule.urgency == urgency).count();
    let counts = Urgency::ALL.map(|one| (urgency(one), count(one)));
    let told: Vec<_> =
        counts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{count} til »{word}«")).collect();
    if told.is_empty() { "ingen regler: alle svar står efter tur".to_owned() } else { told.join(", ") }
}

/// Returns the help that is shown at once, and the lines it names.
pub(super) fn help(file: &FormFile, site: &Site) -> String {
    let line = |place: &usize| site.lines.get(*place).map(|line| line.name.clone());
    let panel = |(help, lines): (&forms::definition::Help, &Vec<usize>)| {
        let names: Vec<_> = lines.iter().filter_map(line).collect();
        format!("»{}« ({})", help.title, names.join(", "))
    };
    let panels: Vec<_> = file.form.helps().iter().zip(&file.lines).map(panel).collect();
    if panels.is_empty() { "ingen".to_owned() } else { panels.join("; ") }
}

/// Returns when something holds: »når »Må vi kontakte dig?« er »Ja««.
pub(super) fn condition(form: &Form, when: &Condition) -> String {
    format!("når {}", holds(form, when))
}

fn holds(form: &Form, when: &Condition) -> String {
    let label = |id| form.question(id).map_or_else(|| id.to_string(), |question| format!("»{}«", question.label));
    let either = |words: Vec<String>| words.join(" eller ");
    match when {
        Condition::Is { question, is } => {
            let choices = form.question(question).map(|question| question.answer.choices()).unwrap_or_default();
            let name = |id: &forms::id::ChoiceId| {
                let found = choices.iter().find(|choice| choice.value == *id);
                found.map_or_else(|| id.to_string(), |choice| format!("»{}«", choice.label))
            };
            format!("{} er {}", label(question), either(is.iter().map(name).collect()))
        }
        Condition::Answered { question, .. } => format!("{} er besvaret", label(question)),
        Condition::Between { question, from, to } => {
            let from = from.map(|from| format!(" mindst {from}")).unwrap_or_default();
            let to = to.map(|to| format!(" højst {to}")).unwrap_or_default();
            format!("{} er{from}{to}", label(question))
        }
        Condition::Role { role } => {
            let name = |id: &forms::id::RoleId| {
                form.role(id).map_or_else(|| id.to_string(), |role| format!("»{}«", role.label))
            };
            format!("den, der svarer, har valgt {}", either(role.iter().map(name).collect()))
        }
        Condition::Band { score, band } => {
            format!("skalaen `{score}` er {}", either(band.iter().map(|band| format!("`{band}`")).collect()))
        }
        Condition::All { all } => all.iter().map(|one| holds(form, one)).collect::<Vec<_>>().join(", og "),
        Condition::Any { any } => any.iter().map(|one| holds(form, one)).collect::<Vec<_>>().join(", eller "),
    }
}
