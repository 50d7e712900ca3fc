//! Every word on the finished pages, looked up by Hunspell itself: what `check --spelling` reads in the files, and what the
//! templates say around it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use scraper::{ElementRef, Html, Node};

use crate::app::{press, root};

#[test]
fn every_word_on_every_page_is_spelt_as_somebody_spells_it() {
    let renderer = press().renderer();
    let mut words: BTreeMap<String, String> = BTreeMap::new();
    for path in renderer.paths().filter(|path| path.ends_with(".html")) {
        let page = renderer.file(path).expect("there").expect("drawn");
        let html = Html::parse_document(&String::from_utf8(page).expect("UTF-8"));
        let mut text = String::new();
        read(html.root_element(), &mut text);
        for word in text.split(|c: char| !(c.is_alphanumeric() || "-./@".contains(c))) {
            let word = word.trim_matches(['-', '.', '/']);
            let is_address = word.contains(['@', '/', '.']);
            if word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_numeric) && !is_address {
                words.entry(word.to_owned()).or_insert_with(|| path.to_owned());
            }
        }
    }
    assert!(words.len() > 4_000, "only {} words were read", words.len());
    let own: BTreeSet<_> = own_words();
    let unknown: Vec<_> = unknown(words.keys())
        .into_iter()
        .filter(|word| !own.contains(word) && !own.contains(&word.to_lowercase()))
        .filter(|word| !unknown_parts(word, &own).is_empty())
        .map(|word| format!("{word} ({})", words.get(&word).map_or("", String::as_str)))
        .collect();
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

/// Appends what a page says in Danish; sources are named in their own words, whatever these are.
fn read(element: ElementRef<'_>, out: &mut String) {
    let skipped = ["script", "style", "svg", "code"].contains(&element.value().name())
        || element.value().attr("lang").is_some_and(|lang| lang != "da")
        || element.value().attr("class").is_some_and(|class| class.split(' ').any(|one| one == "sources"));
    if skipped {
        return;
    }
    out.push(' ');
    for child in element.children() {
        if let Node::Text(text) = child.value() {
            out.push_str(&text.replace('\u{AD}', ""));
        } else if let Some(child) = ElementRef::wrap(child) {
            read(child, out);
        }
    }
    let inline = ["a", "b", "em", "strong", "span", "abbr"].contains(&element.value().name());
    if !inline {
        out.push(' ');
    }
}

/// Returns the parts of a word with hyphens that nobody knows; parts may be joined by an s.
fn unknown_parts(word: &str, own: &BTreeSet<String>) -> Vec<String> {
    if !word.contains('-') {
        return vec![word.to_owned()];
    }
    let parts: Vec<_> = word.split('-').map(str::to_owned).filter(|part| !part.is_empty()).collect();
    let known = |part: &String| own.contains(part) || own.contains(&part.to_lowercase());
    let left: Vec<_> = unknown(parts.iter()).into_iter().filter(|part| !known(part)).collect();
    let joined: Vec<_> = left.iter().map(|part| part.strip_suffix('s').unwrap_or(part).to_owned()).collect();
    unknown(joined.iter())
}

fn own_words() -> BTreeSet<String> {
    let list = fs::read_to_string(root().join("content/ordliste.txt")).expect("there");
    list.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect()
}

/// Returns the words that Hunspell does not know.
fn unknown<'w>(words: impl Iterator<Item = &'w String>) -> Vec<String> {
    let mut hunspell = Command::new("hunspell")
        .args(["-d", "da_DK", "-i", "utf-8", "-l"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Hunspell is missing; tests/all installs it");
    let list: Vec<_> = words.map(String::as_str).collect();
    let mut input = hunspell.stdin.take().expect("a pipe");
    let text = list.join("\n") + "\n";
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = hunspell.wait_with_output().expect("it ends");
    writer.join().expect("no panic").expect("it reads");
    String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}
