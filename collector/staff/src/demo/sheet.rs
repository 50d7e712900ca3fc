//! What is to be known of a form before made-up people fill it in: when they meet it, and which answers come easily.

use forms::age::Window;
use forms::condition::Condition;
use forms::definition::{Choice, Contact, Form, Kind, Privacy, Question};
use forms::id::{ChoiceId, QuestionId};
use forms::triage::Urgency;

/// A form, looked through.
pub(super) struct Sheet<'f> {
    /// The form.
    pub(super) form: &'f Form,
    /// What people come to it for.
    pub(super) purpose: Purpose,
    /// Its questions, in order.
    pub(super) asked: Vec<Asked<'f>>,
}

/// What people come to a form for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// It belongs to a time of the child's life.
    Course(Window),
    /// They need a package.
    Package,
    /// They want something else: to talk.
    Wish,
    /// They say what they think, at any time after birth.
    Survey,
}

/// A question, looked through.
pub(super) struct Asked<'f> {
    /// The question.
    pub(super) question: &'f Question,
    /// The fields it is answered in.
    pub(super) fields: Vec<String>,
    /// What decides the answer.
    pub(super) leaning: Leaning,
    /// How much rarer than others each choice is: 1 is not rare.
    pub(super) rarity: Vec<f64>,
}

/// What decides which choice somebody makes.
pub(super) enum Leaning {
    /// Whether the child is born: the choice if it is, and if it is not.
    Birth(ChoiceId, ChoiceId),
    /// How somebody is, by the points: from 0 to 1 for each choice that has some.
    Points(Vec<Option<f64>>),
    /// Whether somebody wants to be called: these choices say yes.
    Contact(Vec<ChoiceId>),
    /// How somebody is: the lightest answers stand first.
    Mood,
    /// Nothing in particular.
    Habit,
}

impl Purpose {
    /// Returns how much harder it is for those who come for it than for others.
    pub(super) fn burden(self) -> f64 {
        match self {
            Self::Course(_) | Self::Survey => 0.0,
            Self::Package => 0.08,
            Self::Wish => 0.14,
        }
    }
}

impl<'f> Sheet<'f> {
    /// Looks through a form.
    pub(super) fn of(form: &'f Form) -> Self {
        let rare = rare(form);
        let asked = |question: &'f Question| Asked {
            question,
            fields: forms::answers::fields(question),
            leaning: leaning(form, question),
            rarity: rarity(question, &rare),
        };
        Self { form, purpose: purpose(form), asked: form.questions().map(asked).collect() }
    }
}

fn purpose(form: &Form) -> Purpose {
    match (form.window(), form.package(), form.kind()) {
        (_, Some(_), _) => Purpose::Package,
        (Some(window), None, _) => Purpose::Course(window),
        (None, None, Kind::Request) => Purpose::Wish,
        (None, None, Kind::Questionnaire) => Purpose::Survey,
    }
}

fn leaning(form: &Form, question: &Question) -> Leaning {
    let choices = question.answer.choices();
    if let Some((born, unborn)) = gate(form, question) {
        return Leaning::Birth(born, unborn);
    }
    if let Contact::When(Condition::Is { question: id, is }) = form.contact()
        && *id == question.id
    {
        return Leaning::Contact(is.clone());
    }
    let points: Vec<Option<f64>> = choices.iter().map(|choice| choice.points.map(|points| points.as_f64())).collect();
    let most = points.iter().flatten().copied().fold(0.0, f64::max);
    if most > 0.0 {
        return Leaning::Points(points.into_iter().map(|points| points.map(|points| points / most)).collect());
    }
    match question.privacy {
        Privacy::Health => Leaning::Mood,
        Privacy::Open | Privacy::Personal => Leaning::Habit,
    }
}

/// Returns which choice leads to the question about the birth date, and which to the one about the due date.
fn gate(form: &Form, question: &Question) -> Option<(ChoiceId, ChoiceId)> {
    let opens = |id: &Option<QuestionId>| match form.question(id.as_ref()?)?.when.as_ref()? {
        Condition::Is { question: gate, is } if *gate == question.id => is.first().cloned(),
        Condition::Is { .. }
        | Condition::Answered { .. }
        | Condition::Between { .. }
        | Condition::Role { .. }
        | Condition::Band { .. }
        | Condition::All { .. }
        | Condition::Any { .. } => None,
    };
    opens(&form.child().birth).zip(opens(&form.child().due))
}

/// Returns which choices make an answer urgent, and how much rarer that makes them.
fn rare(form: &Form) -> Vec<(&QuestionId, &ChoiceId, f64)> {
    let mut found = Vec::new();
    for rule in form.triage() {
        let rarity = match rule.urgency {
            // Who lacks the most needful things more often lacks safety, too.
            Urgency::Urgent if form.package().is_some() => 0.25,
            Urgency::Urgent => 0.045,
            Urgency::Soon => 0.15,
            Urgency::Routine => 1.0,
        };
        named(&rule.when, &mut |question, choice| found.push((question, choice, rarity)));
    }
    found
}

fn named<'c>(condition: &'c Condition, found: &mut impl FnMut(&'c QuestionId, &'c ChoiceId)) {
    match condition {
        Condition::Is { question, is } => is.iter().for_each(|choice| found(question, choice)),
        Condition::All { all: list } | Condition::Any { any: list } => {
            list.iter().for_each(|condition| named(condition, found));
        }
        Condition::Answered { .. } | Condition::Between { .. } | Condition::Role { .. } | Condition::Band { .. } => {}
    }
}

/// Returns how rare each choice is beside the others of its question.
fn rarity(question: &Question, rare: &[(&QuestionId, &ChoiceId, f64)]) -> Vec<f64> {
    let one = |choice: &Choice| {
        let mine = rare.iter().filter(|(id, value, _)| **id == question.id && **value == choice.value);
        mine.map(|(_, _, rarity)| *rarity).fold(1.0, f64::min)
    };
    let all: Vec<f64> = question.answer.choices().iter().map(one).collect();
    // Where every choice is rare, the question itself is: whoever is asked it has one of them to choose.
    let others = question.answer.choices().iter().zip(&all).filter(|(choice, _)| !choice.alone && !is_evasive(choice));
    let most = others.map(|(_, rarity)| *rarity).fold(0.0, f64::max);
    if most > 0.0 { all.into_iter().map(|rarity| (rarity / most).min(1.0)).collect() } else { all }
}

/// Returns whether the choice is a way around the question.
pub(super) fn is_evasive(choice: &Choice) -> bool {
    matches!(choice.value.as_str(), "vil-ikke-svare" | "ved-ikke" | "husker-ikke")
}
