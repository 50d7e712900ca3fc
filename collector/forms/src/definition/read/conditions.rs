//! `when = { … }`

use super::Seen;
use crate::condition::Condition;
use crate::definition::{Answer, Question};
use crate::id::{ChoiceId, RoleId};
use crate::library::unknown;
use crate::problem::Problem;
use crate::table::{At, Fields};

/// What a condition may ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// Questions and roles: what the page knows while it is being filled in.
    Page,
    /// Scores as well: what is known when all is answered.
    Everything,
}

/// Reads one condition.
pub(super) fn condition(fields: Fields<'_>, seen: &Seen<'_>, scope: Scope) -> Option<Condition> {
    let question = fields.get::<String>("question");
    let is = fields.get::<Vec<At<String>>>("is");
    let answered = fields.get::<bool>("answered");
    let (from, to) = (fields.get::<i64>("from"), fields.get::<i64>("to"));
    let role = fields.get::<Vec<At<String>>>("role");
    let score = fields.get::<String>("score");
    let band = fields.get::<Vec<At<String>>>("band");
    let (all, any) = (fields.tables("all"), fields.tables("any"));
    let span = fields.span();
    let list = |list: Vec<Fields<'_>>| -> Option<Vec<Condition>> {
        list.into_iter().map(|one| condition(one, seen, scope)).collect()
    };
    // A value of the wrong kind has been told of.
    let told = (fields.has("is") && is.is_none()) || (fields.has("answered") && answered.is_none());
    let found = match (question, role, score) {
        (Some(name), None, None) => {
            seen.question(&fields, &name).and_then(|question| match (is, answered, from.or_else(|| to.clone())) {
                _ if told => None,
                (Some(is), None, None) => choice(&fields, question, is.value),
                (None, Some(answered), None) if answered.value => {
                    Some(Condition::Answered { question: question.id.clone(), answered: true })
                }
                (None, None, Some(_)) if matches!(question.answer, Answer::Number { .. }) => {
                    let number = |key| fields.get::<i64>(key).map(|number| number.value);
                    if number("from").zip(number("to")).is_some_and(|(from, to)| from > to) {
                        fields.report(Problem::new(span, "`from` er større end `to`").help("byt om på dem"));
                        return None;
                    }
                    Some(Condition::Between { question: question.id.clone(), from: number("from"), to: number("to") })
                }
                _ => {
                    fields.report(
                        Problem::new(span, format!("betingelsen om `{}` kan ikke læses", name.value))
                            .help(how(&question.answer)),
                    );
                    None
                }
            })
        }
        (None, Some(role), None) => roles(&fields, seen, role.value).map(|role| Condition::Role { role }),
        (None, None, Some(score)) => {
            bands(&fields, seen, scope, &score, band.map(|band| band.value).unwrap_or_default())
        }
        (None, None, None) if !all.is_empty() && any.is_empty() => list(all).map(|all| Condition::All { all }),
        (None, None, None) if !any.is_empty() && all.is_empty() => list(any).map(|any| Condition::Any { any }),
        _ => {
            fields.report(Problem::new(span, "betingelsen skal spørge om netop én ting").help(
                "skriv { question = \"…\", is = [\"…\"] }, { role = [\"…\"] }, { all = [ … ] } eller { any = [ … ] }",
            ));
            None
        }
    };
    fields.finish();
    found
}

/// Returns how a condition about such a question is written.
fn how(answer: &Answer) -> &'static str {
    match answer {
        Answer::Choice(_) | Answer::Choices(_) => "skriv is = [\"…\"] med en eller flere af dets værdier",
        Answer::Number { .. } => "det er et tal: skriv from = … og to = …",
        Answer::Date(_)
        | Answer::Text(_)
        | Answer::LongText(_)
        | Answer::Phone
        | Answer::Email
        | Answer::Address
        | Answer::Municipality => "skriv answered = true",
    }
}

fn choice(fields: &Fields<'_>, question: &Question, is: Vec<At<String>>) -> Option<Condition> {
    let choices = question.answer.choices();
    let known = || choices.iter().map(|choice| choice.value.as_str());
    if choices.is_empty() {
        fields.report(Problem::new(fields.span(), format!("`{}` har ingen valg at spørge om med `is`", question.id)));
        return None;
    }
    if is.is_empty() {
        fields.report(Problem::new(fields.span(), "`is` er tom").help("skriv mindst én af spørgsmålets værdier"));
    }
    for value in is.iter().filter(|value| !known().any(|one| one == value.value)) {
        fields.report(unknown(value, &format!("valget i `{}`", question.id), known().collect::<Vec<_>>()));
    }
    let is = is.iter().filter_map(|value| ChoiceId::parse(&value.value)).collect();
    Some(Condition::Is { question: question.id.clone(), is })
}

pub(super) fn roles(fields: &Fields<'_>, seen: &Seen<'_>, names: Vec<At<String>>) -> Option<Vec<RoleId>> {
    let known = || seen.roles.iter().map(|role| role.id.as_str());
    for name in names.iter().filter(|name| !known().any(|one| one == name.value)) {
        let problem = unknown(name, "rollen", known().collect::<Vec<_>>());
        fields.report(Problem { message: format!("formularen har ikke rollen `{}`", name.value), ..problem });
    }
    Some(names.iter().filter_map(|name| RoleId::parse(&name.value)).collect())
}

fn bands(
    fields: &Fields<'_>,
    seen: &Seen<'_>,
    scope: Scope,
    name: &At<String>,
    bands: Vec<At<String>>,
) -> Option<Condition> {
    if scope == Scope::Page {
        fields.report(
            Problem::new(name.span.clone(), "her kan der kun spørges om svar og roller")
                .help("en score kendes først, når alt er sendt; brug den i [[triage]] og [[end]]"),
        );
        return None;
    }
    let Some(score) = seen.scores.iter().find(|score| score.id.as_str() == name.value) else {
        if seen.broken.borrow().contains(&name.value) {
            return None;
        }
        fields.report(unknown(name, "scoren", seen.scores.iter().map(|score| score.id.as_str()).collect::<Vec<_>>()));
        return None;
    };
    let known = || score.bands.iter().map(|band| band.id.as_str());
    if bands.is_empty() {
        fields.report(Problem::new(fields.span(), "`band` mangler").help("skriv fx band = [\"lav\"]"));
    }
    for band in bands.iter().filter(|band| !known().any(|one| one == band.value)) {
        fields.report(unknown(band, &format!("båndet i `{}`", score.id), known().collect::<Vec<_>>()));
    }
    let band = bands.iter().filter_map(|band| crate::id::BandId::parse(&band.value)).collect();
    Some(Condition::Band { score: score.id.clone(), band })
}
