//! A request for a package, as far as packing needs it.

use forms::age::Known;
use forms::value::Address;
use jiff::Timestamp;

use crate::case::Status;

mod reading;

/// The names of questions and choices in the form that the packing acts upon.
pub mod word {
    /// The question of whether something must be minded on the way.
    pub const CARE: &str = "pas-paa";
    /// Something must be minded.
    pub const CARE_YES: &str = "ja";
    /// It is not safe at home.
    pub const CARE_UNSAFE: &str = "utryg";
    /// The address is secret.
    pub const SECRET_ADDRESS: &str = "hemmelig-adresse";
    /// Nothing on the parcel may tell who it is from.
    pub const NEUTRAL_SENDER: &str = "neutral-afsender";
    /// Nobody may ring.
    pub const NO_CALLS: &str = "ikke-ringe";
    /// Nobody may send a text message.
    pub const NO_TEXTS: &str = "ikke-sms";
    /// Through a parcel shop.
    pub const PARCEL_SHOP: &str = "pakkeshop";
    /// To the door.
    pub const HOME: &str = "hjem";
    /// The family fetches it at a local association.
    pub const PICKUP: &str = "lokalforening";
    /// The health visitor brings it.
    pub const HEALTH_VISITOR: &str = "sundhedsplejerske";
    /// The question of how many children.
    pub const CHILDREN: &str = "antal";
    /// Twins.
    pub const TWO: &str = "to";
    /// Triplets or more.
    pub const MORE: &str = "flere";
    /// The family does not know yet.
    pub const UNKNOWN: &str = "ved-ikke";
    /// The family's own phone; not that of a professional who asks for it.
    pub const PHONE: &str = "telefon";
    /// The family's own mail address.
    pub const MAIL: &str = "mail";
}

/// A request for a package.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The number of the case.
    pub number: String,
    /// When it came.
    pub received: Timestamp,
    /// How far it has come.
    pub status: Status,
    /// Whether it waits for somebody to see if it is from a person.
    pub quarantined: bool,
    /// How many children.
    pub children: Children,
    /// When the child is due or was born; nothing, once the contact was erased.
    pub child: Option<Known>,
    /// The package that was packed: the name of its file in `content/babypakker/`.
    pub packed: Option<String>,
    /// Who the family is; nothing, if it was erased or cannot be opened with the keys at hand.
    pub family: Option<Family>,
}

/// Who is to have the package, and how.
#[derive(Clone, PartialEq, Eq)]
pub struct Family {
    /// The name that is to stand on the package.
    pub name: String,
    /// Where it lives, if that was asked for.
    pub address: Option<Address>,
    /// How the package gets there.
    pub delivery: Delivery,
    /// What must be minded on the way.
    pub wishes: Vec<Wish>,
    /// Its phone.
    pub phone: Option<String>,
    /// Its mail address.
    pub mail: Option<String>,
}

/// How many children the package is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Children {
    /// One, or not said.
    One,
    /// Twins.
    Two,
    /// Triplets or more.
    More,
    /// The family does not know yet.
    Unknown,
}

/// How a package gets to the family; the text is what the family said about it.
#[derive(Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Through a parcel shop.
    ParcelShop,
    /// To the door.
    Home,
    /// The family fetches it: in which town.
    Pickup(String),
    /// The health visitor brings it: who it is.
    HealthVisitor(String),
    /// Another way, in the words of the form.
    Other(String),
}

/// What must be minded on the way.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wish {
    /// Nothing may be sent before a counsellor has agreed on it with the family.
    Unsafe,
    /// Nobody may learn where the family lives.
    SecretAddress,
    /// Nothing on the parcel may tell who it is from.
    NeutralSender,
    /// Nobody may ring.
    NoCalls,
    /// Nobody may send a text message.
    NoTexts,
    /// Something else, in the words of the form.
    Other(String),
    /// There is something, but the family did not say what.
    Unsaid,
}

impl Request {
    /// Returns who the family is, if the package is granted and can be packed or sent.
    ///
    /// # Errors
    /// Why it cannot, in words for the staff.
    pub fn ready(&self) -> Result<&Family, &'static str> {
        if self.quarantined {
            return Err("sagen er sat til side: se først efter, om den er fra et menneske");
        }
        match self.status {
            Status::New | Status::Taken | Status::Contacted => Err("pakken er ikke bevilget endnu"),
            Status::Closed(_) => Err("sagen er lukket"),
            Status::Approved | Status::Packed => {
                self.family.as_ref().ok_or("kontaktoplysningerne er slettet, eller de kan ikke åbnes med dine nøgler")
            }
        }
    }
}

impl Family {
    /// Returns whether the family has this wish.
    pub fn wants(&self, wish: &Wish) -> bool {
        self.wishes.contains(wish)
    }

    /// Returns the number that may be rung and texted, which is what a parcel service does.
    pub fn phone_for_delivery(&self) -> Option<&str> {
        let may = !self.wants(&Wish::NoCalls) && !self.wants(&Wish::NoTexts);
        self.phone.as_deref().filter(|_| may)
    }
}

impl Children {
    /// Returns the least number of children: so many sets of things are used.
    pub fn at_least(self) -> u32 {
        match self {
            Self::One | Self::Unknown => 1,
            Self::Two => 2,
            Self::More => 3,
        }
    }

    /// Returns what packers read.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::One => "1 barn",
            Self::Two => "2 børn (tvillinger)",
            Self::More => "mindst 3 børn: spørg",
            Self::Unknown => "1 barn, måske flere",
        }
    }
}

impl Delivery {
    /// Returns what packers read.
    pub fn in_words(&self) -> String {
        let with = |word: &str, detail: &str| {
            if detail.is_empty() { word.to_owned() } else { format!("{word}: {detail}") }
        };
        match self {
            Self::ParcelShop => "Pakkeshop".to_owned(),
            Self::Home => "Hjem til døren".to_owned(),
            Self::Pickup(town) => with("Hentes i lokalforening", town),
            Self::HealthVisitor(name) => with("Gennem sundhedsplejerske", name),
            Self::Other(words) => words.clone(),
        }
    }
}

impl Wish {
    /// Returns what packers are to do. It says nothing of why: what a family lives with is for the counsellors alone.
    pub fn in_words(&self) -> &str {
        match self {
            Self::Unsafe => "Send ikke noget, før rådgiveren har aftalt det med familien",
            Self::SecretAddress => "Hemmelig adresse: må ikke stå på pakken eller gives videre",
            Self::NeutralSender => "Neutral afsender: intet på pakken må vise, hvem den er fra",
            Self::NoCalls => "Ring ikke til familien",
            Self::NoTexts => "Send ikke sms til familien",
            Self::Other(words) => words,
            Self::Unsaid => "Der er noget, vi skal passe på: spørg rådgiveren, før pakken sendes",
        }
    }
}
