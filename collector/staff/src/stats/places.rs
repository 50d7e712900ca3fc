//! Where families live, as coarsely as it may be told.

use forms::municipality::Municipality;

/// A part of the country.
///
/// From 1 January 2027 Region Hovedstaden and Region Sjælland are one region. They are one part before that, too, so that
/// figures from both sides of the day can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Region {
    East,
    South,
    Middle,
    North,
}

impl Region {
    pub(super) const ALL: [Self; 4] = [Self::East, Self::South, Self::Middle, Self::North];

    /// Returns what people call it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::East => "Østdanmark (Hovedstaden og Sjælland)",
            Self::South => "Syddanmark",
            Self::Middle => "Midtjylland",
            Self::North => "Nordjylland",
        }
    }
}

/// Municipalities that are counted together.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) region: Region,
    municipalities: &'static [&'static str],
}

impl Group {
    /// Returns the group a municipality is in, by its place in [`GROUPS`].
    pub(super) fn of(municipality: Municipality) -> Option<usize> {
        GROUPS.iter().position(|group| group.municipalities.contains(&municipality.name()))
    }

    /// Returns the names: »Greve, Solrød«.
    pub(super) fn label(&self) -> String {
        self.municipalities.join(", ")
    }
}

const fn group(region: Region, municipalities: &'static [&'static str]) -> Group {
    Group { region, municipalities }
}

/// Every municipality, in groups of neighbours.
///
/// The rule: a group has about 60,000 inhabitants or more (in round numbers, 2024), lies in one part of the country, and is made of
/// neighbours; an island goes with the municipality its ferry or bridge leads to. The list is never made from the answers and
/// stays as it is: if it changed from one period to the next, a small municipality could be found by subtraction.
pub(super) const GROUPS: [Group; 48] = [
    group(Region::East, &["Albertslund", "Høje-Taastrup"]),
    group(Region::East, &["Allerød", "Hillerød", "Hørsholm"]),
    group(Region::East, &["Ballerup", "Egedal"]),
    group(Region::East, &["Bornholm", "Køge", "Stevns"]),
    group(Region::East, &["Brøndby", "Ishøj", "Vallensbæk"]),
    group(Region::East, &["Dragør", "Hvidovre", "Tårnby"]),
    group(Region::East, &["Faxe", "Vordingborg"]),
    group(Region::East, &["Fredensborg", "Helsingør"]),
    group(Region::East, &["Frederiksberg"]),
    group(Region::East, &["Frederikssund", "Gribskov", "Halsnæs"]),
    group(Region::East, &["Furesø", "Gladsaxe"]),
    group(Region::East, &["Gentofte"]),
    group(Region::East, &["Glostrup", "Herlev", "Rødovre"]),
    group(Region::East, &["Greve", "Solrød"]),
    group(Region::East, &["Guldborgsund", "Lolland"]),
    group(Region::East, &["Holbæk", "Odsherred"]),
    group(Region::East, &["Kalundborg", "Slagelse"]),
    group(Region::East, &["København"]),
    group(Region::East, &["Lejre", "Roskilde"]),
    group(Region::East, &["Lyngby-Taarbæk", "Rudersdal"]),
    group(Region::East, &["Næstved"]),
    group(Region::East, &["Ringsted", "Sorø"]),
    group(Region::South, &["Assens", "Middelfart", "Nordfyns"]),
    group(Region::South, &["Billund", "Varde"]),
    group(Region::South, &["Esbjerg", "Fanø"]),
    group(Region::South, &["Fredericia", "Vejle"]),
    group(Region::South, &["Faaborg-Midtfyn", "Kerteminde", "Nyborg"]),
    group(Region::South, &["Haderslev", "Vejen"]),
    group(Region::South, &["Kolding"]),
    group(Region::South, &["Langeland", "Svendborg", "Ærø"]),
    group(Region::South, &["Odense"]),
    group(Region::South, &["Sønderborg"]),
    group(Region::South, &["Tønder", "Aabenraa"]),
    group(Region::Middle, &["Favrskov", "Randers"]),
    group(Region::Middle, &["Hedensted", "Horsens"]),
    group(Region::Middle, &["Herning", "Ringkøbing-Skjern"]),
    group(Region::Middle, &["Holstebro", "Lemvig", "Struer"]),
    group(Region::Middle, &["Ikast-Brande", "Silkeborg"]),
    group(Region::Middle, &["Norddjurs", "Syddjurs"]),
    group(Region::Middle, &["Odder", "Samsø", "Skanderborg"]),
    group(Region::Middle, &["Skive", "Viborg"]),
    group(Region::Middle, &["Aarhus"]),
    group(Region::North, &["Brønderslev", "Jammerbugt"]),
    group(Region::North, &["Frederikshavn", "Læsø"]),
    group(Region::North, &["Hjørring"]),
    group(Region::North, &["Mariagerfjord", "Rebild", "Vesthimmerlands"]),
    group(Region::North, &["Morsø", "Thisted"]),
    group(Region::North, &["Aalborg"]),
];

#[cfg(test)]
mod tests {
    use forms::municipality::NAMES;

    use super::*;

    #[test]
    fn every_municipality_is_in_exactly_one_group() {
        let mut listed: Vec<_> = GROUPS.iter().flat_map(|group| group.municipalities).copied().collect();
        let mut names = NAMES.to_vec();
        listed.sort_unstable();
        names.sort_unstable();
        assert_eq!(listed, names);
        assert!(NAMES.iter().all(|name| Municipality::parse(name).and_then(Group::of).is_some()));
    }

    #[test]
    fn groups_of_a_region_stand_together() {
        assert!(GROUPS.is_sorted_by_key(|group| group.region));
        assert_eq!(GROUPS.map(|group| group.region).iter().filter(|region| **region == Region::North).count(), 6);
    }
}
