//! Erasing: first what would go, then a word to confirm it, then it goes.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use forms::code::{FamilyCode, Receipt};
use serde::Serialize;

use super::draw::Page;
use super::queue::Row;
use super::visit::{Errand, Fields, Visit};
use super::words;
use crate::case::Head;
use crate::desk::Erase;
use crate::trouble::Trouble;

/// The word that must be written before anything is erased.
const CONFIRMATION: &str = "slet";

#[derive(Serialize)]
struct Question {
    problem: Option<String>,
    kind: String,
    words: String,
}

#[derive(Serialize)]
struct Sure {
    rows: Vec<Row>,
    count: String,
    action: String,
    back: String,
    problem: Option<&'static str>,
    /// Whether it was found by what several families may share.
    by_contact: bool,
    hidden: Vec<(&'static str, String)>,
}

/// Asks what is to be erased.
pub(super) async fn ask(visit: Visit) -> Response {
    question(&visit, &Fields::default(), None)
}

fn question(visit: &Visit, fields: &Fields, problem: Option<String>) -> Response {
    let kind = if fields.has("slags") { fields.get("slags") } else { "kvittering" };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = Question { problem, kind: kind.to_owned(), words: fields.get("ord").to_owned() };
    visit.web.page(visit, &Page { template: "slet.html", title: "Slet", menu: "/slet", status }, &view)
}

/// Shows what would be erased; with the word of confirmation, erases it.
pub(super) async fn erase(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let which = match which(fields.get("slags"), fields.get("ord")) {
        Ok(which) => which,
        Err(problem) => return question(&visit, &fields, Some(problem.to_owned())),
    };
    let hidden = vec![("slags", fields.get("slags").to_owned()), ("ord", fields.get("ord").to_owned())];
    step(&visit, &which, confirmation(&fields), "/slet", "/slet", hidden).await
}

/// Returns what was written to confirm it: a dash for nothing, which is not the same as not having been asked yet.
fn confirmation(fields: &Fields) -> &str {
    let word = fields.get("bekraeft");
    if word.is_empty() && fields.all("bekraeft").next().is_some() { "-" } else { word }
}

fn which(kind: &str, words: &str) -> Result<Erase, &'static str> {
    let words = words.trim();
    match kind {
        "kvittering" => Receipt::parse(words)
            .map(Erase::Receipt)
            .ok_or("Kvitteringen kan ikke læses. Den har 26 tegn i grupper af fire."),
        "familie" => FamilyCode::parse(words)
            .map(Erase::Family)
            .ok_or("Familiekoden kan ikke læses. Den har 12 tegn i grupper af fire."),
        "kontakt" if words.chars().count() >= 5 => Ok(Erase::Contact(words.to_owned())),
        "kontakt" => Err("Skriv et telefonnummer, en mailadresse eller et helt navn."),
        _ => Err("Vælg, hvad du har fået oplyst."),
    }
}

/// Asks whether a case is to be erased.
pub(super) async fn ask_case(visit: Visit, Path(number): Path<String>) -> Response {
    erase_case(&visit, &number, "").await
}

/// Erases a case, with the word of confirmation.
pub(super) async fn case(Path(number): Path<String>, errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    erase_case(&visit, &number, confirmation(&fields)).await
}

async fn erase_case(visit: &Visit, number: &str, word: &str) -> Response {
    match visit.desk.head(number).await {
        Ok(head) => {
            let number = head.number();
            let (action, back) = (format!("/sag/{number}/slet"), format!("/sag/{number}"));
            step(visit, &Erase::Case(head.key.clone()), word, &action, &back, Vec::new()).await
        }
        Err(trouble) => visit.web.trouble(visit, &trouble),
    }
}

/// Shows what would go, or lets it go once the word is there.
async fn step(
    visit: &Visit,
    which: &Erase,
    word: &str,
    action: &str,
    back: &str,
    hidden: Vec<(&'static str, String)>,
) -> Response {
    let confirmed = word.trim().to_lowercase() == CONFIRMATION;
    let heads = match visit.desk.to_erase(which, &|_, _| {}).await {
        Ok(heads) => heads,
        Err(Trouble::NotFound(_)) => {
            let text = "Der ligger ikke noget hos os, der passer. Måske er det allerede slettet.";
            return visit.web.tell(visit, StatusCode::NOT_FOUND, "Der er intet at slette", text, Some("/slet"));
        }
        Err(trouble) => return visit.web.trouble(visit, &trouble),
    };
    if !confirmed {
        let problem = (!word.trim().is_empty()).then_some("Intet er slettet. Skriv ordet slet i feltet for at slette.");
        let (action, back) = (action.to_owned(), back.to_owned());
        let by_contact = matches!(which, Erase::Contact(_)) && heads.len() > 1;
        return sure(
            visit,
            &heads,
            Sure { rows: Vec::new(), count: String::new(), action, back, problem, by_contact, hidden },
        );
    }
    match visit.desk.erase(&heads, "familien bad om det").await {
        Ok(()) => visit.web.go_on("/", &format!("{} er slettet for altid.", words::count(heads.len(), "svar", "svar"))),
        Err(trouble) => visit.web.trouble(visit, &trouble),
    }
}

fn sure(visit: &Visit, heads: &[Head], view: Sure) -> Response {
    let desk = &visit.desk;
    let rows = heads.iter().map(|head| Row::of(head, desk.forms(), desk.who(), desk.now())).collect();
    let view = Sure { rows, count: words::count(heads.len(), "svar", "svar"), ..view };
    let page = Page { template: "slet-sikker.html", title: "Er du sikker?", menu: "/slet", status: StatusCode::OK };
    visit.web.page(visit, &page, &view)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_to_be_erased_is_read_or_asked_for_again() {
        let receipt = Receipt::from_random([7; 16]).reveal();
        let code = FamilyCode::from_random([7; 8]).reveal();
        assert!(matches!(which("kvittering", &receipt.to_lowercase()), Ok(Erase::Receipt(_))));
        assert!(matches!(which("familie", &format!(" {code} ")), Ok(Erase::Family(_))));
        assert!(matches!(which("kontakt", "20 12 34 56"), Ok(Erase::Contact(_))));
        for (kind, words) in
            [("kvittering", &*code), ("familie", &*receipt), ("kontakt", " a "), ("", "x"), ("kontakt", "")]
        {
            assert!(which(kind, words).is_err(), "{kind} {words}");
        }
    }
}
