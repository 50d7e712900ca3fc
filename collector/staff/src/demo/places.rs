//! Where made-up families live: all municipalities, roughly as many in each as live there, in streets out of picture books.

use super::chance::Chance;

/// A town, and how many live around it.
pub(super) struct Place {
    /// The municipality, as it is spelt in the forms.
    pub(super) municipality: &'static str,
    /// Thousands of people; rough, and only to have more families where more people live.
    weight: u16,
    /// The postcode of its town.
    pub(super) postcode: &'static str,
    /// Its town.
    pub(super) town: &'static str,
}

/// A home.
#[derive(Clone)]
pub(super) struct Home {
    /// Where it lies.
    pub(super) place: &'static Place,
    /// Street, number, and perhaps floor and whose letterbox it is.
    pub(super) street: String,
}

/// Returns somewhere to live.
pub(super) fn home(chance: &mut Chance) -> Home {
    let all: usize = PLACES.iter().map(|place| usize::from(place.weight)).sum();
    let mut left = chance.below(all);
    let found = PLACES.iter().find(|place| {
        let weight = usize::from(place.weight);
        let here = left < weight;
        left = left.saturating_sub(weight);
        here
    });
    Home { place: found.unwrap_or(&ELSEWHERE), street: street(chance) }
}

fn street(chance: &mut Chance) -> String {
    let street = chance.pick(&STREETS);
    let number = chance.early(1, 140);
    let entrance = if chance.mille(150) { chance.pick(&["A", "B", "C", "D"]) } else { "" };
    let floor = if chance.mille(450) { chance.pick(&FLOORS) } else { "" };
    let letterbox = if chance.mille(30) { chance.pick(&[", c/o Skovgærde", ", c/o Åkjær"]) } else { "" };
    format!("{street} {number}{entrance}{floor}{letterbox}")
}

const FLOORS: [&str; 9] =
    [", st. tv.", ", st. th.", ", 1. tv.", ", 1. th.", ", 2. tv.", ", 2. mf.", ", 3. th.", ", 4. tv.", ", 12. 3."];

const STREETS: [&str; 24] = [
    "Rønnebærhaven",
    "Mælkevejen",
    "Tusindfrydstien",
    "Bjørnemosevænget",
    "Gyngestolen",
    "Åkandeparken",
    "Pindsvinevej",
    "Snebærstræde",
    "Ællingegangen",
    "Godnatvej",
    "Havregrødsgade",
    "Hyldeblomsten",
    "Kaninbakken",
    "Solsortehegnet",
    "Vuggevisen",
    "Regnbuepladsen",
    "Ærtebælgen",
    "Mariehønevej",
    "Skovtroldens Kvarter",
    "Lærkesangen",
    "Østre Drageflyverallé",
    "Kastanjestykket",
    "Vildmosegårdens Vænge",
    "Øllebrødsstræde",
];

const fn place(municipality: &'static str, weight: u16, postcode: &'static str, town: &'static str) -> Place {
    Place { municipality, weight, postcode, town }
}

static ELSEWHERE: Place = place("København", 660, "2200", "København N");

static PLACES: [Place; 98] = [
    place("Albertslund", 28, "2620", "Albertslund"),
    place("Allerød", 26, "3450", "Allerød"),
    place("Assens", 41, "5610", "Assens"),
    place("Ballerup", 52, "2750", "Ballerup"),
    place("Billund", 27, "7190", "Billund"),
    place("Bornholm", 39, "3700", "Rønne"),
    place("Brøndby", 39, "2605", "Brøndby"),
    place("Brønderslev", 36, "9700", "Brønderslev"),
    place("Dragør", 14, "2791", "Dragør"),
    place("Egedal", 45, "3660", "Stenløse"),
    place("Esbjerg", 116, "6700", "Esbjerg"),
    place("Fanø", 3, "6720", "Fanø"),
    place("Favrskov", 50, "8370", "Hadsten"),
    place("Faxe", 37, "4690", "Haslev"),
    place("Fredensborg", 41, "3480", "Fredensborg"),
    place("Fredericia", 52, "7000", "Fredericia"),
    place("Frederiksberg", 105, "2000", "Frederiksberg"),
    place("Frederikshavn", 58, "9900", "Frederikshavn"),
    place("Frederikssund", 46, "3600", "Frederikssund"),
    place("Furesø", 42, "3500", "Værløse"),
    place("Faaborg-Midtfyn", 52, "5600", "Faaborg"),
    place("Gentofte", 75, "2820", "Gentofte"),
    place("Gladsaxe", 70, "2860", "Søborg"),
    place("Glostrup", 24, "2600", "Glostrup"),
    place("Greve", 52, "2670", "Greve"),
    place("Gribskov", 41, "3200", "Helsinge"),
    place("Guldborgsund", 59, "4800", "Nykøbing F"),
    place("Haderslev", 55, "6100", "Haderslev"),
    place("Halsnæs", 31, "3300", "Frederiksværk"),
    place("Hedensted", 47, "8722", "Hedensted"),
    place("Helsingør", 64, "3000", "Helsingør"),
    place("Herlev", 29, "2730", "Herlev"),
    place("Herning", 90, "7400", "Herning"),
    place("Hillerød", 54, "3400", "Hillerød"),
    place("Hjørring", 63, "9800", "Hjørring"),
    place("Holbæk", 74, "4300", "Holbæk"),
    place("Holstebro", 59, "7500", "Holstebro"),
    place("Horsens", 97, "8700", "Horsens"),
    place("Hvidovre", 54, "2650", "Hvidovre"),
    place("Høje-Taastrup", 57, "2630", "Taastrup"),
    place("Hørsholm", 25, "2970", "Hørsholm"),
    place("Ikast-Brande", 43, "7430", "Ikast"),
    place("Ishøj", 24, "2635", "Ishøj"),
    place("Jammerbugt", 38, "9690", "Fjerritslev"),
    place("Kalundborg", 48, "4400", "Kalundborg"),
    place("Kerteminde", 24, "5300", "Kerteminde"),
    place("Kolding", 95, "6000", "Kolding"),
    place("København", 660, "2200", "København N"),
    place("Køge", 63, "4600", "Køge"),
    place("Langeland", 12, "5900", "Rudkøbing"),
    place("Lejre", 29, "4320", "Lejre"),
    place("Lemvig", 19, "7620", "Lemvig"),
    place("Lolland", 39, "4900", "Nakskov"),
    place("Lyngby-Taarbæk", 59, "2800", "Kongens Lyngby"),
    place("Læsø", 2, "9940", "Læsø"),
    place("Mariagerfjord", 42, "9500", "Hobro"),
    place("Middelfart", 40, "5500", "Middelfart"),
    place("Morsø", 20, "7900", "Nykøbing M"),
    place("Norddjurs", 37, "8500", "Grenaa"),
    place("Nordfyns", 30, "5400", "Bogense"),
    place("Nyborg", 32, "5800", "Nyborg"),
    place("Næstved", 84, "4700", "Næstved"),
    place("Odder", 24, "8300", "Odder"),
    place("Odense", 210, "5000", "Odense C"),
    place("Odsherred", 33, "4500", "Nykøbing Sj"),
    place("Randers", 100, "8900", "Randers C"),
    place("Rebild", 31, "9530", "Støvring"),
    place("Ringkøbing-Skjern", 56, "6950", "Ringkøbing"),
    place("Ringsted", 36, "4100", "Ringsted"),
    place("Roskilde", 92, "4000", "Roskilde"),
    place("Rudersdal", 58, "2840", "Holte"),
    place("Rødovre", 44, "2610", "Rødovre"),
    place("Samsø", 4, "8305", "Samsø"),
    place("Silkeborg", 100, "8600", "Silkeborg"),
    place("Skanderborg", 66, "8660", "Skanderborg"),
    place("Skive", 45, "7800", "Skive"),
    place("Slagelse", 80, "4200", "Slagelse"),
    place("Solrød", 25, "2680", "Solrød Strand"),
    place("Sorø", 30, "4180", "Sorø"),
    place("Stevns", 23, "4660", "Store Heddinge"),
    place("Struer", 21, "7600", "Struer"),
    place("Svendborg", 60, "5700", "Svendborg"),
    place("Syddjurs", 45, "8410", "Rønde"),
    place("Sønderborg", 74, "6400", "Sønderborg"),
    place("Thisted", 43, "7700", "Thisted"),
    place("Tønder", 36, "6270", "Tønder"),
    place("Tårnby", 44, "2770", "Kastrup"),
    place("Vallensbæk", 18, "2665", "Vallensbæk Strand"),
    place("Varde", 50, "6800", "Varde"),
    place("Vejen", 43, "6600", "Vejen"),
    place("Vejle", 122, "7100", "Vejle"),
    place("Vesthimmerlands", 36, "9600", "Aars"),
    place("Viborg", 97, "8800", "Viborg"),
    place("Vordingborg", 45, "4760", "Vordingborg"),
    place("Ærø", 6, "5970", "Ærøskøbing"),
    place("Aabenraa", 59, "6200", "Aabenraa"),
    place("Aalborg", 223, "9000", "Aalborg"),
    place("Aarhus", 370, "8000", "Aarhus C"),
];

#[cfg(test)]
mod tests {
    use forms::municipality::NAMES;

    use super::*;

    #[test]
    fn every_municipality_has_families() {
        assert_eq!(PLACES.each_ref().map(|place| place.municipality), NAMES);
        assert!(PLACES.iter().all(|place| place.weight > 0 && place.postcode.len() == 4 && !place.town.is_empty()));
    }

    #[test]
    fn more_families_live_where_more_people_live() {
        let mut chance = Chance::of(&[3]);
        let homes: Vec<Home> = (0..3_000).map(|_| home(&mut chance)).collect();
        let count = |name| homes.iter().filter(|home| home.place.municipality == name).count();
        assert!(count("København") > count("Aarhus") && count("Aarhus") > 4 * count("Odder"));
    }
}
