//! What a member of the staff is promised: nobody is lost, nobody overwrites anybody, and what is erased is gone.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use collector::record::{Key, attribute};
use collector::store::{Store, client};
use collector_local::{Embedded, TABLE};
use forms::code::Receipt;
use jiff::Timestamp;
use staff::audit::Deed;
use staff::case::{Action, NotNow, Outcome, Status};
use staff::desk::{Desk, Erase};
use staff::keys::{Role, add};
use staff::queue::Filter;
use staff::trouble::Trouble;

use crate::app::{App, fields, now, run};
use crate::calls::Caller;
use crate::line::{Fault, Line};

const START: &str = "/api/formularer/start";
const NOTE: &str = "Ringede kl. 10. Hun ville gerne tale igen på torsdag.";

/// Sends the questionnaire of week 8 under a receipt that ends in `mark`.
async fn send(app: &App, mark: char, more: &[(&str, &str)]) -> Key {
    let receipt = format!("0123456789ABCDEFGHJKMNPQR{mark}");
    let mut sent =
        fields(&[("_version", "1"), ("_rolle", "gravid"), ("_samtykke", "gem-svar:1"), ("kommune", "Aarhus")]);
    sent.extend(fields(more));
    sent.push(("_kvittering".to_owned(), receipt.clone()));
    let answer = app.post(START, &sent).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    Key::of(Receipt::parse(&receipt).expect("a receipt"))
}

fn later(days: i64) -> Timestamp {
    now().checked_add(jiff::SignedDuration::from_hours(24 * days)).expect("a moment")
}

async fn history(desk: &Desk, key: &Key) -> Vec<String> {
    let look = desk.look(key.as_str()).await.expect("there");
    look.history.iter().map(|event| format!("{} {}", event.by, event.what.label())).collect()
}

#[test]
fn a_case_is_worked_on_from_the_first_look_to_the_stone() {
    run(async { crate::casework::check(&App::start().await).await });
}

#[test]
fn two_people_never_overwrite_each_other() {
    run(async {
        let app = App::start().await;
        let key = send(&app, 'A', &[]).await;
        let (karen, mette) = (app.desk("Karen", &app.staff_keys()).await, app.desk("Mette", &app.staff_keys()).await);
        let seen = karen.look(key.as_str()).await.expect("there").head;
        let taken = mette.act(&key, seen.revision, &[Action::Take]).await.expect("the first");
        let refused = karen.act(&key, seen.revision, &[Action::Note(NOTE.to_owned())]).await;
        let Err(Trouble::Changed { head, by }) = refused else { panic!("Karen is told") };
        assert_eq!((by.as_str(), *head), ("Mette", taken.clone()));
        karen.act(&key, taken.revision, &[Action::Note(NOTE.to_owned()), Action::Contacted]).await.expect("seen anew");
        assert_eq!(history(&karen, &key).await, ["Mette tog sagen", "Karen skrev en note", "Karen fik kontakt"]);
    });
}

#[test]
fn fifty_changes_at_once_are_fifty_lines_or_fifty_refusals_and_no_other_thing() {
    run(async {
        let app = std::sync::Arc::new(App::start().await);
        let key = send(&app, 'A', &[]).await;
        let tries: Vec<_> = (0..50)
            .map(|number| {
                let (app, key) = (std::sync::Arc::clone(&app), key.clone());
                tokio::spawn(async move {
                    let desk = app.desk("Karen", &[]).await;
                    desk.act(&key, 0, &[Action::Note(format!("note {number}"))]).await.is_ok()
                })
            })
            .collect();
        let mut done = 0;
        for one in tries {
            done += usize::from(one.await.expect("no panic"));
        }
        assert_eq!(done, 1);
        assert_eq!(history(&app.desk("Mette", &app.staff_keys()).await, &key).await.len(), 1);
    });
}

#[test]
fn what_staff_write_about_a_family_cannot_be_read_without_a_key() {
    run(async {
        let app = App::start().await;
        let key = send(&app, 'A', &[]).await;
        let desk = app.desk("Karen", &app.staff_keys()).await;
        let consider = Action::Consider { notified: true, on: desk.today(), who: "Leder Lone".to_owned() };
        desk.act(&key, 0, &[Action::Take, Action::Note(NOTE.to_owned()), consider]).await.expect("done");
        let raw = format!("{:?}", app.items().await);
        assert!(!raw.contains("torsdag") && !raw.contains("Lone") && raw.contains("Karen"));
        for note in ["æ".repeat(1_000_000), String::new()] {
            let refused = desk.act(&key, 1, &[Action::Note(note)]).await;
            assert!(matches!(refused, Err(Trouble::NotNow(NotNow::LongNote(1_000_000) | NotNow::EmptyNote))));
        }
    });
}

#[test]
fn a_case_that_is_full_says_so_and_keeps_what_it_has() {
    run(async {
        let app = App::start().await;
        let key = send(&app, 'A', &[]).await;
        let desk = app.desk("Karen", &app.staff_keys()).await;
        let mut revision = 0;
        let refused = loop {
            match desk.act(&key, revision, &[Action::Note("æ".repeat(8_000))]).await {
                Ok(head) => revision = head.revision,
                Err(trouble) => break trouble,
            }
        };
        assert!(matches!(refused, Trouble::NotNow(NotNow::Full)), "{refused}");
        assert_eq!(u64::try_from(history(&desk, &key).await.len()), Ok(revision));
        assert!(desk.act(&key, revision, &[Action::Take]).await.is_ok(), "a short line still fits");
    });
}

#[test]
fn a_closed_case_leaves_the_line_and_comes_back_when_it_is_opened_again() {
    run(async {
        let app = App::start().await;
        let key = send(&app, 'A', &[]).await;
        let desk = app.desk("Karen", &app.staff_keys()).await;
        let waiting = async || desk.waiting(&Filter::default()).await.expect("read").0.len();
        assert_eq!(waiting().await, 1);
        let closed = desk.act(&key, 0, &[Action::Close(Outcome::Read)]).await.expect("closed");
        assert_eq!(waiting().await, 0);
        let item =
            app.items().await.into_iter().find(|item| item.contains_key(attribute::ANSWERS)).expect("still there");
        let expires = item.get(attribute::EXPIRES).and_then(|value| value.as_n().ok()).cloned();
        assert_eq!(
            expires,
            Some(later(90 + 30).as_second().to_string()),
            "the time of a closed case, and the backstop's"
        );
        assert!(matches!(
            desk.look(&closed.number()[..6]).await.expect("found by its number").head.status,
            Status::Closed(_)
        ));
        desk.act(&key, closed.revision, &[Action::Reopen]).await.expect("opened");
        assert_eq!(waiting().await, 1);
    });
}

#[test]
fn what_waits_for_a_person_is_not_left_to_the_table_to_erase() {
    run(async {
        let app = App::start().await;
        let key = send(&app, 'B', &[("kontakt", "ring"), ("fornavn", "Åse"), ("telefon", "20 12 34 56")]).await;
        let items = app.items().await;
        let item =
            items.iter().find(|item| item.get("pk").and_then(|pk| pk.as_s().ok()).is_some_and(|pk| pk == key.as_str()));
        let item = item.expect("stored");
        let wants = item.get(attribute::WANTS_CONTACT).and_then(|value| value.as_bool().ok()).copied();
        assert_eq!((wants, item.contains_key(attribute::EXPIRES)), (Some(true), false));
    });
}

#[test]
fn an_erased_submission_takes_its_notes_along_and_leaves_a_stone() {
    run(async {
        let app = App::start().await;
        let (one, other) = (send(&app, 'A', &[]).await, send(&app, 'B', &[]).await);
        let desk = app.desk("Karen", &app.staff_keys()).await;
        desk.act(&one, 0, &[Action::Note(NOTE.to_owned())]).await.expect("noted");
        desk.act(&other, 0, &[Action::Note(NOTE.to_owned())]).await.expect("noted");

        let heads = desk.to_erase(&Erase::Case(one.clone()), &|_, _| {}).await.expect("found");
        assert_eq!(
            app.items().await.iter().filter(|item| item.contains_key(attribute::HISTORY)).count(),
            2,
            "a rehearsal"
        );
        desk.erase(&heads, "efter ønske").await.expect("erased");
        let Err(told) = desk.look(one.as_str()).await else { panic!("it is gone") };
        assert_eq!(told.to_string(), "svaret blev slettet 22. november 2026 af Karen");

        // The family itself needs nobody: the receipt is enough, and the notes go with it.
        let code = fields(&[("_kvittering", "0123456789ABCDEFGHJKMNPQRB")]);
        assert_eq!(app.post("/api/kvittering/slet", &code).await.status, 200);
        assert!(app.items().await.iter().all(|item| !item.contains_key(attribute::HISTORY)));
        assert!(matches!(desk.look(other.as_str()).await.err(), Some(Trouble::NotFound(_))));
    });
}

#[test]
fn a_family_is_found_by_its_code_and_a_person_by_a_phone_number() {
    run(async {
        let app = App::start().await;
        let mut keys = Vec::new();
        for mark in ['A', 'B', 'C'] {
            let code = if mark == 'C' { "ZZZZ-ZZZZ-ZZZ1" } else { "ZZZZ-ZZZZ-ZZZZ" };
            let phone = if mark == 'C' { "20 12 34 57" } else { "20 12 34 56" };
            let more = [("_familiekode", code), ("kontakt", "ring"), ("fornavn", "Åse"), ("telefon", phone)];
            keys.push(send(&app, mark, &more).await);
        }
        let desk = app.desk("Karen", &app.staff_keys()).await;
        let numbers = |heads: Vec<staff::case::Head>| {
            let mut keys: Vec<_> = heads.into_iter().map(|head| head.key).collect();
            keys.sort();
            keys
        };
        let mut expected = vec![keys[0].clone(), keys[1].clone()];
        expected.sort();
        assert_eq!(numbers(desk.family(&keys[0], &|_, _| {}).await.expect("a family")), expected);
        let by_phone = Erase::Contact("+45 20123456".to_owned());
        assert_eq!(numbers(desk.to_erase(&by_phone, &|_, _| {}).await.expect("found")), expected);
        assert!(desk.to_erase(&Erase::Contact("99".to_owned()), &|_, _| {}).await.is_err(), "too short to be meant");
    });
}

#[test]
fn every_look_change_and_erasure_leaves_a_line_refusals_too() {
    run(async {
        let app = App::start().await;
        let key = send(&app, 'A', &[]).await;
        let desk = app.desk("Karen", &app.staff_keys()).await;
        desk.look(key.as_str()).await.expect("there");
        desk.act(&key, 0, &[Action::Take]).await.expect("taken");
        let stranger = app.desk("Ukendt", &[age::x25519::Identity::generate()]).await;
        assert!(matches!(stranger.look(key.as_str()).await.expect("there").letter, Err(Trouble::NoKey)));
        let heads = desk.to_erase(&Erase::Case(key.clone()), &|_, _| {}).await.expect("found");
        desk.erase(&heads, "efter ønske").await.expect("erased");
        let lines = desk.audit(desk.today(), desk.today()).await.expect("read");
        let mut said: Vec<_> = lines.iter().map(|line| (line.by.as_str(), line.deed, line.refused.is_some())).collect();
        said.sort();
        assert_eq!(
            said,
            [
                ("Karen", Deed::Looked, false),
                ("Karen", Deed::Changed, false),
                ("Karen", Deed::Erased, false),
                ("Ukendt", Deed::Looked, false),
                ("Ukendt", Deed::Looked, true),
            ]
        );
        assert!(lines.iter().all(|line| line.about.as_deref() == Some(key.as_str())));
    });
}

#[test]
fn a_damaged_item_hides_no_other() {
    run(async {
        let app = App::start().await;
        let (good, bad, moved, future) = (
            send(&app, 'A', &[]).await,
            send(&app, 'B', &[]).await,
            send(&app, 'C', &[]).await,
            send(&app, 'D', &[]).await,
        );
        let items = app.items().await;
        let sealed = |key: &Key| {
            let item = items
                .iter()
                .find(|item| item.get("pk").and_then(|pk| pk.as_s().ok()).is_some_and(|pk| pk == key.as_str()));
            item.and_then(|item| item.get(attribute::ANSWERS)?.as_b().ok()).expect("sealed").as_ref().to_vec()
        };
        let mut broken = sealed(&bad);
        if let Some(byte) = broken.last_mut() {
            *byte ^= 1;
        }
        replace(&app, &bad, broken).await;
        replace(&app, &moved, sealed(&good)).await;
        let (_, seal) = staff::keys::recipients(app.home()).expect("keys");
        let newer = serde_json::json!({ "format": 2, "noget": "andet" });
        replace(&app, &future, seal.seal(&newer, collector::seal::Reader::Staff).expect("sealed")).await;

        let desk = app.desk("Karen", &app.staff_keys()).await;
        let letter = async |key: &Key| desk.look(key.as_str()).await.expect("there").letter.err();
        assert!(letter(&good).await.is_none());
        assert!(matches!(letter(&bad).await, Some(Trouble::Damaged("seglet er brudt" | "brevet kan ikke læses"))));
        assert!(matches!(letter(&moved).await, Some(Trouble::Damaged(why)) if why.contains("flyttet")));
        assert!(matches!(letter(&future).await, Some(Trouble::FutureFormat(2))));
        assert_eq!(desk.waiting(&Filter::default()).await.expect("read").0.len(), 4);
        let fit = desk.fit().await.expect("read");
        assert_eq!((fit.all, fit.answers, fit.damaged), (4, 1, 3));
    });
}

/// Puts other bytes where the answers were.
async fn replace(app: &App, key: &Key, bytes: Vec<u8>) {
    let update = app.store.client().update_item().table_name(app.store.table());
    let update = update
        .key("pk", AttributeValue::S(key.as_str().to_owned()))
        .key("sk", AttributeValue::S("S".to_owned()))
        .update_expression("SET answers = :new")
        .expression_attribute_values(":new", AttributeValue::B(Blob::new(bytes)));
    update.send().await.expect("replaced");
}

#[test]
fn losing_one_of_two_keys_loses_nothing() {
    run(async {
        let app = App::start().await;
        let key = send(&app, 'A', &[("kontakt", "ring"), ("fornavn", "Åse"), ("telefon", "20 12 34 56")]).await;
        let desk = app.desk("Karen", &app.staff_keys()).await;
        desk.act(&key, 0, &[Action::Note(NOTE.to_owned())]).await.expect("noted");

        // The computer with the staff's keys is gone; the page in the safe opens everything, notes too.
        let rescue = app.desk("Karen", &[app.recovery_key()]).await;
        let look = rescue.look(key.as_str()).await.expect("there");
        assert!(look.letter.is_ok() && matches!(look.contact, staff::keyring::ContactState::Open(_)));
        assert_eq!(look.history.len(), 1);

        // New keys are made, and open cases are sealed for them.
        let made =
            add(app.home(), &[Role::Staff, Role::Contact], "fire ord man kan huske", "2026-11-22", 2).expect("made");
        let mut recipients = staff::keys::Recipients::read(app.home()).expect("read");
        recipients.add(Role::Recovery, app.recovery_key().to_public().to_string());
        recipients.write(app.home()).expect("written");
        assert_eq!(made.len(), 2);
        let rescue = app.desk("Karen", &[app.recovery_key()]).await;
        let rotated = rescue.rotate().await.expect("sealed anew");
        assert_eq!((rotated.done, rotated.without_contact, rotated.left.len()), (1, 0, 0));

        let file = staff::keys::KeyFile::find(app.home(), None).expect("there");
        let keyring = file.open(|| Ok("fire ord man kan huske".to_owned())).expect("unlocked");
        assert!(matches!(file.open(|| Ok("fire andre ord her".to_owned())).err(), Some(Trouble::WrongPassphrase)));
        let public: Vec<_> = keyring.public().collect();
        assert!(made.iter().all(|(_, key)| public.contains(key)));
        let old = app.desk("Karen", &app.staff_keys()).await;
        assert!(
            matches!(old.look(key.as_str()).await.expect("there").letter, Err(Trouble::NoKey)),
            "the lost keys open it no more"
        );
        assert_eq!(history(&rescue, &key).await, ["Karen skrev en note", "Karen skiftede nøgler"]);
    });
}

#[test]
fn the_daily_round_erases_what_has_had_its_time_and_holds_back_who_waits() {
    run(async {
        fn next_year() -> Timestamp {
            later(366)
        }
        let app = App::start().await;
        let old = send(&app, 'A', &[]).await;
        let waits = send(&app, 'B', &[("kontakt", "ring"), ("fornavn", "Åse"), ("telefon", "20 12 34 56")]).await;
        let table = app.table_of(Caller::Retention).await;
        let round = app.desk_at(table, "Oprydning", &[], next_year).await.expect("a table");
        let desk = app.desk("Karen", &[]).await;
        let told = round.retention(true).await.expect("rehearsed");
        assert_eq!(told.erased.iter().map(|head| &head.key).collect::<Vec<_>>(), [&old]);
        assert_eq!(told.held.iter().map(|head| &head.key).collect::<Vec<_>>(), [&waits]);
        assert!(desk.head(old.as_str()).await.is_ok(), "a rehearsal erases nothing");
        assert_eq!(round.retention(false).await.expect("done"), told);
        assert!(matches!(desk.head(old.as_str()).await, Err(Trouble::Gone(_))));
        assert!(desk.head(waits.as_str()).await.is_ok());
    });
}

/// Takes and notes over a failing line; whatever happens, the case stands as before or as after, and never between.
async fn check(faults: &[Fault], done: bool) {
    let table = Embedded::in_memory().expect("a table");
    let store = table.store().await.expect("made");
    let app = App::with_store(store);
    let key = send(&app, 'A', &[]).await;
    let line = Line::to(&table.endpoint(), Caller::Staff).await;
    let far = Store::new(client::local(&line.endpoint, client::Patience::Service).await, TABLE);
    let desk = app.desk_at(far, "Karen", &app.staff_keys(), now).await.expect("a table");
    // The first request reads the case; what follows it is the change.
    line.plan(&[&[Fault::None], faults].concat());
    let acted = desk.act(&key, 0, &[Action::Take, Action::Note(NOTE.to_owned())]).await;
    line.plan(&[]);
    assert_eq!(acted.is_ok(), done, "{faults:?}: {:?}", acted.as_ref().err().map(ToString::to_string));
    let look = desk.look(key.as_str()).await.expect("there");
    let lines = desk.audit(desk.today(), desk.today()).await.expect("read");
    let changes = lines.iter().filter(|line| line.deed == Deed::Changed).count();
    let after = (look.head.status, look.head.revision, look.history.len(), changes);
    if done {
        assert_eq!(after, (Status::Taken, 1, 2, 1), "{faults:?}: once, and whole");
    } else {
        let whole = [(Status::New, 0, 0, 0), (Status::Taken, 1, 2, 1)];
        assert!(whole.contains(&after), "{faults:?}: {after:?}");
    }
}

#[test]
fn a_change_over_a_failing_line_happens_once_or_not_at_all() {
    run(async {
        use Fault::{Broken, Cut, None, ReplyLost, Throttled};
        for first in [Throttled, Broken, ReplyLost, Cut] {
            for second in [None, ReplyLost, Cut] {
                check(&[first, second], true).await;
            }
            check(&[first; 6], false).await;
        }
    });
}

#[test]
fn a_table_that_is_not_there_refuses_or_is_silent_is_told_in_words() {
    run(async {
        let app = App::start().await;
        let elsewhere = Store::new(app.store.client().clone(), "en-anden");
        let told = app.desk_at(elsewhere, "Karen", &[], now).await.err().map(|trouble| trouble.to_string());
        assert_eq!(
            told.as_deref(),
            Some("der er ingen tabel, der hedder en-anden; se efter navn og region (--table, --region)")
        );
        let deaf = Store::new(client::local("http://127.0.0.1:9", client::Patience::Service).await, TABLE);
        let told = app.desk_at(deaf, "Karen", &[], now).await.err().map(|trouble| trouble.to_string());
        assert_eq!(told.as_deref(), Some("tabellen svarer ikke; se efter, om der er net, og prøv igen"));
    });
}
