//! The 98 municipalities of Denmark.

use serde::{Deserialize, Serialize};

use crate::problem::meant;

/// A municipality of Denmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "&'static str", try_from = "String")]
pub struct Municipality(usize);

/// A name that is none of the 98.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not one of the 98 municipalities")]
pub struct NotAMunicipality;

impl From<Municipality> for &'static str {
    fn from(municipality: Municipality) -> Self {
        municipality.name()
    }
}

impl TryFrom<String> for Municipality {
    type Error = NotAMunicipality;

    fn try_from(name: String) -> Result<Self, NotAMunicipality> {
        Self::parse(&name).ok_or(NotAMunicipality)
    }
}

impl Municipality {
    /// Returns the municipality called `name`, as spelt in [`NAMES`].
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().position(|known| *known == name).map(Self)
    }

    /// Returns the name, as in »Aarhus«.
    pub fn name(self) -> &'static str {
        NAMES.get(self.0).copied().unwrap_or_default()
    }

    /// Returns the municipality that a parent wrote: »århus kommune« is Aarhus.
    pub fn written(text: &str) -> Option<Self> {
        let spelt = |name: &str| name.to_lowercase().replace('å', "aa");
        let text = spelt(text);
        let text = text.strip_suffix("kommune").unwrap_or(&text).trim();
        // »Vesthimmerland Kommune« and »Københavns Kommune« are how people say it.
        let same = |name: &str| name == text || format!("{name}s") == text || name == format!("{text}s");
        NAMES.iter().position(|name| same(&spelt(name))).map(Self)
    }

    /// Returns the municipality that a writer most likely meant.
    pub fn meant(written: &str) -> Option<&'static str> {
        meant(&written.replace('Å', "Aa").replace('å', "aa"), NAMES)
    }
}

/// Every municipality in Danish order: æ, ø and å last, aa as å.
pub const NAMES: [&str; 98] = [
    "Albertslund",
    "Allerød",
    "Assens",
    "Ballerup",
    "Billund",
    "Bornholm",
    "Brøndby",
    "Brønderslev",
    "Dragør",
    "Egedal",
    "Esbjerg",
    "Fanø",
    "Favrskov",
    "Faxe",
    "Fredensborg",
    "Fredericia",
    "Frederiksberg",
    "Frederikshavn",
    "Frederikssund",
    "Furesø",
    "Faaborg-Midtfyn",
    "Gentofte",
    "Gladsaxe",
    "Glostrup",
    "Greve",
    "Gribskov",
    "Guldborgsund",
    "Haderslev",
    "Halsnæs",
    "Hedensted",
    "Helsingør",
    "Herlev",
    "Herning",
    "Hillerød",
    "Hjørring",
    "Holbæk",
    "Holstebro",
    "Horsens",
    "Hvidovre",
    "Høje-Taastrup",
    "Hørsholm",
    "Ikast-Brande",
    "Ishøj",
    "Jammerbugt",
    "Kalundborg",
    "Kerteminde",
    "Kolding",
    "København",
    "Køge",
    "Langeland",
    "Lejre",
    "Lemvig",
    "Lolland",
    "Lyngby-Taarbæk",
    "Læsø",
    "Mariagerfjord",
    "Middelfart",
    "Morsø",
    "Norddjurs",
    "Nordfyns",
    "Nyborg",
    "Næstved",
    "Odder",
    "Odense",
    "Odsherred",
    "Randers",
    "Rebild",
    "Ringkøbing-Skjern",
    "Ringsted",
    "Roskilde",
    "Rudersdal",
    "Rødovre",
    "Samsø",
    "Silkeborg",
    "Skanderborg",
    "Skive",
    "Slagelse",
    "Solrød",
    "Sorø",
    "Stevns",
    "Struer",
    "Svendborg",
    "Syddjurs",
    "Sønderborg",
    "Thisted",
    "Tønder",
    "Tårnby",
    "Vallensbæk",
    "Varde",
    "Vejen",
    "Vejle",
    "Vesthimmerlands",
    "Viborg",
    "Vordingborg",
    "Ærø",
    "Aabenraa",
    "Aalborg",
    "Aarhus",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_municipality_is_known_by_its_exact_name() {
        assert_eq!(Municipality::parse("Aarhus").map(Municipality::name), Some("Aarhus"));
        assert_eq!(Municipality::parse("Århus"), None);
        assert_eq!(Municipality::meant("Århus"), Some("Aarhus"));
    }

    #[test]
    fn parents_write_municipalities_as_they_speak() {
        for (written, name) in [
            ("århus kommune", "Aarhus"),
            ("Københavns Kommune", "København"),
            ("vesthimmerland", "Vesthimmerlands"),
            ("  ", ""),
            ("Malmø", ""),
        ] {
            assert_eq!(Municipality::written(written).map_or("", Municipality::name), name);
        }
        assert!(NAMES.iter().all(|name| Municipality::written(name).map(Municipality::name) == Some(*name)));
    }

    #[test]
    fn order_is_danish() {
        let last: Vec<_> = NAMES.iter().rev().take(4).copied().collect();
        assert_eq!(last, ["Aarhus", "Aalborg", "Aabenraa", "Ærø"]);
    }
}
