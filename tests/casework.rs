//! The work at the desk, from the first look at a case to the stone it leaves, held to the same promises in every table.

use collector::record::Key;
use forms::code::Receipt;
use staff::audit::Deed;
use staff::case::{Action, Outcome, Status};
use staff::desk::{Desk, Erase};
use staff::queue::Filter;
use staff::trouble::Trouble;

use crate::app::{App, fields};

const NOTE: &str = "Ringede kl. 10. Hun ville gerne tale igen på torsdag.";

/// Sends the questionnaire of week 8 under a receipt that ends in `mark`.
async fn send(app: &App, mark: char) -> Key {
    let receipt = format!("0123456789ABCDEFGHJKMNPQR{mark}");
    let sent =
        [("_version", "1"), ("_rolle", "gravid"), ("_samtykke", "gem-svar:1"), ("_kvittering", receipt.as_str())];
    let answer = app.post("/api/formularer/start", &fields(&sent)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Key::of(Receipt::parse(&receipt).expect("a receipt"))
}

async fn waiting(desk: &Desk) -> Vec<Key> {
    let (waiting, damaged) = desk.waiting(&Filter::default()).await.expect("read");
    assert_eq!(damaged, 0);
    let mut keys: Vec<_> = waiting.into_iter().map(|one| one.head.key).collect();
    keys.sort();
    keys
}

/// Puts a table, with nothing in it yet, through everything that staff ask of one about a case.
pub(crate) async fn check(app: &App) {
    let (one, other) = (send(app, 'A').await, send(app, 'B').await);
    let (karen, mette) = (app.desk("Karen", &app.staff_keys()).await, app.desk("Mette", &app.staff_keys()).await);
    let mut both = vec![one.clone(), other.clone()];
    both.sort();
    assert_eq!(waiting(&karen).await, both);

    // Two people, one case: the second is told who was first, and nothing of hers is written.
    let taken = mette.act(&one, 0, &[Action::Take]).await.expect("the first");
    let refused = karen.act(&one, 0, &[Action::Note(NOTE.to_owned())]).await;
    assert!(matches!(refused, Err(Trouble::Changed { by, .. }) if by == "Mette"));
    let noted = karen.act(&one, taken.revision, &[Action::Note(NOTE.to_owned()), Action::Contacted]).await;
    let noted = noted.expect("seen anew");
    assert_eq!((noted.status, noted.assignee.as_deref()), (Status::Contacted, Some("Mette")));

    // A desk that has shown no queue finds the case by how its number begins.
    let fresh = app.desk("Karen", &app.staff_keys()).await;
    let look = fresh.look(&noted.number()[..6]).await.expect("found");
    let history: Vec<_> = look.history.iter().map(|event| format!("{} {}", event.by, event.what.label())).collect();
    assert_eq!(history, ["Mette tog sagen", "Karen skrev en note", "Karen fik kontakt"]);
    assert!(look.letter.is_ok());

    let closed = karen.act(&one, noted.revision, &[Action::Close(Outcome::Helped)]).await.expect("closed");
    assert_eq!(waiting(&karen).await, std::slice::from_ref(&other));
    karen.act(&one, closed.revision, &[Action::Reopen]).await.expect("opened");
    assert_eq!(waiting(&karen).await, both);
    assert_eq!(karen.fit().await.expect("read").answers, 2);

    let heads = karen.to_erase(&Erase::Case(one.clone()), &|_, _| {}).await.expect("found");
    karen.erase(&heads, "efter ønske").await.expect("erased");
    assert!(matches!(karen.look(one.as_str()).await.err(), Some(Trouble::Gone(why)) if why.ends_with(" af Karen")));
    assert_eq!(waiting(&karen).await, [other]);

    let lines = karen.audit(karen.today(), karen.today()).await.expect("read");
    let count = |deed| lines.iter().filter(|line| line.deed == deed && line.refused.is_none()).count();
    // A look at what is gone was a look, too.
    assert_eq!((count(Deed::Changed), count(Deed::Looked), count(Deed::Erased)), (4, 2, 1));
}
