//! Names of nobody: first names and family names that are common somewhere, put together by chance.

use super::chance::Chance;

/// Where a family's names come from.
struct Origin {
    /// How many of a hundred families.
    weight: f64,
    women: &'static [&'static str],
    men: &'static [&'static str],
    /// As a woman and as a man bears it.
    families: &'static [(&'static str, &'static str)],
}

/// A name.
#[derive(Clone)]
pub(super) struct Name {
    /// »Åse Marie«.
    pub(super) given: &'static str,
    /// »Bækgård«.
    pub(super) family: &'static str,
}

/// Whose name it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sex {
    Woman,
    Man,
}

/// Returns a name; people of one `seed` share where their names come from, and mostly their family name.
pub(super) fn name(seed: u64, member: u64, sex: Sex) -> Name {
    let mut shared = Chance::of(&[seed, 1]);
    let weights: Vec<f64> = ORIGINS.iter().map(|origin| origin.weight).collect();
    let common = shared.weighted(&weights).unwrap_or(0);
    let family = shared.below(97);
    let mut own = Chance::of(&[seed, 2, member]);
    // Some parents come from two places, and many keep a name of their own.
    let place = if own.mille(60) { own.below(ORIGINS.len()) } else { common };
    let family = if own.mille(400) { own.below(97) } else { family };
    let origin = ORIGINS.get(place).unwrap_or(&DANISH);
    let (hers, his) = origin.families.get(family % origin.families.len()).copied().unwrap_or_default();
    match sex {
        Sex::Woman => Name { given: own.pick(origin.women), family: hers },
        Sex::Man => Name { given: own.pick(origin.men), family: his },
    }
}

/// Returns the name of the person at work who helps the family of this seed.
pub(super) fn professional(seed: u64) -> Name {
    let mut chance = Chance::of(&[seed, 6]);
    let (family, _) = chance.pick(DANISH.families);
    Name { given: chance.pick(DANISH.women), family }
}

impl Name {
    /// Returns the whole name.
    pub(super) fn whole(&self) -> String {
        format!("{} {}", self.given, self.family)
    }

    /// Returns what stands before the `@` in a mail address: letters a to z.
    pub(super) fn in_mail(&self) -> String {
        let letter = |letter: char| -> &'static str {
            match letter {
                'æ' | 'ä' => "ae",
                'ø' | 'ö' => "oe",
                'å' => "aa",
                'ą' | 'á' => "a",
                'ć' | 'ç' => "c",
                'ę' | 'é' => "e",
                'ğ' => "g",
                'ı' => "i",
                'ł' => "l",
                'ń' => "n",
                'ó' => "o",
                'ś' | 'ş' => "s",
                'ü' => "u",
                'ż' | 'ź' => "z",
                _ => "",
            }
        };
        let mut plain = String::new();
        for one in format!("{}.{}", self.given, self.family).to_lowercase().chars() {
            if one.is_ascii_alphanumeric() || one == '.' { plain.push(one) } else { plain.push_str(letter(one)) }
        }
        plain.trim_matches('.').to_owned()
    }
}

const ORIGINS: [Origin; 6] = [
    DANISH,
    Origin {
        weight: 4.0,
        women: &["Agnieszka", "Małgorzata", "Katarzyna", "Zofia", "Bożena", "Julia"],
        men: &["Łukasz", "Paweł", "Krzysztof", "Stanisław", "Jan", "Michał"],
        families: &[
            ("Kowalska", "Kowalski"),
            ("Wiśniewska", "Wiśniewski"),
            ("Dąbrowska", "Dąbrowski"),
            ("Wójcik", "Wójcik"),
            ("Zając", "Zając"),
        ],
    },
    Origin {
        weight: 6.0,
        women: &["Amal", "Fatima", "Noor", "Mariam", "Samira", "Huda"],
        men: &["Yusuf", "Omar", "Ibrahim", "Khalid", "Samir", "Hassan"],
        families: &[
            ("Al-Khatib", "Al-Khatib"),
            ("Haddad", "Haddad"),
            ("El Amrani", "El Amrani"),
            ("Mahmoud", "Mahmoud"),
            ("Abdi", "Abdi"),
        ],
    },
    Origin {
        weight: 4.0,
        women: &["Ayşe", "Elif", "Gülşen", "Zeynep", "Çiğdem", "Merve"],
        men: &["Mehmet", "Emre", "Oğuz", "Murat", "İbrahim", "Hüseyin"],
        families: &[
            ("Yılmaz", "Yılmaz"),
            ("Öztürk", "Öztürk"),
            ("Şahin", "Şahin"),
            ("Kaya", "Kaya"),
            ("Çelik", "Çelik"),
        ],
    },
    Origin {
        weight: 2.0,
        women: &["Aviaaja", "Pipaluk", "Ivalu", "Naja", "Nivi", "Paninnguaq"],
        men: &["Malik", "Nuka", "Inuk", "Aqqaluk", "Minik", "Pavia"],
        families: &[("Petrussen", "Petrussen"), ("Kleist", "Kleist"), ("Lyberth", "Lyberth"), ("Heilmann", "Heilmann")],
    },
    Origin {
        weight: 4.0,
        women: &["Thu Hương", "Oksana", "Ama", "Priya", "Ionela", "Siobhán"],
        men: &["Dũng", "Mykola", "Kwame", "Arjun", "Ștefan", "Seán"],
        families: &[
            ("Nguyễn", "Nguyễn"),
            ("Шевченко", "Шевченко"),
            ("Mensah", "Mensah"),
            ("Sharma", "Sharma"),
            ("Ionescu", "Ionescu"),
            ("O’Connor", "O’Connor"),
        ],
    },
];

const DANISH: Origin = Origin {
    weight: 80.0,
    women: &[
        "Åse",
        "Sørine",
        "Freja",
        "Karla",
        "Signe",
        "Kirstine",
        "Bjørg",
        "Ida Marie",
        "Maja",
        "Louise",
        "Trine",
        "Camilla",
        "Anne-Sofie",
        "Dorthe",
        "Sæunn",
        "Line",
        "Rikke",
        "Nanna",
        "Astrid",
        "Emilie",
        "Josefine",
        "Katrine",
        "Sille",
        "Mathilde",
        "Ane",
        "Tove",
        "Rosa",
        "Alberte",
        "Cæcilie",
        "Vibe",
        "Solvej",
        "Ingrid",
    ],
    men: &[
        "Søren",
        "Jeppe",
        "Anders",
        "Bjørn",
        "Mikkel",
        "Asger",
        "Åge",
        "Rasmus",
        "Jens Peter",
        "Frederik",
        "Morten",
        "Emil",
        "Kåre",
        "Lasse",
        "Troels",
        "Simon",
        "Villads",
        "Jakob",
        "Thor",
        "Magnus",
        "Kaj",
        "Ejnar",
        "Nicolai",
        "Tobias",
        "Bo",
        "Sebastian",
        "Gorm",
        "Elias",
    ],
    families: &[
        ("Bækgård", "Bækgård"),
        ("Sørensen", "Sørensen"),
        ("Åkjær", "Åkjær"),
        ("Møllebro", "Møllebro"),
        ("Lindelund", "Lindelund"),
        ("Østerhave", "Østerhave"),
        ("Kirkemose", "Kirkemose"),
        ("Rønnebæk", "Rønnebæk"),
        ("Hansen", "Hansen"),
        ("Nørremark", "Nørremark"),
        ("Fuglsø", "Fuglsø"),
        ("Birkedal", "Birkedal"),
        ("Skovgærde", "Skovgærde"),
        ("Jensen-Bakke", "Jensen-Bakke"),
        ("Tørsleff", "Tørsleff"),
        ("Vindinge", "Vindinge"),
        ("Holmstrøm", "Holmstrøm"),
        ("Kjærsgaard", "Kjærsgaard"),
        ("Aabye", "Aabye"),
        ("Damsgård", "Damsgård"),
        ("Engbæk", "Engbæk"),
        ("Pilemark", "Pilemark"),
        ("Næsby", "Næsby"),
        ("Bruun", "Bruun"),
        ("Stenhøj", "Stenhøj"),
        ("Ravnkilde", "Ravnkilde"),
        ("Egelykke", "Egelykke"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_of_one_house_often_share_their_name() {
        let shared = (0..400).filter(|seed| shares(*seed)).count();
        assert!((150..350).contains(&shared), "{shared}");
    }

    fn shares(seed: u64) -> bool {
        let (hers, his) = (name(seed, 0, Sex::Woman).family, name(seed, 1, Sex::Man).family);
        let root = |name: &str| name.chars().take(4).collect::<String>();
        root(hers) == root(his)
    }

    #[test]
    fn every_name_has_a_mail_address() {
        for origin in &ORIGINS {
            for given in origin.women.iter().chain(origin.men) {
                for (family, _) in origin.families {
                    let mail = Name { given, family }.in_mail();
                    assert!(mail.len() > 1 && mail.is_ascii() && !mail.ends_with('.'), "{given} {family}: {mail}");
                }
            }
        }
        assert_eq!(Name { given: "Åse", family: "Bækgård" }.in_mail(), "aase.baekgaard");
        assert_eq!(Name { given: "Łukasz", family: "Öztürk" }.in_mail(), "lukasz.oezturk");
        assert_eq!(Name { given: "Oksana", family: "Шевченко" }.in_mail(), "oksana");
    }
}
