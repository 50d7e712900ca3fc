//! From the fields of the case page to what somebody wants to do. Pure.

use jiff::civil::Date;

use super::super::visit::Fields;
use crate::case::{Action, Head, Outcome};

/// Returns what was asked for; several things where one form holds several.
///
/// # Errors
/// What is missing or cannot be read, as a sentence for the person.
pub(super) fn read(fields: &Fields, head: &Head) -> Result<Vec<Action>, &'static str> {
    Ok(match fields.get("goer") {
        "tag" => vec![Action::Take],
        "giv" => vec![Action::Assign(fields.get("til").to_owned())],
        "skriv" => written(fields, head)?,
        "underretning" => vec![considered(fields)?],
        "bevilg" => vec![Action::Approve],
        "afslag" => vec![Action::Close(Outcome::Refused)],
        "pak" => vec![Action::Pack(fields.get("pakke").to_owned())],
        "pak-ud" => vec![Action::Unpack],
        "udlever" => vec![Action::Close(Outcome::HandedOver)],
        "godkend" => vec![Action::Accept],
        "ikke-menneske" => vec![Action::Close(Outcome::Junk)],
        "genaabn" => vec![Action::Reopen],
        _ => return Err("Vælg, hvad der skal ske."),
    })
}

/// »Skriv«: a note, contact, a day to look again, an end; any of them, in the order in which they happened.
fn written(fields: &Fields, head: &Head) -> Result<Vec<Action>, &'static str> {
    let mut actions = Vec::new();
    if fields.has("kontaktet") {
        actions.push(Action::Contacted);
    }
    if fields.has("note") {
        actions.push(Action::Note(fields.get("note").to_owned()));
    }
    let outcome = match fields.get("luk") {
        "" => None,
        word => Some(Outcome::parse(word).ok_or("Vælg en af måderne at lukke sagen på.")?),
    };
    if !head.status.is_closed() && outcome.is_none() {
        let due = day(fields.get("frist"))?;
        if due != head.due {
            actions.push(Action::Due(due));
        }
    }
    actions.extend(outcome.map(Action::Close));
    if actions.is_empty() { Err("Der er ikke noget at gemme. Skriv en note, eller vælg noget.") } else { Ok(actions) }
}

fn considered(fields: &Fields) -> Result<Action, &'static str> {
    let notified = match fields.get("underrettet") {
        "ja" => true,
        "nej" => false,
        _ => return Err("Vælg, om kommunen blev underrettet: ja eller nej."),
    };
    let on = day(fields.get("dato"))?.ok_or("Skriv datoen, hvor det blev overvejet.")?;
    Ok(Action::Consider { notified, on, who: fields.get("hvem").to_owned() })
}

/// Reads a day as browsers send it, or as people write it: `2026-12-03`, `3-12-2026`, `3.12.2026`, `3/12 2026`.
pub(in super::super) fn day(text: &str) -> Result<Option<Date>, &'static str> {
    const WRONG: &str = "Datoen kan ikke læses. Skriv den som 3-12-2026.";
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let parts: Vec<&str> = text.split(['-', '.', '/', ' ']).filter(|part| !part.is_empty()).collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        [day, month, year] if year.len() == 4 => (*year, *month, *day),
        [..] => return Err(WRONG),
    };
    let date = year.parse().ok().zip(month.parse().ok()).zip(day.parse().ok());
    let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
    date.map(Some).ok_or(WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::step::tests::head;

    #[track_caller]
    fn check(body: &str, expected: Result<&[Action], &str>) {
        let found = read(&Fields::parse(body), &head());
        assert!(found.as_deref() == expected.as_ref().map(|actions| *actions), "{body}: {:?}", found.err());
    }

    #[test]
    fn one_form_says_several_things() {
        let on = jiff::civil::date(2026, 12, 3);
        check("goer=tag", Ok(&[Action::Take]));
        check("goer=skriv&note=Hun+ringer", Ok(&[Action::Note("Hun ringer".to_owned())]));
        check(
            "goer=skriv&kontaktet=ja&note=a&frist=2026-12-03",
            Ok(&[Action::Contacted, Action::Note("a".to_owned()), Action::Due(Some(on))]),
        );
        // Whoever closes a case need not take the day away first.
        check("goer=skriv&luk=helped&frist=2026-12-03", Ok(&[Action::Close(Outcome::Helped)]));
        check(
            "goer=underretning&underrettet=nej&dato=3-12-2026&hvem=Karen",
            Ok(&[Action::Consider { notified: false, on, who: "Karen".to_owned() }]),
        );
        check("goer=udlever", Ok(&[Action::Close(Outcome::HandedOver)]));
    }

    #[test]
    fn what_is_missing_is_told() {
        check("", Err("Vælg, hvad der skal ske."));
        check("goer=skriv&note=+%0A", Err("Der er ikke noget at gemme. Skriv en note, eller vælg noget."));
        check("goer=skriv&luk=vrøvl", Err("Vælg en af måderne at lukke sagen på."));
        check("goer=skriv&note=a&frist=i+morgen", Err("Datoen kan ikke læses. Skriv den som 3-12-2026."));
        check("goer=underretning&dato=3-12-2026", Err("Vælg, om kommunen blev underrettet: ja eller nej."));
        check("goer=underretning&underrettet=ja", Err("Skriv datoen, hvor det blev overvejet."));
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let on = jiff::civil::date(2026, 12, 3);
        for text in ["2026-12-03", "3-12-2026", "03.12.2026", "3/12 2026", " 3. 12. 2026 "] {
            assert_eq!(day(text), Ok(Some(on)), "{text}");
        }
        for text in ["31-2-2026", "3-12-26", "12", "a-b-cccc", "3-12-2026-1"] {
            assert!(day(text).is_err(), "{text}");
        }
        assert_eq!(day(" "), Ok(None));
    }
}
