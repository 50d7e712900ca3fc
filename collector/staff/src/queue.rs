//! `staff list`: who waits, the most urgent first.

use collector::record::{Queue, attribute};
use forms::shown::date_in_words;
use forms::triage::Urgency;
use jiff::Timestamp;

use crate::table::{Item, Place, Reader};

/// Prints every open submission.
pub(crate) async fn run(place: &Place) -> Result<(), String> {
    let reader = Reader::open(place).await?;
    let mut count = 0;
    for queue in Queue::ALL {
        let items = reader.waiting(queue).await?;
        if !items.is_empty() {
            anstream::println!("{} ({})", name(queue), items.len());
        }
        for item in &items {
            anstream::println!("  {}", line(item));
        }
        count += items.len();
    }
    if count == 0 {
        anstream::println!("Ingen venter.");
    }
    Ok(())
}

/// Returns what staff call a line.
pub(crate) fn name(queue: Queue) -> &'static str {
    match queue {
        Queue::Open(Urgency::Urgent) => "Haster",
        Queue::Open(Urgency::Soon) => "Snart",
        Queue::Open(Urgency::Routine) => "Efter tur",
        Queue::Quarantine => "Mistænkeligt: se efter, om det er fra et menneske",
    }
}

fn line(item: &Item) -> String {
    let contact = if item.is(attribute::WANTS_CONTACT) { "vil kontaktes" } else { "" };
    format!(
        "{}  {:<26}  {:<18}  {:<16}  {contact}",
        item.number(),
        when(item.text(attribute::RECEIVED)),
        item.text(attribute::FORM),
        item.text(attribute::MUNICIPALITY)
    )
    .trim_end()
    .to_owned()
}

/// Returns a moment as it was in Denmark: »22. november 2026 kl. 9.05«.
pub(crate) fn when(moment: &str) -> String {
    let Ok(moment) = moment.parse::<Timestamp>() else { return moment.to_owned() };
    let here = moment.to_zoned(jiff::tz::get!("Europe/Copenhagen"));
    format!("{} kl. {}.{:02}", date_in_words(here.date()), here.hour(), here.minute())
}
