//! `[[score]]`

use std::collections::BTreeMap;

use super::conditions::roles;
use super::{Seen, check_number, text, window};
use crate::age::Window;
use crate::id::{BandId, RoleId, ScoreId};
use crate::library::slug;
use crate::points::Points;
use crate::problem::Problem;
use crate::score::{Band, Item, Method, Score, extremes};
use crate::table::{At, Fields};

pub(super) fn score(fields: Fields<'_>, seen: &Seen<'_>) -> Option<Score> {
    let id = slug(&fields, "id", ScoreId::parse);
    let found = items(&fields, seen);
    let factor = fields.get::<Points>("factor").map_or(Points::whole(1), |factor| factor.value);
    let all = found.as_ref().map_or(i64::MAX, |(_, items)| i64::try_from(items.len()).unwrap_or(i64::MAX));
    let at_least = fields.get::<i64>("at_least");
    let at_least =
        at_least.map_or(Some(all), |least| check_number(&fields, "at_least", least.value, &least.span, 1, all));
    let source = text(&fields, "source");
    let bands: Option<Vec<_>> = fields.tables("bands").into_iter().map(|one| band(one, seen)).collect();
    if let Some(id) = id.as_ref().filter(|id| seen.scores.iter().any(|score| score.id == id.value)) {
        fields.report(Problem::new(id.span.clone(), format!("to scorer hedder `{}`", id.value)));
    }
    let score = (|| {
        let (method, items) = found?;
        let bands = bands?;
        let score = Score {
            id: id.as_ref()?.value.clone(),
            method,
            items,
            factor,
            at_least: usize::try_from(at_least?).ok()?,
            bands: bands.iter().map(|(band, _)| band.clone()).collect(),
            source: source?,
        };
        check_bands(&fields, &score, bands, seen);
        Some(score)
    })();
    fields.finish();
    if score.is_none() {
        // Who refers to a score that could not be read is not at fault.
        seen.broken.borrow_mut().extend(id.map(|id| id.value.to_string()));
    }
    score
}

fn items(fields: &Fields<'_>, seen: &Seen<'_>) -> Option<(Method, Vec<Item>)> {
    let sum = fields.get::<Vec<At<String>>>("sum");
    let mean = fields.get::<Vec<At<String>>>("mean");
    let reverse = fields.get::<Vec<At<String>>>("reverse").map(|list| list.value).unwrap_or_default();
    let (method, names) = match (sum, mean) {
        (Some(sum), None) => (Method::Sum, sum.value),
        (None, Some(mean)) => (Method::Mean, mean.value),
        // A list of the wrong kind has been told of.
        (None, None) if fields.has("sum") || fields.has("mean") => return None,
        _ => {
            fields.report(
                Problem::new(fields.span(), "en score skal have enten `sum` eller `mean`")
                    .help("skriv de spørgsmål, der tæller med: sum = [\"…\", \"…\"]"),
            );
            return None;
        }
    };
    for name in reverse.iter().filter(|name| names.iter().all(|one| one.value != name.value)) {
        fields.report(
            Problem::new(name.span.clone(), format!("`{}` tæller ikke med i scoren og kan ikke vendes", name.value))
                .help("skriv det også i sum eller mean, eller tag det ud her"),
        );
    }
    for (place, name) in names.iter().enumerate() {
        if names.iter().take(place).any(|one| one.value == name.value) {
            fields.report(
                Problem::new(name.span.clone(), format!("`{}` tæller med to gange", name.value)).help("slet den ene"),
            );
        }
    }
    let is_reversed = |name: &At<String>| reverse.iter().any(|one| one.value == name.value);
    let items: Vec<_> = names.iter().filter_map(|name| item(fields, name, is_reversed(name), seen)).collect();
    (items.len() == names.len() && !items.is_empty()).then_some((method, items))
}

fn item(fields: &Fields<'_>, name: &At<String>, reversed: bool, seen: &Seen<'_>) -> Option<Item> {
    if let Some(part) = seen.scores.iter().find(|score| score.id.as_str() == name.value) {
        return Some(Item::Score(part.id.clone()));
    }
    let question = seen.question(fields, name)?;
    if extremes(&question.answer).is_none() {
        fields.report(Problem::new(name.span.clone(), format!("`{}` har ingen point at tælle", name.value)).help(
            match question.answer.kind() {
                "choice" => "giv dets valg `points`, eller tag det ud af scoren",
                "choices" => "et spørgsmål med flere svar kan ikke tælle med; brug kind = \"choice\", eller tag det ud",
                _ => "kun valg og tal kan tælle med; tag det ud af scoren",
            },
        ));
        return None;
    }
    Some(Item::Question { id: question.id.clone(), reversed })
}

fn band(fields: Fields<'_>, seen: &Seen<'_>) -> Option<(Band, At<Points>)> {
    let from = fields.get::<Points>("from");
    if from.is_none() {
        fields.report(Problem::new(fields.span(), "`from` mangler").help("skriv det laveste antal point i båndet"));
    }
    let id = slug(&fields, "id", BandId::parse);
    let role = fields.get::<Vec<At<String>>>("role").and_then(|names| roles(&fields, seen, names.value));
    let age = fields.table("age").and_then(window);
    let (parent, staff) = (text(&fields, "parent"), text(&fields, "staff"));
    fields.finish();
    let from = from?;
    let band =
        Band { from: from.value, id: id?.value, roles: role.unwrap_or_default(), age, parent: parent?, staff: staff? };
    Some((band, from))
}

/// For each role and age the bands must rise, begin at the lowest points there can be, and lie on the scale.
fn check_bands(fields: &Fields<'_>, score: &Score, bands: Vec<(Band, At<Points>)>, seen: &Seen<'_>) {
    let Some((lowest, highest)) = reach(score, seen) else { return };
    let mut groups: BTreeMap<Audience, Vec<At<Points>>> = BTreeMap::new();
    for (band, from) in bands {
        groups.entry((band.roles, band.age.map(age_key))).or_default().push(from);
    }
    for froms in groups.into_values() {
        let falls = |(one, next): &(&At<Points>, &At<Points>)| next.value <= one.value;
        if let Some((_, next)) = froms.iter().zip(froms.iter().skip(1)).find(falls) {
            fields.report(
                Problem::new(next.span.clone(), "båndene skal stå fra lavt til højt")
                    .help("flyt linjen op, så `from` stiger linje for linje"),
            );
            continue;
        }
        if let Some(first) = froms.first().filter(|first| first.value != lowest) {
            fields.report(
                Problem::new(
                    first.span.clone(),
                    format!("det første bånd skal begynde ved det laveste antal point: {lowest}"),
                )
                .fix(lowest.to_string()),
            );
        }
        if let Some(last) = froms.iter().find(|from| from.value > highest) {
            fields.report(Problem::new(
                last.span.clone(),
                format!("ingen kan få så mange point; det højeste er {highest}"),
            ));
        }
    }
}

/// Whom a group of bands is for: roles, and the ranks of the first day of an age and the day after it.
type Audience = (Vec<RoleId>, Option<(u32, u32)>);

fn age_key(age: Window) -> (u32, u32) {
    (age.from().rank(), age.until().rank())
}

/// Returns the least and the greatest points the whole scale can come to.
fn reach(score: &Score, seen: &Seen<'_>) -> Option<(Points, Points)> {
    let ends: Option<Vec<_>> = score
        .items
        .iter()
        .map(|item| match item {
            Item::Question { id, .. } => seen
                .questions
                .iter()
                .find(|question| question.id == *id)
                .and_then(|question| extremes(&question.answer)),
            Item::Score(id) => seen.scores.iter().find(|part| part.id == *id).and_then(|part| reach(part, seen)),
        })
        .collect();
    let ends = ends?;
    let mut bottoms: Vec<_> = ends.iter().map(|(bottom, _)| *bottom).collect();
    bottoms.sort();
    let tops = ends.iter().map(|(_, top)| *top);
    let (bottom, top) = match score.method {
        // The least sum is one with as few answers as are allowed, unless an answer can take points away.
        Method::Sum => {
            let counted =
                bottoms.iter().enumerate().filter(|(n, bottom)| *n < score.at_least || **bottom < Points::whole(0));
            (counted.map(|(_, bottom)| *bottom).sum::<Points>(), tops.sum::<Points>())
        }
        Method::Mean => (*bottoms.first()?, tops.max()?),
    };
    Some((bottom.scaled(score.factor, 1), top.scaled(score.factor, 1)))
}
