//! Address labels on the sheets that shops sell.
//!
//! A label says who and where, and the number of the case in small print. It names no sender and nothing that is inside:
//! for some families that is a matter of safety, and the others miss nothing. Who must not be found gets no label.

use forms::value::Address;

use super::leaf::{Area, Mark, PAGE, pdf};
use super::lettering::{Face, Style, line, words_fit, wrap};
use super::{PaperError, Print, lost_letters};
use crate::packages::LeftOut;
use crate::packages::parcel::{may_be_sent, nothing_is_unsaid};
use crate::packages::request::{Delivery, Family, Request};

/// Paper within a label that stays white, so that a sheet may lie askew.
const MARGIN: f32 = 4.0;
/// The border of a page that printers cannot reach.
const UNPRINTABLE: f32 = 6.0;
/// The smallest letters a driver can read, in points.
const SMALLEST: f32 = 7.0;
/// The number of the case.
const NUMBER: Style = Style::new(Face::Regular, 7.0);

/// A sheet of labels. The rows and columns stand in the middle of the page, as the makers publish them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Sheet {
    /// 21 labels of 63.5 × 38.1 mm: Avery L7160 and the like.
    #[serde(rename = "63x38")]
    Of21,
    /// 14 labels of 99.1 × 38.1 mm: Avery L7163 and the like.
    #[serde(rename = "99x38")]
    Of14,
    /// 8 labels of 99.1 × 67.7 mm: Avery L7165 and the like.
    #[serde(rename = "99x68")]
    Of8,
    /// 24 labels of 70 × 36 mm without room between them: Avery 3490, Herma 4645 and the like.
    #[serde(rename = "70x36")]
    Of24,
}

impl Sheet {
    /// Every sheet.
    pub const ALL: [Self; 4] = [Self::Of21, Self::Of14, Self::Of8, Self::Of24];

    /// Returns the word on the command line and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Of21 => "63x38",
            Self::Of14 => "99x38",
            Self::Of8 => "99x68",
            Self::Of24 => "70x36",
        }
    }

    /// Returns what staff read, as on the box.
    pub fn label(self) -> &'static str {
        match self {
            Self::Of21 => "63,5 × 38,1 mm (21 på arket)",
            Self::Of14 => "99,1 × 38,1 mm (14 på arket)",
            Self::Of8 => "99,1 × 67,7 mm (8 på arket)",
            Self::Of24 => "70 × 36 mm (24 på arket)",
        }
    }

    /// Returns the sheet by its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sheet| sheet.as_str() == word)
    }

    /// Returns how many labels are on it.
    pub fn count(self) -> usize {
        let Grid { columns, rows, .. } = self.grid();
        usize::from(columns) * usize::from(rows)
    }

    /// Returns where the labels are, row by row.
    fn places(self) -> Vec<Area> {
        let Grid { columns, rows, width, height, gap } = self.grid();
        let all = f32::from(columns) * width + f32::from(columns - 1) * gap;
        let left = (PAGE.width - all) / 2.0;
        let top = (PAGE.height - f32::from(rows) * height) / 2.0;
        let place = |row: u8, column: u8| Area {
            left: left + f32::from(column) * (width + gap),
            top: top + f32::from(row) * height,
            width,
            height,
        };
        (0..rows).flat_map(|row| (0..columns).map(move |column| place(row, column))).collect()
    }

    fn grid(self) -> Grid {
        match self {
            Self::Of21 => Grid { columns: 3, rows: 7, width: 63.5, height: 38.1, gap: 2.5 },
            Self::Of14 => Grid { columns: 2, rows: 7, width: 99.1, height: 38.1, gap: 2.5 },
            Self::Of8 => Grid { columns: 2, rows: 4, width: 99.1, height: 67.7, gap: 2.5 },
            Self::Of24 => Grid { columns: 3, rows: 8, width: 70.0, height: 36.0, gap: 0.0 },
        }
    }
}

struct Grid {
    columns: u8,
    rows: u8,
    width: f32,
    height: f32,
    /// Between two columns; rows touch.
    gap: f32,
}

/// Returns labels for what is granted and is sent. `first` is the first free label of the first sheet, counted from 1.
///
/// # Errors
/// [`PaperError::NoSuchPlace`] if the sheet has no such label, [`PaperError::Nothing`] if nobody can have one.
pub fn labels(requests: &[Request], sheet: Sheet, first: usize) -> Result<Print, PaperError> {
    if first == 0 || first > sheet.count() {
        return Err(PaperError::NoSuchPlace(sheet.count()));
    }
    let places = sheet.places();
    let mut leaves: Vec<Vec<Mark>> = Vec::new();
    let (mut left_out, mut remarks) = (Vec::new(), Vec::new());
    let mut next = first - 1;
    for request in requests {
        let Some(place) = places.get(next % places.len()) else { break };
        match label(request, *place) {
            Ok((marks, remark)) => {
                leaves.resize_with(next / places.len() + 1, Vec::new);
                if let Some(leaf) = leaves.last_mut() {
                    leaf.extend(marks);
                }
                remarks.extend(remark);
                next += 1;
            }
            Err(why) => left_out.push(LeftOut { number: request.number.clone(), why }),
        }
    }
    if leaves.is_empty() {
        return Err(PaperError::Nothing(left_out));
    }
    Ok(Print { pdf: pdf("Etiketter", &leaves)?, pages: leaves.len(), left_out, remarks })
}

/// Returns one label, and what could not be printed of it.
fn label(request: &Request, place: Area) -> Result<(Vec<Mark>, Option<String>), String> {
    let family = request.ready().map_err(str::to_owned)?;
    let texts = texts(family)?;
    let inner = place.inset(MARGIN).common(PAGE.inset(UNPRINTABLE));
    let marks = set(&texts, inner)
        .ok_or_else(|| "navn og adresse er for lange til den størrelse etiket: vælg en større".to_owned())?;
    let printed: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
    let number = line(&format!("Nr. {}", request.number), NUMBER);
    let corner = (inner.right() - number.width, inner.bottom() - NUMBER.leading());
    let number = Mark::words(number, NUMBER, corner.0, corner.1);
    Ok((marks.into_iter().chain([number]).collect(), lost_letters(&request.number, &printed)))
}

/// Returns what stands on the label.
fn texts(family: &Family) -> Result<Vec<(Face, String)>, String> {
    let name = (Face::Bold, family.name.clone());
    match family.delivery {
        // The shop's own address is on the label of the parcel service; where the family lives is nobody's business there.
        Delivery::ParcelShop => {
            nothing_is_unsaid(family)?;
            Ok(vec![name, (Face::Regular, "Pakkeshop".to_owned())])
        }
        Delivery::Home | Delivery::Pickup(_) | Delivery::HealthVisitor(_) | Delivery::Other(_) => {
            let Address { street, postcode, town } = may_be_sent(family)?;
            Ok(vec![name, (Face::Regular, street.clone()), (Face::Regular, format!("{postcode} {town}"))])
        }
    }
}

/// Returns the texts as large as they fit: on a line each, then on more lines, and broken within a word only when nothing
/// else helps.
fn set(texts: &[(Face, String)], inner: Area) -> Option<Vec<Mark>> {
    let room = Area { height: inner.height - NUMBER.leading(), ..inner };
    let sizes = [16.0, 14.0, 12.0, 11.0, 10.0, 9.0, 8.0, SMALLEST];
    let largest = if inner.height > 50.0 { 16.0 } else { 12.0 };
    let sizes: Vec<f32> = sizes.into_iter().filter(|size| *size <= largest).collect();
    let readable = sizes.iter().filter(|size| **size >= 10.0);
    let one_line_each = readable.map(|size| (*size, Lines::One));
    let several = sizes.iter().map(|size| (*size, Lines::Several));
    let broken = sizes.iter().filter(|size| **size <= 10.0).map(|size| (*size, Lines::Broken));
    let mut tries = one_line_each.chain(several).chain(broken);
    tries.find_map(|(size, lines)| set_at(texts, room, size, lines))
}

/// How lines may break.
#[derive(Clone, Copy, PartialEq)]
enum Lines {
    One,
    Several,
    Broken,
}

/// Returns the texts in letters of `size`, in the middle of the room from above to below; nothing, if they do not fit.
fn set_at(texts: &[(Face, String)], room: Area, size: f32, lines: Lines) -> Option<Vec<Mark>> {
    let mut set = Vec::new();
    for (face, text) in texts {
        let style = Style::new(*face, size);
        let wrapped = wrap(text, style, room.width);
        let fits = match lines {
            Lines::One => wrapped.len() == 1 && words_fit(text, style, room.width),
            Lines::Several => words_fit(text, style, room.width),
            Lines::Broken => true,
        };
        if !fits {
            return None;
        }
        set.extend(wrapped.into_iter().map(|line| (style, line)));
    }
    let height: f32 = set.iter().map(|(style, _)| style.leading()).sum();
    let mut top = room.top + (room.height - height) / 2.0;
    if height > room.height {
        return None;
    }
    let mut marks = Vec::new();
    for (style, line) in set {
        marks.push(Mark::words(line, style, room.left, top));
        top += style.leading();
    }
    Some(marks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::request::Wish;
    use crate::packages::samples::{address, request};
    use proptest::prelude::*;

    fn with(change: impl Fn(&mut Family)) -> Request {
        let mut request = request("0a1b2c3d4e");
        change(request.family.as_mut().expect("a family"));
        request
    }

    fn contains(outer: Area, inner: Area) -> bool {
        let slack = 0.01;
        outer.left <= inner.left + slack
            && outer.top <= inner.top + slack
            && inner.right() <= outer.right() + slack
            && inner.bottom() <= outer.bottom() + slack
    }

    fn words(marks: &[Mark]) -> Vec<&str> {
        marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Words { line, .. } => Some(line.text.as_str()),
                Mark::Frame(..) | Mark::Bar(_) => None,
            })
            .collect()
    }

    #[test]
    fn labels_lie_on_the_page_and_not_on_each_other() {
        for sheet in Sheet::ALL {
            let places = sheet.places();
            assert_eq!(places.len(), sheet.count());
            assert!(sheet.label().contains(&sheet.count().to_string()));
            assert_eq!(Sheet::parse(sheet.as_str()), Some(sheet));
            for (index, one) in places.iter().enumerate() {
                assert!(contains(PAGE, *one), "{sheet:?} {index}");
                for other in places.iter().skip(index + 1) {
                    let common = one.common(*other);
                    assert!(common.width < 0.01 || common.height < 0.01, "{sheet:?} {index}");
                }
            }
        }
        let first = |sheet: Sheet| sheet.places().first().copied().map(|place| (place.left, place.top));
        let near = |(left, top): (f32, f32), (x, y): (f32, f32)| (left - x).abs() < 0.1 && (top - y).abs() < 0.1;
        // As published for L7160, L7163, L7165 and 3490.
        assert!(first(Sheet::Of21).is_some_and(|place| near(place, (7.25, 15.15))));
        assert!(first(Sheet::Of14).is_some_and(|place| near(place, (4.65, 15.15))));
        assert!(first(Sheet::Of8).is_some_and(|place| near(place, (4.65, 13.1))));
        assert!(first(Sheet::Of24).is_some_and(|place| near(place, (0.0, 4.5))));
    }

    #[test]
    fn a_label_says_who_and_where_and_nothing_else() {
        let place = *Sheet::Of21.places().first().expect("a label");
        let (marks, remark) = label(&with(|_| {}), place).expect("a label");
        assert_eq!(words(&marks), ["Maria Hansen", "Nørregade 12, 3. tv.", "5000 Odense C", "Nr. 0a1b2c3d4e"]);
        assert_eq!(remark, None);
    }

    #[test]
    fn a_parcel_shop_never_learns_where_a_family_lives() {
        let place = *Sheet::Of21.places().first().expect("a label");
        for wishes in [vec![], vec![Wish::SecretAddress], vec![Wish::Unsafe, Wish::NeutralSender]] {
            let request = with(|family| {
                family.delivery = Delivery::ParcelShop;
                family.wishes.clone_from(&wishes);
            });
            let (marks, _) = label(&request, place).expect("a label");
            assert_eq!(words(&marks), ["Maria Hansen", "Pakkeshop", "Nr. 0a1b2c3d4e"]);
        }
    }

    #[test]
    fn who_must_not_be_found_gets_no_label() {
        let place = *Sheet::Of21.places().first().expect("a label");
        for change in [
            |family: &mut Family| family.wishes = vec![Wish::SecretAddress],
            |family: &mut Family| family.wishes = vec![Wish::Unsafe],
            |family: &mut Family| family.wishes = vec![Wish::Unsaid],
            |family: &mut Family| {
                family.wishes = vec![Wish::Unsaid];
                family.delivery = Delivery::ParcelShop;
            },
            |family: &mut Family| family.address = None,
            |family: &mut Family| family.delivery = Delivery::Pickup("Odense".to_owned()),
            |family: &mut Family| family.delivery = Delivery::HealthVisitor(String::new()),
            |family: &mut Family| family.delivery = Delivery::Other("Med due".to_owned()),
        ] {
            assert!(label(&with(change), place).is_err());
        }
        let nothing = labels(&[with(|family| family.address = None)], Sheet::Of21, 1);
        assert!(matches!(nothing, Err(PaperError::Nothing(left_out)) if left_out.len() == 1));
    }

    #[test]
    fn a_used_sheet_goes_on_where_it_is_free() {
        let requests: Vec<Request> = (0..5).map(|number| request(&format!("{number:010}"))).collect();
        let pages = |first| labels(&requests, Sheet::Of8, first).map(|print| print.pages);
        assert_eq!([pages(1), pages(4), pages(5), pages(8)], [Ok(1), Ok(1), Ok(2), Ok(2)]);
        for first in [0, 9] {
            assert_eq!(pages(first), Err(PaperError::NoSuchPlace(8)));
        }
        assert!(labels(&requests, Sheet::Of21, 3) == labels(&requests, Sheet::Of21, 3));
    }

    #[test]
    fn what_cannot_be_printed_is_told_by_number() {
        let requests = [with(|family| "王 Hansen".clone_into(&mut family.name))];
        let print = labels(&requests, Sheet::Of24, 24).expect("a sheet");
        assert!(print.remarks.iter().any(|remark| remark.contains("nr. 0a1b2c3d4e")), "{:?}", print.remarks);
    }

    #[test]
    fn a_name_that_fits_no_label_is_refused_and_not_cut() {
        let long = with(|family| {
            family.name = "W".repeat(400);
        });
        let place = *Sheet::Of24.places().first().expect("a label");
        assert!(label(&long, place).is_err_and(|why| why.contains("vælg en større")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn whatever_is_printed_stays_within_its_label(
            name in "\\PC{1,80}", street in "([A-ZÆØÅa-zæøå0-9,.]{1,14} ?){1,8}", town in "[A-Za-zÆØÅ ]{1,60}",
            sheet in 0usize..4, place in 0usize..24,
        ) {
            let sheet = Sheet::ALL[sheet];
            let place = sheet.places()[place % sheet.count()];
            let request = with(|family| {
                family.name.clone_from(&name);
                let mut address = address(&street);
                address.town.clone_from(&town);
                family.address = Some(address);
            });
            if let Ok((marks, _)) = label(&request, place) {
                let inner = place.inset(MARGIN - 0.31).common(PAGE.inset(UNPRINTABLE - 0.31));
                for mark in &marks {
                    prop_assert!(contains(inner, mark.area()), "{:?} not in {inner:?}", mark.area());
                }
            }
        }
    }
}
