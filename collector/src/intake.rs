//! Answers to what is kept of them: scored, sorted by urgency, and split by who may read what. Pure.

use std::collections::BTreeMap;

use forms::answers::Answers;
use forms::code::Receipt;
use forms::condition::Facts;
use forms::definition::{Contact, Form, Privacy};
use forms::id::{BandId, QuestionId, ScoreId};
use forms::municipality::Municipality;
use forms::score::{Person, Scored, scores};
use forms::triage::{Urgency, triage};
use forms::value::Value;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::guard::Suspicion;
use crate::record::{ContactLetter, FORMAT, Key, Letter, Queue, Record, Tag, backstop, waits};
use crate::seal::{Keys, Reader, SealError};

/// What the answers mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// What the scales came to.
    pub scores: Vec<Scored>,
    /// For each scale with a band, which of its bands, by its place.
    pub bands: Vec<(ScoreId, usize)>,
    /// How soon a person should read them.
    pub urgency: Urgency,
    /// Why, in words for the staff.
    pub reasons: Vec<String>,
    /// The help panels that apply, by their place.
    pub helps: Vec<usize>,
    /// What the receipt says, by its place.
    pub ends: Vec<usize>,
    /// Whether somebody is to get in touch.
    pub wants_contact: bool,
}

/// How a submission arrived.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The one key to it.
    pub receipt: Receipt,
    /// When.
    pub now: Timestamp,
    /// What was suspicious.
    pub suspicions: Vec<Suspicion>,
}

/// Returns what `answers` mean on the day `today` in Denmark.
pub fn assess(form: &Form, answers: &Answers, today: Date) -> Assessment {
    let person = Person { role: answers.role(), child: answers.child(form), today };
    let scores = scores(form, answers.values(), person);
    let named: BTreeMap<ScoreId, BandId> =
        scores.iter().filter_map(|scored| Some((scored.id.clone(), scored.band.clone()?))).collect();
    let facts = Facts { role: answers.role(), values: answers.values(), bands: &named };
    let (urgency, reasons) = triage(form.triage(), facts);
    let wants_contact = match form.contact() {
        Contact::Never => false,
        Contact::Always => true,
        Contact::When(when) => when.holds(facts),
    };
    let fitting = |conditions: Vec<Option<&forms::condition::Condition>>| {
        let fits = conditions.into_iter().enumerate().filter(|(_, when)| when.is_none_or(|when| when.holds(facts)));
        fits.map(|(place, _)| place).collect()
    };
    Assessment {
        bands: bands(form, &scores, person),
        helps: fitting(form.helps().iter().map(|help| Some(&help.when)).collect()),
        ends: fitting(form.ends().iter().map(|end| end.when.as_ref()).collect()),
        scores,
        urgency,
        reasons,
        wants_contact,
    }
}

fn bands(form: &Form, scores: &[Scored], person: Person<'_>) -> Vec<(ScoreId, usize)> {
    let place = |scored: &Scored| {
        let score = form.scores().iter().find(|score| score.id == scored.id)?;
        let band = score.band(scored.points, person)?;
        let place = score.bands.iter().position(|one| one == band)?;
        Some((scored.id.clone(), place))
    };
    scores.iter().filter_map(place).collect()
}

/// Closes the answers and returns what is stored of them.
///
/// # Errors
/// [`SealError`] if they could not be sealed.
pub fn receive(
    form: &Form,
    answers: &Answers,
    assessment: &Assessment,
    arrival: &Arrival,
    keys: &Keys,
) -> Result<Record, SealError> {
    let key = Key::of(arrival.receipt);
    let (personal, other) = split(form, answers);
    let letter = Letter {
        format: FORMAT,
        key: key.clone(),
        form: form.id().clone(),
        version: form.version(),
        received: arrival.now,
        role: answers.role().cloned(),
        consents: answers.consents().to_vec(),
        family_code: answers.family_code(),
        answers: other,
        scores: assessment.scores.clone(),
        urgency: assessment.urgency,
        reasons: assessment.reasons.clone(),
        suspicions: arrival.suspicions.clone(),
    };
    let contact = ContactLetter { format: FORMAT, key: key.clone(), answers: personal };
    Ok(Record {
        answers: keys.seal(&letter, Reader::Staff)?,
        // Sealed even when it is empty: that somebody gave no name is nobody's business either.
        contact: keys.seal(&contact, Reader::Contact)?,
        key,
        form: form.id().clone(),
        version: form.version(),
        received: arrival.now,
        urgency: assessment.urgency,
        municipality: municipality(form, answers),
        wants_contact: assessment.wants_contact,
        expires: (!waits(assessment.urgency, assessment.wants_contact))
            .then(|| backstop(arrival.now, form.retention().open)),
        tag: Tag::of(arrival.receipt, &canonical(form, answers)?),
        queue: if arrival.suspicions.is_empty() { Queue::Open(assessment.urgency) } else { Queue::Quarantine },
    })
}

/// Returns the answers that tell who somebody is, and the others.
fn split(form: &Form, answers: &Answers) -> (BTreeMap<QuestionId, Value>, BTreeMap<QuestionId, Value>) {
    let personal = |id: &QuestionId| form.question(id).is_none_or(|question| question.privacy == Privacy::Personal);
    answers.values().iter().map(|(id, value)| (id.clone(), value.clone())).partition(|(id, _)| personal(id))
}

fn municipality(form: &Form, answers: &Answers) -> Option<Municipality> {
    let open = form.questions().filter(|question| question.privacy == Privacy::Open);
    open.filter_map(|question| answers.values().get(&question.id)).find_map(|value| match value {
        Value::Municipality(municipality) => Some(*municipality),
        Value::Choice(_)
        | Value::Choices(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Text(_)
        | Value::Address(_) => None,
    })
}

/// Returns the answers as the same bytes whenever they are the same answers.
fn canonical(form: &Form, answers: &Answers) -> Result<Vec<u8>, SealError> {
    serde_json::to_vec(&(form.id(), form.version(), answers)).map_err(|_| SealError)
}
