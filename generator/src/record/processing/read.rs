//! Reads `behandling.toml`; every mistake in it is told at once, at its line.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use forms::definition::Privacy;
use forms::problem::{Problem, meant};
use forms::table::{At, Fields, Table, Value};

use super::*;

impl Processing {
    /// Reads `behandling.toml`.
    ///
    /// # Errors
    /// Every mistake in the file, in its order.
    pub fn read(head: &Table) -> Result<Self, Vec<Problem>> {
        let problems = RefCell::default();
        let processing = Reader::of(head, &problems).processing(head);
        let mut problems: Vec<Problem> = problems.into_inner();
        problems.sort_by_key(|problem| problem.span.start);
        if problems.is_empty() { Ok(processing) } else { Err(problems) }
    }
}

/// Reads the file; texts name figures in braces, `{log_days}`, so that each figure stands once.
struct Reader<'p> {
    figures: BTreeMap<String, (At<String>, RefCell<bool>)>,
    problems: &'p RefCell<Vec<Problem>>,
}

impl<'p> Reader<'p> {
    fn of(head: &Table, problems: &'p RefCell<Vec<Problem>>) -> Self {
        let mut figures = BTreeMap::new();
        if let Some(At { value: Value::Table(table), .. }) = head.get("figures") {
            for (name, value) in table.entries() {
                let said = match &value.value {
                    Value::Integer(number) => number.to_string(),
                    Value::Text(text) if !text.trim().is_empty() => text.clone(),
                    Value::Text(_)
                    | Value::Boolean(_)
                    | Value::Decimal(_)
                    | Value::Date(_)
                    | Value::List(_)
                    | Value::Table(_)
                    | Value::Other => {
                        let wrong = format!("`{}` skal være et helt tal eller en tekst", name.value);
                        problems.borrow_mut().push(Problem::new(value.span.clone(), wrong));
                        continue;
                    }
                };
                figures.insert(name.value.clone(), (At::new(said, name.span.clone()), RefCell::new(false)));
            }
        }
        Self { figures, problems }
    }

    fn processing(&self, head: &Table) -> Processing {
        let fields = Fields::of(head, 0..0, self.problems);
        fields.table("figures");
        if !fields.has("controller") {
            fields.miss("controller", "[[controller]]");
        }
        if !fields.has("dpo") {
            fields.miss("dpo", "[dpo]");
        }
        let measures = self.list(&fields, "measure", |one| self.measure(one));
        let known: Vec<_> = measures.iter().map(|measure| measure.id.as_str()).collect();
        let risks = self.list(&fields, "risk", |one| self.risk(one, &known));
        let processing = Processing {
            controllers: self.list(&fields, "controller", |one| self.party(one)),
            officer: fields.table("dpo").and_then(|one| finished(one, |one| self.party(one))),
            why: self.list(&fields, "why", |one| self.passage(one)),
            subjects: self.list(&fields, "subject", |one| self.subject(one)),
            classes: self.list(&fields, "class", |one| self.class(one)),
            purposes: self.list(&fields, "purpose", |one| self.purpose(one)),
            consents: self.list(&fields, "consent", |one| self.consent(one)),
            activities: self.list(&fields, "activity", |one| self.activity(one)),
            recipients: self.list(&fields, "recipient", |one| self.recipient(one)),
            clear: self.list(&fields, "clear", |one| self.clear(one)),
            sealed: self.list(&fields, "sealed", |one| self.sealed(one)),
            steps: self.list(&fields, "step", |one| self.passage(one)),
            principles: self.list(&fields, "principle", |one| self.passage(one)),
            rights: self.list(&fields, "right", |one| self.passage(one)),
            risks,
            questions: self.list(&fields, "question", |one| self.question(one)),
            measures,
        };
        fields.finish();
        self.repeated(&processing);
        self.unused_figures();
        processing
    }

    /// Takes each table of a list apart.
    fn list<T>(&self, fields: &Fields<'_>, key: &'static str, read: impl Fn(&Fields<'_>) -> Option<T>) -> Vec<T> {
        fields.tables(key).into_iter().filter_map(|one| finished(one, &read)).collect()
    }

    /// Returns the text at `key` with its figures filled in.
    fn text(&self, fields: &Fields<'_>, key: &'static str) -> Option<String> {
        fields.need::<String>(key).map(|text| self.fill(&text))
    }

    fn maybe(&self, fields: &Fields<'_>, key: &'static str) -> Option<String> {
        fields.get::<String>(key).filter(|text| !text.value.trim().is_empty()).map(|text| self.fill(&text))
    }

    fn fill(&self, text: &At<String>) -> String {
        let mut filled = String::with_capacity(text.value.len());
        let mut rest = text.value.as_str();
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            filled.push_str(before);
            match self.figures.get(name) {
                Some((figure, used)) => {
                    used.replace(true);
                    filled.push_str(&figure.value);
                }
                None => {
                    let problem = Problem::new(text.span.clone(), format!("der er intet tal, der hedder `{{{name}}}`"));
                    let near = meant(name, self.figures.keys().map(String::as_str));
                    let help = near.map_or_else(
                        || "tallene står under [figures]".to_owned(),
                        |near| format!("mente du `{{{near}}}`?"),
                    );
                    self.problems.borrow_mut().push(problem.help(help));
                }
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    /// A figure that no text names is one that somebody has written by hand elsewhere.
    fn unused_figures(&self) {
        for (name, (figure, used)) in &self.figures {
            if !*used.borrow() {
                let problem = Problem::new(figure.span.clone(), format!("tallet `{name}` bliver ikke brugt"));
                self.problems.borrow_mut().push(problem.help(format!("skriv {{{name}}} i teksten, eller slet linjen")));
            }
        }
    }

    fn repeated(&self, processing: &Processing) {
        let mut seen = BTreeSet::new();
        let twice = |what: &str, name: &At<String>| {
            Problem::new(name.span.clone(), format!("{what} `{}` står her to gange", name.value))
        };
        for consent in processing.consents.iter().filter(|consent| !seen.insert(consent.id.value.as_str())) {
            self.problems.borrow_mut().push(twice("samtykket", &consent.id));
        }
    }

    fn party(&self, fields: &Fields<'_>) -> Option<Party> {
        let (name, text) = (self.text(fields, "name"), self.text(fields, "text"));
        let reached = [
            ("Adresse", self.maybe(fields, "address")),
            ("Telefon", self.maybe(fields, "phone")),
            ("Mail", self.maybe(fields, "mail")),
        ];
        let standing = standing(fields);
        Some(Party { name: name?, text: text?, reached, standing: standing? })
    }

    fn passage(&self, fields: &Fields<'_>) -> Option<Passage> {
        let (title, text) = (self.text(fields, "title"), self.text(fields, "text"));
        let proof = fields.get::<Vec<At<String>>>("proof").map(|proof| proof.value).unwrap_or_default();
        Some(Passage { title: title?, text: text?, proof: proof.into_iter().map(|one| one.value).collect() })
    }

    fn subject(&self, fields: &Fields<'_>) -> Option<Subject> {
        let (title, text) = (self.text(fields, "title"), self.text(fields, "text"));
        let roles = fields.get::<Vec<At<String>>>("roles");
        let within = fields.get::<String>("within");
        let within = match (roles, within) {
            (Some(roles), None) => Within::Roles(roles.value),
            (None, Some(within)) if within.value == "all" => Within::All,
            (None, Some(within)) if within.value == "free-text" => Within::FreeText,
            (None, Some(within)) => {
                fields.report(one_of(&within, "within", ["all", "free-text"]));
                return None;
            }
            (Some(_), Some(within)) => {
                fields.report(Problem::new(within.span, "skriv enten `roles` eller `within`, ikke begge"));
                return None;
            }
            (None, None) => {
                if !fields.has("roles") && !fields.has("within") {
                    fields.miss("within", "\"all\"");
                }
                return None;
            }
        };
        Some(Subject { title: title?, text: text?, within })
    }

    fn class(&self, fields: &Fields<'_>) -> Option<Class> {
        let word = fields.need::<String>("privacy");
        let (title, data) = (self.text(fields, "title"), self.text(fields, "data"));
        let article6 = self.text(fields, "article6");
        let article9 = self.maybe(fields, "article9");
        let (text, standing) = (self.text(fields, "text"), standing(fields));
        let word = word?;
        let Some((privacy, _)) = CLASSES.into_iter().find(|(_, name)| *name == word.value) else {
            fields.report(one_of(&word, "privacy", CLASSES.map(|(_, name)| name)));
            return None;
        };
        if privacy == Privacy::Health && article9.is_none() {
            fields.miss("article9", "\"Artikel 9, stk. 2, litra a: udtrykkeligt samtykke\"");
        }
        let (article6, standing) = (article6?, standing?);
        Some(Class { privacy, title: title?, data: data?, article6, article9, text: text?, standing })
    }

    fn purpose(&self, fields: &Fields<'_>) -> Option<Purpose> {
        let (title, text) = (self.text(fields, "title"), self.text(fields, "text"));
        let sorts = fields.need::<Vec<At<String>>>("kinds").map(|kinds| sorts(fields, kinds.value));
        let (need, standing) = (self.text(fields, "need"), standing(fields));
        Some(Purpose { title: title?, text: text?, sorts: sorts?, need: need?, standing: standing? })
    }

    fn consent(&self, fields: &Fields<'_>) -> Option<ConsentUse> {
        let id = fields.need::<String>("id");
        let (purpose, withdrawn) = (self.text(fields, "purpose"), self.text(fields, "withdrawn"));
        Some(ConsentUse { id: id?, purpose: purpose?, withdrawn: withdrawn? })
    }

    fn activity(&self, fields: &Fields<'_>) -> Option<Activity> {
        let text = |key| self.text(fields, key);
        let (title, purpose, subjects) = (text("title"), text("purpose"), text("subjects"));
        let (data, basis, recipients, erased) = (text("data"), text("basis"), text("recipients"), text("erased"));
        let standing = standing(fields);
        Some(Activity {
            title: title?,
            purpose: purpose?,
            subjects: subjects?,
            data: data?,
            basis: basis?,
            recipients: recipients?,
            erased: erased?,
            standing: standing?,
        })
    }

    fn recipient(&self, fields: &Fields<'_>) -> Option<Recipient> {
        let text = |key| self.text(fields, key);
        let word = fields.need::<String>("part");
        let (name, does, sees) = (text("name"), text("does"), text("sees"));
        let (place, contract, transfer) = (text("place"), text("contract"), text("transfer"));
        let kinds = fields.get::<Vec<At<String>>>("kinds").map(|kinds| sorts(fields, kinds.value));
        let standing = standing(fields);
        let word = word?;
        let Some(part) = Part::ALL.into_iter().find(|part| part.word() == word.value) else {
            fields.report(one_of(&word, "part", Part::ALL.map(Part::word)));
            return None;
        };
        Some(Recipient {
            name: name?,
            part,
            does: does?,
            sees: sees?,
            place: place?,
            contract: contract?,
            transfer: transfer?,
            sorts: kinds.unwrap_or_default(),
            standing: standing?,
        })
    }

    fn clear(&self, fields: &Fields<'_>) -> Option<Clear> {
        let text = |key| self.text(fields, key);
        let (attribute, said, tells) = (text("attribute"), text("text"), text("tells"));
        Some(Clear { attribute: attribute?, text: said?, tells: tells? })
    }

    fn sealed(&self, fields: &Fields<'_>) -> Option<Sealed> {
        let (field, text) = (self.text(fields, "field"), self.text(fields, "text"));
        Some(Sealed { field: field?, text: text? })
    }

    fn measure(&self, fields: &Fields<'_>) -> Option<Measure> {
        let id = fields.need::<String>("id");
        let passage = self.passage(fields);
        Some(Measure { id: id?.value, passage: passage? })
    }

    fn risk(&self, fields: &Fields<'_>, known: &[&str]) -> Option<Risk> {
        let text = |key| self.text(fields, key);
        let (title, said) = (text("title"), text("text"));
        let (likelihood, severity) = (degree(fields, "likelihood"), degree(fields, "severity"));
        let measures = fields.need::<Vec<At<String>>>("measures");
        for name in measures.iter().flat_map(|names| &names.value).filter(|name| !known.contains(&name.value.as_str()))
        {
            let problem = Problem::new(name.span.clone(), format!("ukendt foranstaltning: `{}`", name.value));
            fields.report(match meant(&name.value, known.iter().copied()) {
                Some(near) => problem.help(format!("mente du `{near}`?")).fix(format!("\"{near}\"")),
                None => problem.help("navnene er `id` i [[measure]]"),
            });
        }
        let (remains, decides) = (text("remains"), text("decides"));
        Some(Risk {
            title: title?,
            text: said?,
            likelihood: likelihood?,
            severity: severity?,
            measures: measures?.value,
            remains: remains?,
            decides: decides?,
        })
    }

    fn question(&self, fields: &Fields<'_>) -> Option<Question> {
        let (text, ask) = (self.text(fields, "text"), self.text(fields, "ask"));
        Some(Question { text: text?, ask: ask? })
    }
}

/// Takes a table apart, and reports what in it nobody asked for.
fn finished<T>(fields: Fields<'_>, read: impl Fn(&Fields<'_>) -> Option<T>) -> Option<T> {
    let found = read(&fields);
    fields.finish();
    found
}

/// Every fact says whether it is confirmed, and by whom it is or has to be.
fn standing(fields: &Fields<'_>) -> Option<Standing> {
    if !fields.has("confirmed") {
        fields.miss("confirmed", "false");
    }
    let confirmed = fields.get::<bool>("confirmed");
    let by = fields.need::<String>("confirm_by");
    Some(Standing { confirmed: confirmed?.value, by: by?.value })
}

fn sorts(fields: &Fields<'_>, words: Vec<At<String>>) -> Vec<Sort> {
    let find = |word: At<String>| {
        let found = Sort::ALL.into_iter().find(|sort| sort.word() == word.value);
        if found.is_none() {
            fields.report(one_of(&word, "kinds", Sort::ALL.map(Sort::word)));
        }
        found
    };
    words.into_iter().filter_map(find).collect()
}

fn degree(fields: &Fields<'_>, key: &'static str) -> Option<Degree> {
    let word = fields.need::<String>(key)?;
    let found = Degree::ALL.into_iter().find(|degree| degree.word() == word.value);
    if found.is_none() {
        fields.report(one_of(&word, key, Degree::ALL.map(Degree::word)));
    }
    found
}

/// Reports that a word is none of the few that can stand there.
fn one_of<const N: usize>(word: &At<String>, key: &str, known: [&'static str; N]) -> Problem {
    let problem = Problem::new(word.span.clone(), format!("`{key}` kan ikke være »{}«", word.value));
    match meant(&word.value, known) {
        Some(near) => problem.help(format!("mente du `{near}`?")).fix(format!("\"{near}\"")),
        None => problem.help(format!("her kan stå: {}", known.join(", "))),
    }
}
