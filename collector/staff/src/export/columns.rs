//! The table of one form: which columns there are, the union of all its versions, and what stands in them.
//!
//! One row of headings, in the words of the newest version. A choice is the label it has in the newest version that has it, so
//! that a filter finds the same answer under the same words whatever version it was given to; the codebook says what each
//! version asked. Several choices are one column with the labels and one column of 0 and 1 for each of them. A scale is a
//! column with its points and one with its band.

use std::borrow::Cow;
use std::collections::BTreeMap;

use forms::definition::Form;
use forms::id::{ChoiceId, ConsentId, FormId, QuestionId, RoleId, ScoreId};
use forms::points::Points;
use forms::value::Value;
use jiff::civil::{Date, DateTime};

use super::Contact;
use super::choice::{in_denmark, urgency_in_words};
use crate::case::{Outcome, Status};
use crate::submission::Submission;
use union::{consents, question_columns, questions, roles, scores, tell_apart};

mod union;

/// What stands in a cell.
#[derive(Clone, PartialEq)]
pub(super) enum Cell<'a> {
    Empty,
    Words(Cow<'a, str>),
    Whole(i64),
    Points(Points),
    Day(Date),
    Moment(DateTime),
}

/// A column.
pub(super) struct Column {
    pub(super) title: String,
    /// Letters that fit side by side.
    pub(super) width: u8,
    holds: Holds,
}

enum Holds {
    Head(Head),
    Consent(ConsentId),
    Answer(QuestionId, Part),
    Points(ScoreId),
    Band(ScoreId),
}

/// What is known of every submission, whatever was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Number,
    Received,
    Form,
    Version,
    Status,
    Outcome,
    Urgency,
    Municipality,
    WantsContact,
    Quarantined,
    Contacted,
    Closed,
    Role,
    Family,
}

impl Head {
    /// Every one with its heading, its name in JSON Lines, and its width.
    pub(super) const ALL: [(Self, &'static str, &'static str, u8); 14] = [
        (Self::Number, "Nummer", "number", 12),
        (Self::Received, "Modtaget", "received", 17),
        (Self::Form, "Skema", "form", 26),
        (Self::Version, "Version", "version", 8),
        (Self::Status, "Status", "status", 11),
        (Self::Outcome, "Udfald", "outcome", 13),
        (Self::Urgency, "Haster", "urgency", 10),
        (Self::Municipality, "Kommune", "municipality", 17),
        (Self::WantsContact, "Vil kontaktes", "wants_contact", 9),
        (Self::Quarantined, "Sat til side", "quarantined", 9),
        (Self::Contacted, "Kontaktet", "contacted", 17),
        (Self::Closed, "Lukket", "closed", 17),
        (Self::Role, "Rolle", "role", 12),
        (Self::Family, "Familie", "family", 15),
    ];
}

/// What of an answer.
enum Part {
    /// All of it. Labels by choice, where it is chosen from some.
    Whole(BTreeMap<ChoiceId, String>),
    /// Whether this was chosen: 1 or 0.
    Chosen(ChoiceId),
    Street,
    Postcode,
    Town,
}

/// The table of one form.
pub(super) struct Layout {
    pub(super) form: FormId,
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
    roles: BTreeMap<RoleId, String>,
}

impl Layout {
    /// Returns the tables of all forms, each the union of its versions, in the order the forms come in.
    pub(super) fn all(forms: &[Form], contact: Contact) -> Vec<Self> {
        let mut ids: Vec<&FormId> = Vec::new();
        for form in forms {
            if !ids.contains(&form.id()) {
                ids.push(form.id());
            }
        }
        ids.into_iter().filter_map(|id| Self::of(id, forms, contact)).collect()
    }

    fn of(id: &FormId, forms: &[Form], contact: Contact) -> Option<Self> {
        let mut versions: Vec<&Form> = forms.iter().filter(|form| form.id() == id).collect();
        versions.sort_by_key(|form| std::cmp::Reverse(form.version()));
        let newest = versions.first()?;
        let mut columns: Vec<Column> =
            Head::ALL.map(|(head, title, _, width)| Column::new(title.to_owned(), width, Holds::Head(head))).into();
        columns.extend(consents(&versions));
        for question in questions(&versions, contact) {
            columns.extend(question_columns(question, &versions));
        }
        columns.extend(scores(&versions));
        tell_apart(&mut columns);
        Some(Self { form: id.clone(), title: newest.title().to_owned(), columns, roles: roles(&versions) })
    }

    /// Returns the heading under which a question stands; nothing, if its answer is left out.
    pub(super) fn title_of(&self, question: &QuestionId) -> Option<&str> {
        let own = |column: &&Column| matches!(&column.holds, Holds::Answer(id, _) if id == question);
        self.columns.iter().find(own).map(|column| column.title.as_str())
    }

    /// Returns the row of a submission. `family` stands for the code of its family.
    pub(super) fn row<'a>(
        &'a self,
        submission: &'a Submission,
        family: Option<&'a str>,
    ) -> impl Iterator<Item = Cell<'a>> {
        self.columns.iter().map(move |column| match &column.holds {
            Holds::Head(head) => self.head(*head, submission, family),
            Holds::Consent(id) => {
                Cell::Whole(i64::from(submission.letter.consents.iter().any(|given| given.id == *id)))
            }
            Holds::Answer(question, part) => answer(submission, question).map_or(Cell::Empty, |value| part.cell(value)),
            Holds::Points(id) => scored(submission, id).map_or(Cell::Empty, |scored| Cell::Points(scored.points)),
            Holds::Band(id) => {
                let band = scored(submission, id).and_then(|scored| scored.band.as_ref());
                band.map_or(Cell::Empty, |band| words(band.as_str()))
            }
        })
    }

    fn head<'a>(&'a self, head: Head, submission: &'a Submission, family: Option<&'a str>) -> Cell<'a> {
        let Submission { head: known, letter, .. } = submission;
        let moment = |moment: Option<jiff::Timestamp>| moment.map_or(Cell::Empty, |at| Cell::Moment(in_denmark(at)));
        match head {
            Head::Number => words(known.number()),
            Head::Received => moment(Some(known.received)),
            Head::Form => words(&self.title),
            Head::Version => Cell::Whole(i64::from(known.version)),
            Head::Status => words(status(known.status)),
            Head::Outcome => outcome(known.status).map_or(Cell::Empty, |outcome| words(outcome.label())),
            Head::Urgency => words(urgency_in_words(known.urgency)),
            Head::Municipality => known.municipality.map_or(Cell::Empty, |place| words(place.name())),
            Head::WantsContact => yes(known.wants_contact),
            Head::Quarantined => yes(known.quarantined),
            Head::Contacted => moment(known.contacted),
            Head::Closed => moment(known.closed),
            Head::Role => letter
                .role
                .as_ref()
                .map_or(Cell::Empty, |role| words(self.roles.get(role).map_or(role.as_str(), String::as_str))),
            Head::Family => family.map_or(Cell::Empty, words),
        }
    }
}

impl Column {
    fn new(title: String, width: u8, holds: Holds) -> Self {
        Self { title, width, holds }
    }
}

impl Part {
    fn cell<'a>(&'a self, value: &'a Value) -> Cell<'a> {
        match (self, value) {
            (Self::Chosen(choice), _) => Cell::Whole(i64::from(value.choices().any(|one| one == choice))),
            (Self::Street, Value::Address(address)) => words(&address.street),
            (Self::Postcode, Value::Address(address)) => words(&address.postcode),
            (Self::Town, Value::Address(address)) => words(&address.town),
            (Self::Whole(labels), _) => whole(labels, value),
            (Self::Street | Self::Postcode | Self::Town, _) => Cell::Empty,
        }
    }
}

fn whole<'a>(labels: &'a BTreeMap<ChoiceId, String>, value: &'a Value) -> Cell<'a> {
    let label = |choice: &'a ChoiceId| labels.get(choice).map_or(choice.as_str(), String::as_str);
    match value {
        Value::Choice(choice) => words(label(choice)),
        Value::Choices(choices) => Cell::Words(choices.iter().map(label).collect::<Vec<_>>().join("; ").into()),
        Value::Number(number) => Cell::Whole(*number),
        Value::Date(day) => Cell::Day(*day),
        Value::Text(text) => phone_in_groups(text).map_or_else(|| words(text), |phone| Cell::Words(phone.into())),
        Value::Address(address) => {
            Cell::Words(format!("{}, {} {}", address.street, address.postcode, address.town).into())
        }
        Value::Municipality(place) => words(place.name()),
    }
}

/// Returns a phone number as it is stored, `+4520123456`, in groups, »+45 20 12 34 56«: no spreadsheet takes that for a number
/// and loses the plus.
fn phone_in_groups(text: &str) -> Option<String> {
    let digits = text.strip_prefix('+')?;
    if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let pairs: Vec<_> = digits.as_bytes().chunks(2).map(String::from_utf8_lossy).collect();
    Some(format!("+{}", pairs.join(" ")))
}

fn answer<'a>(submission: &'a Submission, question: &QuestionId) -> Option<&'a Value> {
    let personal = || submission.contact.as_ref().and_then(|contact| contact.answers.get(question));
    submission.letter.answers.get(question).or_else(personal)
}

fn scored<'a>(submission: &'a Submission, id: &ScoreId) -> Option<&'a forms::score::Scored> {
    submission.letter.scores.iter().find(|scored| scored.id == *id)
}

fn words(text: &str) -> Cell<'_> {
    Cell::Words(Cow::Borrowed(text))
}

fn yes(is: bool) -> Cell<'static> {
    words(if is { "ja" } else { "nej" })
}

/// Returns how far a case has come; how it ended stands in a column of its own.
fn status(status: Status) -> &'static str {
    match status {
        Status::New | Status::Taken | Status::Contacted | Status::Approved | Status::Packed => status.label(),
        Status::Closed(_) => "Lukket",
    }
}

/// Returns how a case ended.
pub(super) fn outcome(status: Status) -> Option<Outcome> {
    match status {
        Status::New | Status::Taken | Status::Contacted | Status::Approved | Status::Packed => None,
        Status::Closed(outcome) => Some(outcome),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::tests::{forms, submission};

    fn titles(contact: Contact) -> Vec<String> {
        let all = Layout::all(&forms(), contact);
        let [layout] = all.as_slice() else { panic!("one form") };
        layout.columns.iter().skip(Head::ALL.len()).map(|column| column.title.clone()).collect()
    }

    #[test]
    fn columns_are_the_union_of_all_versions_in_the_order_of_the_newest() {
        insta::assert_snapshot!(titles(Contact::Without).join("\n"), @r"
        Samtykke: gem-svar
        Samtykke: statistik
        Hvordan har du det nu?
        Hvem hjælper?
        Hvem hjælper?: =Familien
        Hvem hjælper?: Naboer
        Hvem hjælper?: Ingen
        Hvem hjælper?: Vil ikke svare
        Hvor mange timer sover du?
        Hvornår mærkede du liv?
        Hvilken kommune?
        Hvad vil du sige? [besked]
        Hvad vil du sige? [gammelt]
        Skala trivsel: point
        Skala trivsel: bånd
        ");
    }

    #[test]
    fn who_somebody_is_has_no_column_unless_asked_for() {
        let more: Vec<_> =
            titles(Contact::With).into_iter().filter(|title| !titles(Contact::Without).contains(title)).collect();
        assert_eq!(
            more,
            ["Hvad hedder du?", "Hvilket nummer?", "Hvor bor du?", "Hvor bor du?: postnummer", "Hvor bor du?: by"]
        );
        let all = Layout::all(&forms(), Contact::Without);
        let one = submission(1);
        let said = all.iter().flat_map(|layout| layout.row(&one, None));
        assert!(!said.into_iter().any(|cell| matches!(cell, Cell::Words(words) if words.contains("Karen"))));
    }

    #[test]
    fn an_answer_to_an_older_version_has_the_words_of_the_newest() {
        let all = Layout::all(&forms(), Contact::Without);
        let (old, new) = (submission(1), submission(2));
        let found = |one: &Submission| {
            let layout = all.first().expect("a form");
            let place = layout.columns.iter().position(|column| column.title == "Hvordan har du det nu?");
            match layout.row(one, None).nth(place.expect("a column")) {
                Some(Cell::Words(words)) => words.into_owned(),
                _ => String::new(),
            }
        };
        assert_eq!((found(&old), found(&new)), ("Det er tungt".to_owned(), "Det er tungt".to_owned()));
    }

    #[test]
    fn a_phone_number_is_in_groups_and_nothing_else_is() {
        for (stored, shown) in [("+4520123456", Some("+45 20 12 34 56")), ("+46701234567", Some("+46 70 12 34 56 7"))] {
            assert_eq!(phone_in_groups(stored).as_deref(), shown);
        }
        assert!(["20123456", "+", "+1+1", "+45 20", "=1"].iter().all(|text| phone_in_groups(text).is_none()));
    }
}
