//! The packing list: one section a package, one line a family, and what must be minded in a frame that nobody overlooks.
//!
//! It says what is to be done and never why: a list on a packing table tells nobody what a family lives with.

use std::collections::BTreeMap;

use forms::shown::date_in_words;
use jiff::civil::Date;

use super::flow::{Block, Flow, ROOM};
use super::leaf::{Area, Ink, Mark, pdf};
use super::lettering::{Face, Style, line};
use super::{PaperError, Print, lost_letters};
use crate::case::Status;
use crate::packages::LeftOut;
use crate::packages::alike::Alike;
use crate::packages::fit::{Fit, Stage, package};
use crate::packages::request::{Family, Request, Wish};

const TITLE: Style = Style::new(Face::Bold, 18.0);
const STAGE: Style = Style::new(Face::Bold, 13.0);
const BODY: Style = Style::new(Face::Regular, 10.5);
const STRONG: Style = Style::new(Face::Bold, 10.5);
const LOUD: Style = Style::new(Face::Bold, 12.0);
const NOTE: Style = Style::new(Face::Regular, 9.0);
const ASK: Style = Style::new(Face::Bold, 9.0);
const HEAD: Style = Style::new(Face::Bold, 8.5);

/// The columns: where each begins, and how wide its text may be.
const TICK: f32 = 0.0;
const NUMBER: (f32, f32) = (8.0, 29.0);
const NAME: (f32, f32) = (39.0, 57.0);
const CHILDREN: (f32, f32) = (98.0, 30.0);
const DELIVERY: (f32, f32) = (130.0, ROOM - 130.0);

/// Requests of the same family that are named; the program shows them all.
const TWINS: usize = 3;

/// A package that is packed.
struct Parcel<'r> {
    request: &'r Request,
    family: &'r Family,
    fit: Fit<'r>,
}

/// Returns the list of what is granted, package by package in the order of `stages`, as things stand on `today`.
/// `alike` are the requests that look like the same family; they are packed like all others, with a word about it.
///
/// # Errors
/// [`PaperError::Nothing`] if there is nothing to pack.
pub fn packing_list(
    requests: &[Request],
    stages: &[Stage],
    alike: &BTreeMap<String, Vec<Alike>>,
    today: Date,
) -> Result<Print, PaperError> {
    let mut left_out = Vec::new();
    let mut by_stage: BTreeMap<usize, Vec<Parcel<'_>>> = BTreeMap::new();
    for request in requests {
        match parcel(request, stages, today) {
            Ok((place, parcel)) => by_stage.entry(place).or_default().push(parcel),
            Err(why) => left_out.push(LeftOut { number: request.number.clone(), why }),
        }
    }
    let mut flow: Option<Flow> = None;
    for (place, parcels) in &by_stage {
        let Some(stage) = stages.get(*place) else { continue };
        let head = head(stage, parcels, today);
        let flow = match &mut flow {
            Some(flow) => {
                flow.turn(head);
                flow
            }
            None => flow.insert(Flow::new(head)),
        };
        section(flow, stage, parcels, alike);
    }
    let Some(mut flow) = flow else { return Err(PaperError::Nothing(left_out)) };
    omissions(&mut flow, &left_out);
    let leaves = flow.finish("Fortroligt. Makulér listen, når pakkerne er afleveret.");
    let remarks =
        by_stage.values().flatten().filter_map(|parcel| lost_letters(&parcel.request.number, &[&parcel.family.name]));
    Ok(Print { pdf: pdf("Pakkeliste", &leaves)?, pages: leaves.len(), left_out, remarks: remarks.collect() })
}

fn parcel<'r>(request: &'r Request, stages: &'r [Stage], today: Date) -> Result<(usize, Parcel<'r>), String> {
    let family = request.ready().map_err(str::to_owned)?;
    let fit = package(request, stages, today);
    let place = stages.iter().position(|stage| Some(stage) == fit.stage);
    let remark = || fit.remark.map_or_else(String::new, |remark| remark.in_words());
    place.map(|place| (place, Parcel { request, family, fit })).ok_or_else(remark)
}

/// Returns what stands at the top of every page: which package, how many, and how many of them must be minded.
fn head(stage: &Stage, parcels: &[Parcel<'_>], today: Date) -> Block {
    let children: u32 = parcels.iter().map(|parcel| parcel.request.children.at_least()).sum();
    let children = usize::try_from(children).unwrap_or(usize::MAX);
    let count = format!("{} til {}", counted(parcels.len(), "pakke", "pakker"), counted(children, "barn", "børn"));
    let date = line(&date_in_words(today), BODY);
    let date = Mark::words(date.clone(), BODY, ROOM - date.width, 2.0);
    let title = Block::text("Pakkeliste", TITLE, 0.0, ROOM).beside(Block { height: 0.0, marks: vec![date] });
    let count = line(&count, BODY);
    let count = Mark::words(count.clone(), BODY, ROOM - count.width, 0.8);
    let stage = Block::text(&stage.title, STAGE, 0.0, ROOM - 50.0).beside(Block { height: 0.0, marks: vec![count] });
    let head = title.above(Block::gap(1.0)).above(stage).above(Block::gap(2.0));
    let minded = parcels.iter().filter(|parcel| !parcel.family.wishes.is_empty()).count();
    if minded == 0 {
        return head;
    }
    let warning = format!("⚠  {} med særlige hensyn: se de sorte rammer", counted(minded, "pakke", "pakker"));
    head.above(Block::text(&warning, LOUD, 0.0, ROOM - 6.0).on_bar()).above(Block::gap(3.0))
}

fn section(flow: &mut Flow, stage: &Stage, parcels: &[Parcel<'_>], alike: &BTreeMap<String, Vec<Alike>>) {
    flow.put(contents(stage));
    flow.repeat(columns());
    for parcel in parcels {
        let twins = alike.get(&parcel.request.number).map_or(&[][..], Vec::as_slice);
        flow.put(entry(parcel, twins));
    }
}

/// Returns what goes into each package, to tick.
fn contents(stage: &Stage) -> Block {
    let half = ROOM / 2.0;
    let thing = |name: &String| {
        let text = Block::text(name, BODY, 6.5, half - 9.0);
        Block { height: 0.0, marks: vec![tick(0.0, 0.6, 3.6)] }.beside(text).above(Block::gap(0.9))
    };
    let longest = stage.contents.len().div_ceil(2);
    let column = |things: &[String]| things.iter().map(thing).fold(Block::default(), Block::above);
    let (first, second) = stage.contents.split_at(longest);
    Block::text("I hver pakke", STRONG, 0.0, ROOM)
        .above(Block::gap(1.2))
        .above(column(first).beside(column(second).indented(half)))
        .above(Block::gap(4.0))
}

fn columns() -> Block {
    let titles = [(NUMBER, "Nummer"), (NAME, "Navn på pakken"), (CHILDREN, "Børn"), (DELIVERY, "Levering")];
    let titles = titles.map(|((left, room), title)| Block::text(title, HEAD, left, room));
    titles.into_iter().fold(Block::default(), Block::beside).above(Block::gap(0.8)).above(rule(0.5))
}

/// Returns one package: its line, what is to be known of it, and what must be minded.
fn entry(parcel: &Parcel<'_>, twins: &[Alike]) -> Block {
    let Parcel { request, family, .. } = parcel;
    let several = if request.children.at_least() > 1 { STRONG } else { BODY };
    let cells = [
        Block::text(&request.number, BODY, NUMBER.0, NUMBER.1),
        Block::text(&family.name, STRONG, NAME.0, NAME.1),
        Block::text(request.children.in_words(), several, CHILDREN.0, CHILDREN.1),
        Block::text(&family.delivery.in_words(), BODY, DELIVERY.0, DELIVERY.1),
    ];
    let to_tick = Block { height: 5.0, marks: vec![tick(TICK, 0.3, 4.6)] };
    let row = cells.into_iter().fold(to_tick, Block::beside);
    let notes =
        notes(parcel, twins).into_iter().map(|(style, note)| Block::text(&note, style, NUMBER.0, ROOM - NUMBER.0));
    let entry = Block::gap(2.2).above(row).above(notes.fold(Block::default(), Block::above));
    let wishes = if family.wishes.is_empty() { Block::default() } else { minded(family) };
    entry.above(wishes).above(Block::gap(2.2)).above(rule(0.2))
}

/// Returns what is worth knowing: what to ask first in bold.
fn notes(parcel: &Parcel<'_>, twins: &[Alike]) -> Vec<(Style, String)> {
    let remark = parcel.fit.remark.map(|remark| (if remark.asks_first() { ASK } else { NOTE }, remark.in_words()));
    let packed = (parcel.request.status == Status::Packed).then(|| (NOTE, "Er allerede pakket".to_owned()));
    let others = twins.len().saturating_sub(TWINS);
    let others = (others > 0).then(|| (NOTE, format!("… og måske {}", counted(others, "sag mere", "sager mere"))));
    let twins = twins.iter().take(TWINS);
    let twins = twins.map(|twin| (NOTE, format!("Måske den samme familie: {}", twin.in_words())));
    remark.into_iter().chain(packed).chain(twins).chain(others).collect()
}

/// Returns a heavy frame across the page with a black field and a sign in it: clear on any printer, in any light.
fn minded(family: &Family) -> Block {
    const FIELD: f32 = 13.0;
    const THICK: f32 = 1.0;
    const LEFT: f32 = FIELD + 9.0;
    let wish = |wish: &Wish| {
        let bullet = Block::text("•", LOUD, FIELD + 4.0, 5.0);
        bullet.beside(Block::text(wish.in_words(), LOUD, LEFT, ROOM - LEFT - 4.0)).above(Block::gap(0.6))
    };
    let words = Block::gap(2.4).above(family.wishes.iter().map(wish).fold(Block::default(), Block::above));
    let height = (words.height + 1.6).max(11.0);
    let size = Style::new(Face::Bold, 22.0);
    let sign = line("⚠", size);
    let sign = Mark::Words {
        left: (FIELD - sign.width) / 2.0,
        baseline: height / 2.0 + 2.8,
        style: size,
        line: sign,
        ink: Ink::White,
    };
    let frame = Mark::Frame(Area { left: 0.0, top: 0.0, width: ROOM, height }, THICK);
    let field = Mark::Bar(Area { left: 0.0, top: 0.0, width: FIELD, height });
    let framed = Block { height, marks: [frame, field, sign].into_iter().chain(words.marks).collect() };
    Block::gap(1.6).above(framed)
}

/// Adds what is not on the list, so that nobody waits for a package that is not packed.
fn omissions(flow: &mut Flow, left_out: &[LeftOut]) {
    if left_out.is_empty() {
        return;
    }
    flow.gap(6.0);
    flow.keep(STRONG.leading() + 2.0 * BODY.leading());
    flow.put(Block::text("Ikke på listen", STRONG, 0.0, ROOM).above(Block::gap(1.0)));
    for one in left_out {
        flow.put(Block::text(&format!("Nr. {}: {}", one.number, one.why), NOTE, 0.0, ROOM).above(Block::gap(0.6)));
    }
}

fn tick(left: f32, top: f32, side: f32) -> Mark {
    Mark::Frame(Area { left, top, width: side, height: side }, 0.35)
}

fn rule(thick: f32) -> Block {
    let bar = Mark::Bar(Area { left: 0.0, top: 0.0, width: ROOM, height: thick });
    Block { height: thick, marks: vec![bar] }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::alike::alike;
    use crate::packages::request::{Children, Delivery};
    use crate::packages::samples::{self, request, stages};
    use forms::age::Known;
    use jiff::civil::date;

    fn today() -> Date {
        date(2026, 11, 22)
    }

    fn minding(number: &str, wishes: &[Wish]) -> Request {
        let mut request = request(number);
        request.family.as_mut().expect("a family").wishes = wishes.to_vec();
        request
    }

    fn words(block: &Block) -> String {
        let text = |mark: &Mark| match mark {
            Mark::Words { line, .. } => Some(line.text.clone()),
            Mark::Frame(..) | Mark::Bar(_) => None,
        };
        block.marks.iter().filter_map(text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_page_says_how_many_must_be_minded() {
        let requests = [request("01"), minding("02", &[Wish::NoCalls]), minding("03", &[Wish::SecretAddress])];
        let stages = stages();
        let parcels: Vec<Parcel<'_>> = requests
            .iter()
            .map(|request| parcel(request, &stages, today()).map(|(_, parcel)| parcel).expect("it can be packed"))
            .collect();
        let stage = stages.first().expect("a package");
        insta::assert_snapshot!(words(&head(stage, &parcels, today())), @r"
        Pakkeliste
        22. november 2026
        Babypakke: nyfødt
        3 pakker til 3 børn
        ⚠ 2 pakker med særlige hensyn: se de sorte rammer
        ");
        let calm = parcels.get(..1).expect("one");
        assert!(!words(&head(stage, calm, today())).contains('⚠'));
    }

    #[test]
    fn an_entry_says_what_to_do_and_never_why() {
        let stages = stages();
        let mut request = minding("0a1b2c3d4e", &[Wish::Unsafe, Wish::NeutralSender]);
        request.children = Children::Two;
        request.child = Some(Known::Due(date(2026, 11, 10)));
        request.family.as_mut().expect("a family").delivery = Delivery::Pickup("Odense".to_owned());
        let (_, parcel) = parcel(&request, &stages, today()).expect("it can be packed");
        let other = samples::request("ffffffffff");
        let twins = alike(&[request.clone(), other]);
        let twins = twins.get("0a1b2c3d4e").map_or(&[][..], Vec::as_slice);
        let entry = entry(&parcel, twins);
        insta::assert_snapshot!(words(&entry), @r"
        0a1b2c3d4e
        Maria Hansen
        2 børn
        (tvillinger)
        Hentes i lokalforening:
        Odense
        Termin er passeret for 12 dage siden: spørg, om barnet er født, og hvornår
        Måske den samme familie: samme navn, samme adresse og samme telefon som nr. ffffffffff (Bevilget)
        ⚠
        •
        Send ikke noget, før rådgiveren har aftalt det med familien
        •
        Neutral afsender: intet på pakken må vise, hvem den er fra
        ");
        let frames =
            |mark: &&Mark| matches!(mark, Mark::Frame(area, thick) if area.width > ROOM - 1.0 && *thick >= 1.0);
        assert_eq!(entry.marks.iter().filter(frames).count(), 1);
    }

    #[test]
    fn what_cannot_be_packed_is_named_on_the_list() {
        let old = Request { child: Some(Known::Born(date(2020, 1, 1))), ..request("02") };
        let new = Request { status: Status::New, ..request("03") };
        let print =
            packing_list(&[request("01"), old.clone(), new], &stages(), &BTreeMap::new(), today()).expect("a list");
        let told: Vec<String> = print.left_out.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "nr. 02: Barnet er fyldt tre år; der er ikke en pakke til det mere",
                "nr. 03: pakken er ikke bevilget endnu"
            ]
        );
        let nothing = packing_list(&[old], &stages(), &BTreeMap::new(), today());
        assert!(matches!(nothing, Err(PaperError::Nothing(left_out)) if left_out.len() == 1));
    }

    #[test]
    fn each_package_begins_a_page_of_its_own() {
        let toddler = Request { child: Some(Known::Born(date(2025, 3, 1))), ..request("02") };
        let many: Vec<Request> = (0..40).map(|number| request(&format!("{number:010}"))).chain([toddler]).collect();
        let print = packing_list(&many, &stages(), &BTreeMap::new(), today()).expect("a list");
        assert!(print.pages >= 3, "{}", print.pages);
        assert!(packing_list(&many, &stages(), &BTreeMap::new(), today()) == Ok(print));
    }
}
