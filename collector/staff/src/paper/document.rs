//! Documents for reading: all that is kept of one person, and the key for the safe.

use forms::shown::date_in_words;
use jiff::civil::Date;

use super::flow::{Block, Flow, ROOM};
use super::leaf::{Area, Mark, pdf};
use super::lettering::{Face, Style};
use super::{PaperError, Print};

const TITLE: Style = Style::new(Face::Bold, 18.0);
const HEADING: Style = Style::new(Face::Bold, 13.0);
const SECTION: Style = Style::new(Face::Bold, 11.0);
const BODY: Style = Style::new(Face::Regular, 10.0);
const STRONG: Style = Style::new(Face::Bold, 10.0);
const KEY: Style = Style::new(Face::Mono, 21.0);
/// Signs of a key in one group, and groups in one line: what an eye holds between two looks.
const GROUP: usize = 4;
const GROUPS: usize = 5;

/// One submission of a person who asks what is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessPart {
    /// The heading of the form.
    pub title: String,
    /// What is known of it, by name: number, day, version, how long it is kept, who can read it.
    pub facts: Vec<(String, String)>,
    /// The answers, section by section: the heading, and each question with its answer.
    pub sections: Vec<(String, Vec<(String, String)>)>,
    /// What staff did: when and who, and what.
    pub history: Vec<(String, String)>,
}

/// The page for the safe.
#[derive(Clone, PartialEq, Eq)]
pub struct SafePage<'s> {
    /// What the key opens, in words.
    pub opens: &'s str,
    /// The key itself.
    pub key: &'s str,
    /// Its public half, by which it is recognised.
    pub public: &'s str,
    /// The day it was made.
    pub made: Date,
    /// How it is used, step by step.
    pub steps: &'s [String],
}

/// Returns everything that is kept of one person, to be handed to that person.
///
/// # Errors
/// [`PaperError::Pdf`] if the file cannot be made.
pub fn access_report(parts: &[AccessPart], today: Date) -> Result<Print, PaperError> {
    let mut flow = Flow::new(Block::default());
    flow.put(Block::text("Det har vi gemt om dig", TITLE, 0.0, ROOM).above(Block::gap(2.0)));
    let sent = match parts.len() {
        0 => "Vi har ikke fundet noget, du har sendt os.",
        1 => "Her er alt, hvad vi har gemt af det, du har sendt os, og det, vi selv har skrevet om det.",
        _ => "Her er alt, hvad vi har gemt af det, du har sendt os ad flere gange, og det, vi selv har skrevet om det.",
    };
    let made = format!("Lavet den {}. Pas godt på papirerne: de er kun til dig.", date_in_words(today));
    let rights = "Er noget forkert, kan du få det rettet. Du kan også få det slettet. \
        Er du ikke tilfreds med vores svar, kan du klage til Datatilsynet.";
    for text in [sent, &made, rights] {
        flow.pour(text, BODY, 0.0);
        flow.gap(1.6);
    }
    for part in parts {
        access_part(&mut flow, part);
    }
    let leaves = flow.finish("1000 Dage");
    let lost = parts.iter().any(|part| texts(part).any(super::lettering::lacks));
    let remarks =
        lost.then(|| "nogle tegn kan ikke trykkes; der står □ i stedet. Giv også personen filen i JSON".to_owned());
    Ok(Print {
        pdf: pdf("Det har vi gemt om dig", &leaves)?,
        pages: leaves.len(),
        left_out: Vec::new(),
        remarks: remarks.into_iter().collect(),
    })
}

/// Returns the page that lies in the safe: the key in groups, large, and how it is used.
///
/// # Errors
/// [`PaperError::Pdf`] if the file cannot be made.
pub fn safe_page(page: &SafePage<'_>) -> Result<Print, PaperError> {
    let mut flow = Flow::new(Block::default());
    flow.put(Block::text("Nødnøgle til pengeskabet", TITLE, 0.0, ROOM).above(Block::gap(2.0)));
    flow.pour(page.opens, BODY, 0.0);
    flow.pour(&format!("Lavet den {}.", date_in_words(page.made)), BODY, 0.0);
    flow.gap(5.0);
    flow.put(framed(&key_lines(page.key)));
    flow.gap(3.0);
    let reading = "Mellemrum, linjeskift og tallene ude til venstre hører ikke med. \
        Et 0 er altid tallet nul: bogstavet O er ikke med i nøglen.";
    flow.pour(reading, BODY, 0.0);
    flow.gap(3.0);
    flow.put(Block::text("Den offentlige halvdel, som nøglen kendes på", STRONG, 0.0, ROOM));
    flow.pour(page.public, BODY, 0.0);
    heading(&mut flow, "Sådan gemmes den");
    numbered(
        &mut flow,
        [
            "Læg siden i en lukket kuvert i pengeskabet, og skriv dato og navn på kuverten.",
            "Tag ikke et billede af den, og send den ikke. \
                Den, der har den, kan læse alt, hvad familierne har skrevet.",
            "Når kuverten har været åbnet, laver I en ny nøgle og makulerer den gamle side.",
        ],
    );
    heading(&mut flow, "Sådan bruges den");
    numbered(&mut flow, page.steps.iter().map(String::as_str));
    let leaves = flow.finish("Fortroligt. Hører til i pengeskabet.");
    Ok(Print { pdf: pdf("Nødnøgle", &leaves)?, pages: leaves.len(), left_out: Vec::new(), remarks: Vec::new() })
}

fn access_part(flow: &mut Flow, part: &AccessPart) {
    heading(flow, &part.title);
    for (name, value) in &part.facts {
        let name = Block::text(name, BODY, 0.0, 48.0);
        flow.put(name.beside(Block::text(value, BODY, 52.0, ROOM - 52.0)).above(Block::gap(0.6)));
    }
    for (title, answers) in part.sections.iter().filter(|(_, answers)| !answers.is_empty()) {
        section(flow, title, answers);
    }
    if !part.history.is_empty() {
        section(flow, "Det har vi gjort", &part.history);
    }
}

/// Adds each question with its answer beneath; an answer may be long and goes on over the next page.
fn section(flow: &mut Flow, title: &str, answers: &[(String, String)]) {
    flow.gap(4.0);
    flow.keep(SECTION.leading() + 3.0 * BODY.leading());
    flow.put(Block::text(title, SECTION, 0.0, ROOM).above(Block::gap(1.2)));
    for (question, answer) in answers {
        let question = Block::text(question, STRONG, 0.0, ROOM);
        flow.keep(question.height + BODY.leading());
        flow.put(question);
        flow.pour(answer, BODY, 5.0);
        flow.gap(1.8);
    }
}

fn numbered<'t>(flow: &mut Flow, texts: impl IntoIterator<Item = &'t str>) {
    for (index, text) in texts.into_iter().enumerate() {
        let number = Block::text(&format!("{}.", index + 1), BODY, 0.0, 8.0);
        flow.put(number.beside(Block::text(text, BODY, 8.0, ROOM - 8.0)).above(Block::gap(1.2)));
    }
}

fn heading(flow: &mut Flow, text: &str) {
    flow.gap(7.0);
    flow.keep(HEADING.leading() + 4.0 * BODY.leading());
    let bar = Mark::Bar(Area { left: 0.0, top: 0.0, width: ROOM, height: 0.4 });
    let bar = Block { height: 2.4, marks: vec![bar] };
    flow.put(bar.above(Block::text(text, HEADING, 0.0, ROOM)).above(Block::gap(2.0)));
}

/// Returns the key in groups, line by line.
fn key_lines(key: &str) -> Vec<Vec<String>> {
    let signs: Vec<char> = key.chars().filter(|c| !c.is_whitespace()).collect();
    let groups: Vec<String> = signs.chunks(GROUP).map(|group| group.iter().collect()).collect();
    groups.chunks(GROUPS).map(<[String]>::to_vec).collect()
}

/// Returns the lines of a key, numbered, in a frame.
fn framed(lines: &[Vec<String>]) -> Block {
    const FIRST: f32 = 17.0;
    const STEP: f32 = 29.0;
    let mut rows = Block::gap(6.0);
    for (index, groups) in lines.iter().enumerate() {
        let mut row = Block::gap(2.6).above(Block::text(&(index + 1).to_string(), BODY, 6.0, 8.0));
        let mut left = FIRST;
        for group in groups {
            row = row.beside(Block::text(group, KEY, left, STEP));
            left += STEP;
        }
        rows = rows.above(row).above(Block::gap(2.0));
    }
    let rows = rows.above(Block::gap(3.0));
    let frame = Mark::Frame(Area { left: 0.0, top: 0.0, width: ROOM, height: rows.height }, 0.8);
    rows.beside(Block { height: 0.0, marks: vec![frame] })
}

fn texts(part: &AccessPart) -> impl Iterator<Item = &str> {
    let answers = part.sections.iter().flat_map(|(_, answers)| answers);
    let pairs = part.facts.iter().chain(answers).chain(&part.history);
    pairs.flat_map(|(name, value)| [name.as_str(), value.as_str()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const MADE_UP: &str = "AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHC";

    fn part(answer: &str) -> AccessPart {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        AccessPart {
            title: "Sådan har du det".to_owned(),
            facts: vec![pair("Nummer", "0a1b2c3d4e"), pair("Sendt", "22. november 2026")],
            sections: vec![("Dig".to_owned(), vec![pair("Hvordan har du det?", answer)]), ("Tom".to_owned(), vec![])],
            history: vec![pair("23. november 2026, Karen", "Taget")],
        }
    }

    #[test]
    fn a_long_answer_goes_on_over_the_pages() {
        let print = access_report(&[part(&"Det er tungt om natten. ".repeat(400)), part("Godt")], date(2026, 11, 22));
        let print = print.expect("a report");
        assert!(print.pages >= 3 && print.remarks.is_empty());
        assert_eq!(access_report(&[], date(2026, 11, 22)).map(|print| print.pages), Ok(1));
    }

    #[test]
    fn letters_that_cannot_be_printed_are_told() {
        let print = access_report(&[part("💛")], date(2026, 11, 22)).expect("a report");
        assert_eq!(print.remarks.len(), 1);
    }

    #[test]
    fn the_key_for_the_safe_stands_in_groups_and_is_complete() {
        let lines = key_lines(MADE_UP);
        assert_eq!(lines.first().map(|line| line.join(" ")).as_deref(), Some("AGE- SECR ET-K EY-1 QQPZ"));
        assert_eq!(lines.concat().concat(), MADE_UP);
        let page = SafePage {
            opens: "Nøglen åbner alle svar.",
            key: MADE_UP,
            public: "age1qqpzry9x8gf2tvdw0s3jn54khce6mua7lqpzry9x8gf2tvdw0s3jn54khc",
            made: date(2026, 11, 22),
            steps: &["Skriv nøglen i en fil.".to_owned()],
        };
        let print = safe_page(&page).expect("a page");
        assert_eq!(print.pages, 1);
        assert!(framed(&lines).marks.iter().all(|mark| mark.area().right() <= ROOM));
    }
}
