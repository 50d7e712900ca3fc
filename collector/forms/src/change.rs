//! What differs between two versions of a form, and what that does to answers that are kept.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::definition::{Answer, Form, Question};
use crate::library::hexadecimal;
use crate::score::Score;

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing that was answered means something else.
    Safe,
    /// Answers before and after must be told apart: it takes a new version.
    NewVersion,
    /// Answers of both versions would stand under one name and mean two things: it takes a new name.
    BreaksHistory,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it does.
    pub effect: Effect,
    /// What it is, in Danish, in one sentence without a full stop.
    pub what: String,
}

/// Returns a fingerprint of what was asked and what an answer counts: SHA-256 in hexadecimal.
///
/// Headings, help, ends, triage, retention and the words of bands may be bettered on any day, and are not in it.
pub fn fingerprint(form: &Form) -> String {
    let questions: Vec<_> = form.questions().collect();
    let roles: Vec<_> = form.roles().iter().map(|role| &role.id).collect();
    let consents: Vec<_> = form.consents().iter().map(|consent| (&consent.id, &consent.when)).collect();
    let bands = |score: &Score| -> Vec<_> {
        score.bands.iter().map(|band| json!([band.from, band.id, band.roles, band.age])).collect()
    };
    let score =
        |score: &Score| json!([score.id, score.method, score.items, score.factor, score.at_least, bands(score)]);
    let scores: Vec<_> = form.scores().iter().map(score).collect();
    let meaning = json!([form.id(), form.version(), roles, consents, questions, scores]);
    hexadecimal(&Sha256::digest(meaning.to_string()))
}

/// Returns what is different in `new`, what weighs most first.
pub fn changes(old: &Form, new: &Form) -> Vec<Change> {
    let mut changes = Vec::new();
    for before in old.questions() {
        match new.question(&before.id) {
            Some(after) => compare(before, after, &mut changes),
            None => changes.push(change(Effect::NewVersion, format!("spørgsmålet `{}` er væk", before.id))),
        }
    }
    for after in new.questions().filter(|after| old.question(&after.id).is_none()) {
        changes.push(change(Effect::NewVersion, format!("spørgsmålet `{}` er nyt", after.id)));
    }
    for before in old.scores() {
        let after = new.scores().iter().find(|after| after.id == before.id);
        changes.extend(after.and_then(|after| compare_scores(before, after)));
    }
    if old.roles().iter().any(|role| new.role(&role.id).is_none()) {
        changes.push(change(Effect::NewVersion, "en rolle er væk".to_owned()));
    }
    let names = |form: &Form| form.consents().iter().map(|consent| consent.id.clone()).collect::<Vec<_>>();
    if names(old) != names(new) {
        changes.push(change(Effect::NewVersion, "der bedes om andre samtykker".to_owned()));
    }
    if changes.is_empty()
        && (old.title(), old.lead(), old.helps(), old.ends()) != (new.title(), new.lead(), new.helps(), new.ends())
    {
        changes.push(change(Effect::Safe, "kun ord omkring spørgsmålene er ændret".to_owned()));
    }
    changes.sort_by_key(|change| std::cmp::Reverse(change.effect));
    changes
}

fn change(effect: Effect, what: String) -> Change {
    Change { effect, what }
}

fn compare(before: &Question, after: &Question, changes: &mut Vec<Change>) {
    let id = &before.id;
    let mut note = |effect, what: String| changes.push(change(effect, what));
    if before.answer.kind() != after.answer.kind() {
        note(
            Effect::BreaksHistory,
            format!("`{id}` besvares på en anden måde ({} før, {} nu)", before.answer.kind(), after.answer.kind()),
        );
        return;
    }
    if let (Answer::Number { unit: before, .. }, Answer::Number { unit: after, .. }) = (&before.answer, &after.answer)
        && before != after
    {
        note(Effect::BreaksHistory, format!("`{id}` tælles i en anden enhed"));
    }
    for choice in before.answer.choices() {
        match after.answer.choices().iter().find(|one| one.value == choice.value) {
            None => note(Effect::NewVersion, format!("valget `{}` i `{id}` er væk", choice.value)),
            Some(now) if now.points != choice.points => {
                note(Effect::BreaksHistory, format!("valget `{}` i `{id}` giver andre point", choice.value));
            }
            Some(now) if now.label != choice.label => {
                note(Effect::NewVersion, format!("valget `{}` i `{id}` har fået andre ord", choice.value));
            }
            Some(_) => {}
        }
    }
    let is_new = |now: &&crate::definition::Choice| before.answer.choices().iter().all(|one| one.value != now.value);
    for choice in after.answer.choices().iter().filter(is_new) {
        note(Effect::NewVersion, format!("valget `{}` i `{id}` er nyt", choice.value));
    }
    if before.label != after.label || before.hint != after.hint {
        note(Effect::NewVersion, format!("`{id}` har fået andre ord"));
    }
    if before.privacy != after.privacy {
        note(Effect::NewVersion, format!("`{id}` forsegles på en anden måde"));
    }
    if before.when != after.when || before.required != after.required {
        note(Effect::NewVersion, format!("`{id}` stilles til andre"));
    }
}

fn compare_scores(before: &Score, after: &Score) -> Option<Change> {
    let formula = |score: &Score| (score.method, score.items.clone(), score.factor, score.at_least);
    if formula(before) != formula(after) {
        return Some(change(Effect::BreaksHistory, format!("scoren `{}` regnes ud på en anden måde", before.id)));
    }
    let borders = |score: &Score| score.bands.iter().map(|band| (band.from, band.id.clone())).collect::<Vec<_>>();
    (borders(before) != borders(after))
        .then(|| change(Effect::NewVersion, format!("scoren `{}` har andre grænser", before.id)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::tests::{GOOD, form};

    #[track_caller]
    fn check(edit: impl Fn(&str) -> String, expected: &[(Effect, &str)]) {
        let found = changes(&form(GOOD), &form(&edit(GOOD)));
        assert_eq!(found.iter().map(|change| (change.effect, change.what.as_str())).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn words_around_the_questions_may_change() {
        check(
            |text| text.replace("Sådan har du det lige nu", "Hvordan går det?"),
            &[(Effect::Safe, "kun ord omkring spørgsmålene er ændret")],
        );
        check(|text| text.replace("365 dage", "300 dage"), &[]);
    }

    #[test]
    fn what_is_asked_takes_a_new_version() {
        check(
            |text| text.replace("Hvordan har du det?", "Hvordan har I det?"),
            &[(Effect::NewVersion, "`humoer` har fået andre ord")],
        );
        check(
            |text| text.replace("\"tungt\"", "\"skidt\""),
            &[
                (Effect::NewVersion, "valget `tungt` i `humoer` er væk"),
                (Effect::NewVersion, "valget `skidt` i `humoer` er nyt"),
                (Effect::NewVersion, "`alder` stilles til andre"),
            ],
        );
    }

    #[test]
    fn what_an_answer_means_takes_a_new_name() {
        check(
            |text| text.replace("points = 1", "points = 2"),
            &[(Effect::BreaksHistory, "valget `godt` i `humoer` giver andre point")],
        );
        check(
            |text| {
                text.replace("kind = \"choice\"", "kind = \"choices\"")
                    .replace("label = \"Vil ikke svare\"", "label = \"Vil ikke svare\", alone = true")
                    .split("[[score]]")
                    .next()
                    .unwrap_or_default()
                    .to_owned()
                    + "[[end]]\ntitle = \"Tak\"\ntext = \"Tak.\""
            },
            &[(Effect::BreaksHistory, "`humoer` besvares på en anden måde (choice før, choices nu)")],
        );
    }

    #[test]
    fn only_what_gives_answers_their_meaning_is_fingerprinted() {
        let same = [
            ("title = \"Dig\"", "title = \"Om dig\""),
            ("parent = \"a\"", "parent = \"c\""),
            ("365 dage", "30 dage"),
            ("state = \"open\"", "state = \"closed\""),
            ("Tak.", "Mange tak."),
        ];
        for (old, new) in same {
            assert_eq!(fingerprint(&form(GOOD)), fingerprint(&form(&GOOD.replace(old, new))), "{old}");
        }
        assert_ne!(
            fingerprint(&form(GOOD)),
            fingerprint(&form(&GOOD.replace("Hvordan har du det?", "Hvordan går det?")))
        );
    }
}
