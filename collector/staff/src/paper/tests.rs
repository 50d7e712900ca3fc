//! What a reader of PDF finds in the files.

use std::collections::BTreeMap;
use std::io::Read;

use jiff::civil::date;

use super::labels::{Sheet, labels};
use super::packing::packing_list;
use super::{Print, document};
use crate::packages::request::{Request, Wish};
use crate::packages::samples::{request, stages};

/// The letters a reader can copy out of the file: what the embedded fonts say their glyphs mean.
fn letters(pdf: &[u8]) -> Vec<String> {
    let mut maps = Vec::new();
    let mut rest = pdf;
    while let Some(start) = find(rest, b"stream\n") {
        rest = &rest[start + 7..];
        let mut text = Vec::new();
        let _ = flate2::read::ZlibDecoder::new(rest).read_to_end(&mut text);
        let text = String::from_utf8_lossy(&text).into_owned();
        if text.contains("beginbfchar") || text.contains("beginbfrange") {
            maps.push(text);
        }
    }
    maps
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

fn count(text: &[u8], what: &str) -> usize {
    text.windows(what.len()).filter(|window| *window == what.as_bytes()).count()
}

#[track_caller]
fn check(print: &Print, said: &str) {
    assert!(print.pdf.starts_with(b"%PDF-") && print.pdf.trim_ascii_end().ends_with(b"%%EOF"));
    assert_eq!(count(&print.pdf, "/MediaBox[0 0 595.27563 841.8898]"), print.pages, "A4");
    let maps = letters(&print.pdf).concat();
    for c in said.chars() {
        let code = format!("<{:04X}>", u32::from(c));
        assert!(maps.contains(&code), "{c} cannot be copied");
    }
}

fn named(name: &str) -> Request {
    let mut request = request("0a1b2c3d4e");
    name.clone_into(&mut request.family.as_mut().expect("a family").name);
    request
}

#[test]
fn labels_are_a4_with_names_that_can_be_copied() {
    let requests = [named("=Łukasz Ελένη Țîrlea"), named("Олександра")];
    check(&labels(&requests, Sheet::Of21, 21).expect("labels"), "=ŁukaszΕλένηȚîрОлександ");
}

#[test]
fn a_list_is_a4_with_signs_that_can_be_copied() {
    let mut one = named("Åse Æbelø");
    one.family.as_mut().expect("a family").wishes = vec![Wish::SecretAddress];
    let print = packing_list(&[one], &stages(), &BTreeMap::new(), date(2026, 11, 22)).expect("a list");
    check(&print, "ÅseÆblø⚠");
}

#[test]
fn no_file_says_when_or_where_it_was_made() {
    let print = document::access_report(&[], date(2026, 11, 22)).expect("a report");
    check(&print, "ikefundt");
    assert_eq!(count(&print.pdf, "/CreationDate") + count(&print.pdf, "CreateDate"), 0);
}
