//! A number to call, kept in one place: `hjaelpelinjer.toml`.

use jiff::civil::Date;

/// How urgent it is to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Life is in danger.
    Danger,
    /// Today.
    Today,
    /// Talk with someone.
    Talk,
}

impl Level {
    /// Every level, the most urgent first, as editors write it.
    pub const ALL: [(&'static str, Self); 3] = [("112", Self::Danger), ("i-dag", Self::Today), ("tal", Self::Talk)];

    /// Returns the class that the stylesheet knows it by.
    pub fn class(self) -> &'static str {
        match self {
            Self::Danger => "ring-112",
            Self::Today => "ring-today",
            Self::Talk => "ring-talk",
        }
    }
}

/// A help line.
#[derive(Debug, Clone)]
pub struct HelpLine {
    /// The name links use: `ring:lev-uden-vold`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it is named in the middle of a sentence: »lægevagten«.
    pub in_text: String,
    /// What it is for.
    pub what: String,
    /// The source of its number, by id.
    pub source: String,
    /// Whether the line itself has confirmed its number.
    pub confirmed: bool,
    /// How urgent it is to call.
    pub level: Level,
    /// One number, or one for each region.
    pub numbers: Numbers,
    /// When it answers, where that is known.
    pub hours: Option<String>,
    /// When somebody last made sure of the number.
    pub checked_on: Date,
}

/// The numbers of a help line.
#[derive(Debug, Clone)]
pub enum Numbers {
    /// The same in the whole country.
    One(String),
    /// Region and number.
    ByRegion(Vec<(String, String)>),
}

impl HelpLine {
    /// Returns every number of the line, as written.
    pub fn all_numbers(&self) -> Vec<&str> {
        match &self.numbers {
            Numbers::One(number) => vec![number],
            Numbers::ByRegion(regions) => regions.iter().map(|(_, number)| number.as_str()).collect(),
        }
    }
}

/// Returns a number without its spaces, as it stands in a `tel:` link.
pub fn dialled(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect()
}
