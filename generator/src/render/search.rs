//! The search index: small enough to fetch on a poor line, whole enough to search without asking anyone.
//!
//! Words are folded so that »fødsel«, »foedsel« and »fodsel« are one, and cut to their Danish stem; the script that searches
//! folds in the same way. `themes/*/scripts/search.js` is the other half of this file.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use forms::definition::State;
use rust_stemmers::{Algorithm, Stemmer};
use serde_json::json;

use super::figures;
use crate::model::article::{Address, Article};
use crate::model::figures::FiguresFile;
use crate::model::form::FormFile;
use crate::model::site::Site;
use crate::theme::Theme;

/// Where the index lies on the site.
pub(super) const PATH: &str = "soegeindeks.json";

/// Points for a word, by where it stands.
const TITLE: u32 = 8;
const KEYWORD: u32 = 6;
const HEADING: u32 = 3;
const LEAD: u32 = 2;

/// Words so common that they tell nothing. Folded.
const COMMON: [&str; 59] = [
    "af", "alle", "at", "de", "dem", "den", "der", "deres", "det", "dig", "din", "dine", "dit", "du", "efter", "eller",
    "en", "er", "et", "for", "fra", "ham", "han", "har", "her", "hvad", "hvem", "hvis", "hvor", "hvordan", "hvornar",
    "i", "ikke", "ind", "jer", "jeres", "kan", "man", "med", "men", "mere", "mig", "nar", "noget", "og", "om", "op",
    "over", "pa", "sa", "selv", "sig", "skal", "som", "til", "ud", "ved", "vi", "vil",
];

/// Returns the index as JSON: `pages` as title, address, group and description; `words` with page and points by turns;
/// `same` as groups of folded words that mean the same.
pub(super) fn index(site: &Site, theme: &Theme) -> String {
    let entries = entries(site, theme);
    let stemmer = Stemmer::create(Algorithm::Danish);
    let mut words: BTreeMap<String, BTreeMap<usize, u32>> = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate() {
        for (word, points) in entry_words(entry, &stemmer) {
            *words.entry(word).or_default().entry(number).or_default() += points;
        }
    }
    let pages: Vec<_> = entries.iter().map(|e| json!([e.title, e.address, e.group, e.description])).collect();
    let words: BTreeMap<_, Vec<_>> = words
        .into_iter()
        .map(|(word, pages)| (word, pages.into_iter().flat_map(|(page, points)| [page, points as usize]).collect()))
        .collect();
    let same: Vec<Vec<_>> = site.synonyms.iter().map(|group| group.iter().map(|word| fold(word)).collect()).collect();
    json!({ "pages": pages, "words": words, "same": same }).to_string()
}

/// A page that can be found.
struct Entry<'s> {
    title: Cow<'s, str>,
    address: Address,
    /// What it belongs to: the period of a phase, or nothing.
    group: &'s str,
    description: Cow<'s, str>,
    keywords: &'s [String],
    headings: Vec<&'s str>,
}

impl<'s> Entry<'s> {
    fn of(article: &'s Article, group: &'s str) -> Self {
        Self {
            title: Cow::Borrowed(&article.title),
            address: article.address.clone(),
            group,
            description: Cow::Borrowed(&article.description),
            keywords: &article.keywords,
            headings: article.body.headings.iter().map(|heading| heading.text.as_str()).collect(),
        }
    }

    fn of_form(file: &'s FormFile) -> Self {
        let form = &file.form;
        let headings = form.sections().iter().map(|section| section.title.as_str()).collect();
        Self {
            title: Cow::Borrowed(form.title()),
            address: file.address(),
            group: "",
            description: Cow::Borrowed(form.lead()),
            keywords: &[],
            headings,
        }
    }

    fn of_figures(file: &'s FiguresFile, theme: &Theme) -> Self {
        Self {
            title: Cow::Owned(figures::title(file, theme)),
            address: file.address.clone(),
            group: "",
            description: Cow::Owned(figures::lead(file, theme)),
            keywords: &[],
            headings: file.figures.tables.iter().map(|table| table.title.as_str()).collect(),
        }
    }
}

fn entries<'s>(site: &'s Site, theme: &Theme) -> Vec<Entry<'s>> {
    let course = site.phases.iter().flat_map(|phase| {
        let articles = std::iter::once(&phase.article).chain(phase.lessons.iter().map(|lesson| &lesson.article));
        articles.map(|article| Entry::of(article, &phase.period))
    });
    let pages = site.pages.iter().map(|page| &page.article).chain(site.packages.iter().map(|package| &package.article));
    let others = pages.chain(site.knowledge.iter().map(|knowledge| &knowledge.article));
    let forms = site.live_forms().filter(|file| file.form.state() == State::Open);
    let figures = site.figures.iter().map(|file| Entry::of_figures(file, theme));
    let articles = course.chain(others.map(|article| Entry::of(article, "")));
    articles.chain(figures).chain(forms.map(Entry::of_form)).collect()
}

fn entry_words(entry: &Entry<'_>, stemmer: &Stemmer) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    let mut add = |text: &str, points: u32| found.extend(stems(text, stemmer).into_iter().map(|stem| (stem, points)));
    add(&entry.title, TITLE);
    entry.keywords.iter().for_each(|keyword| add(keyword, KEYWORD));
    entry.headings.iter().for_each(|heading| add(heading, HEADING));
    add(&entry.description, LEAD);
    found
}

/// Returns the folded stems of the words that tell something, each once.
fn stems(text: &str, stemmer: &Stemmer) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.filter(|word| !COMMON.contains(&fold(word).as_str())).map(|word| fold(&stemmer.stem(&word))).collect()
}

/// Returns the word as it is compared: small letters, ø and oe as o, å and aa as a, æ as ae, no accents.
pub(super) fn fold(word: &str) -> String {
    let word = word.to_lowercase().replace("oe", "o").replace("aa", "a");
    word.chars().fold(String::with_capacity(word.len()), |mut out, c| {
        match c {
            'æ' | 'ä' => out.push_str("ae"),
            'ø' | 'ö' => out.push('o'),
            'å' => out.push('a'),
            'é' | 'è' => out.push('e'),
            _ => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_spell_a_word_is_one() {
        for word in ["fødsel", "foedsel", "fodsel", "FØDSEL"] {
            assert_eq!(fold(word), "fodsel");
        }
        assert_eq!(fold("gråd"), fold("graad"));
        assert_eq!(fold("æble"), "aeble");
    }

    #[test]
    fn endings_are_cut_and_common_words_left_out() {
        let stemmer = Stemmer::create(Algorithm::Danish);
        assert_eq!(stems("Hvad er bevægelserne?", &stemmer), BTreeSet::from(["bevaeg".to_owned()]));
        assert!(COMMON.windows(2).all(|pair| pair[0] != pair[1]));
    }
}
