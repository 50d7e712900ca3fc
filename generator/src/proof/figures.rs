//! Figures in Danish text: »400 µg«, »uge 10–12«, »to uger«, »halvandet år«, »1. oktober«, »80 %«.

use std::ops::Range;

use forms::shown::MONTHS;

/// A number with what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The number, in digits with a decimal comma.
    pub number: String,
    /// What it counts, as one name for all its forms; `None` for a bare number.
    pub unit: Option<&'static str>,
    /// Where it stands in the text, in bytes: the number and its unit.
    pub range: Range<usize>,
}

impl Figure {
    /// Returns whether the two say the same; a bare number says nothing against any unit.
    pub fn agrees(&self, other: &Self) -> bool {
        self.number == other.number && (self.unit == other.unit || self.unit.is_none() || other.unit.is_none())
    }
}

/// How units begin, and the one name for all their forms. The first that fits counts.
const UNITS: [(&str, &str); 52] = [
    ("årsag", ""),
    ("årstid", ""),
    ("årstal", ""),
    ("dagple", ""),
    ("daginst", ""),
    ("timelø", ""),
    ("år", "år"),
    ("måned", "måned"),
    ("mdr", "måned"),
    ("ugen", "uge"),
    ("uge", "uge"),
    ("dag", "dag"),
    ("døgn", "døgn"),
    ("hverdag", "hverdag"),
    ("time", "time"),
    ("minut", "minut"),
    ("sekund", "sekund"),
    ("gang", "gang"),
    ("mikrogram", "µg"),
    ("µg", "µg"),
    ("milligram", "mg"),
    ("mg", "mg"),
    ("kilo", "kg"),
    ("kg", "kg"),
    ("gram", "g"),
    ("milliliter", "ml"),
    ("ml", "ml"),
    ("deciliter", "dl"),
    ("dl", "dl"),
    ("liter", "liter"),
    ("centimeter", "cm"),
    ("cm", "cm"),
    ("meter", "meter"),
    ("grad", "°C"),
    ("procent", "%"),
    ("kron", "kr."),
    ("kr", "kr."),
    ("ppm", "ppm"),
    ("million", "million"),
    ("kop", "kop"),
    ("dråbe", "dråbe"),
    ("tablet", "tablet"),
    ("skefuld", "skefuld"),
    ("måltid", "måltid"),
    ("dåse", "dåse"),
    ("vaccin", "vaccine"),
    ("stik", "stik"),
    ("besøg", "besøg"),
    ("undersøgelse", "undersøgelse"),
    ("scanning", "scanning"),
    ("samtale", "samtale"),
    ("konsultation", "konsultation"),
];

const WORDS: [(&str, &str); 26] = [
    ("halv", "0,5"),
    ("halvt", "0,5"),
    ("halve", "0,5"),
    ("halvanden", "1,5"),
    ("halvandet", "1,5"),
    ("et", "1"),
    ("en", "1"),
    ("én", "1"),
    ("ét", "1"),
    ("to", "2"),
    ("tre", "3"),
    ("fire", "4"),
    ("fem", "5"),
    ("seks", "6"),
    ("syv", "7"),
    ("otte", "8"),
    ("ni", "9"),
    ("ti", "10"),
    ("elleve", "11"),
    ("tolv", "12"),
    ("femten", "15"),
    ("tyve", "20"),
    ("tredive", "30"),
    ("fyrre", "40"),
    ("hundrede", "100"),
    ("tusind", "1000"),
];

/// »en« and »et« count only before these: »en dag« and »en gang« are ways to speak.
const AFTER_ONE: [&str; 3] = ["år", "måned", "døgn"];

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    /// Digits, with what stands between and behind them: `1.450`, `38,0`, `1½`.
    Digits(&'t str),
    /// Letters.
    Word(&'t str),
    /// One sign that is no space.
    Sign(char),
}

/// Returns every figure in `text`, in its order.
pub fn figures(text: &str) -> Vec<Figure> {
    let tokens = tokens(text);
    let mut found: Vec<Figure> = Vec::new();
    for at in 0..tokens.len() {
        if let Some(figure) = figure(&tokens, at) {
            found.push(figure);
        }
    }
    found
}

type Tokens<'t> = [(Token<'t>, Range<usize>)];

fn figure(tokens: &Tokens<'_>, at: usize) -> Option<Figure> {
    let (token, range) = tokens.get(at)?;
    let (unit, place) = unit(tokens, at).map_or((None, range.clone()), |(unit, place)| (Some(unit), place));
    let whole = range.start.min(place.start)..range.end.max(place.end);
    let figure = |number: String| Figure { number, unit, range: whole };
    match token {
        Token::Digits(digits) => Some(figure(plain(digits))),
        Token::Word(word) => {
            let number = number_word(word)?;
            let counts = if number == "1" {
                unit.is_some_and(|unit| AFTER_ONE.contains(&unit))
            } else {
                unit.is_some() || is_share(tokens, at)
            };
            counts.then(|| figure(number.to_owned()))
        }
        Token::Sign(_) => None,
    }
}

fn number_word(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, number)| *number)
}

/// Returns whether the number is one of two in »otte af ti« or »to ud af tre«.
fn is_share(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
        Some((Token::Word(word), _)) => *word,
        Some((Token::Digits(_) | Token::Sign(_), _)) | None => "",
    };
    let number = |at: Option<usize>| number_word(word(at)).is_some_and(|number| number != "1");
    let after = (word(Some(at + 1)) == "af" && number(Some(at + 2)))
        || (word(Some(at + 1)) == "ud" && word(Some(at + 2)) == "af" && number(Some(at + 3)));
    let back = |steps| at.checked_sub(steps);
    let before = word(back(1)) == "af" && (number(back(2)) || (word(back(2)) == "ud" && number(back(3))));
    after || before
}

/// Returns what the number at `at` counts and where that stands: what stands after it, after the range or list it begins, or
/// before it.
fn unit(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, Range<usize>)> {
    let mut next = at + 1;
    // »4–6 måneder«, »fire til seks uger«, »3 eller 4 dage«: the unit stands after the last.
    for _ in 0..4 {
        if let Some(found) = unit_at(tokens, next) {
            return Some(found);
        }
        match (tokens.get(next), tokens.get(next + 1)) {
            (Some((Token::Sign('–' | '-' | ',' | '+'), _)), Some((number, _))) if is_number(number) => next += 2,
            (Some((Token::Word("til" | "og" | "eller" | "af" | "ud"), _)), Some((number, _))) if is_number(number) => {
                next += 2;
            }
            _ => break,
        }
    }
    unit_before(tokens, at)
}

fn is_number(token: &Token<'_>) -> bool {
    match token {
        Token::Digits(_) => true,
        Token::Word(word) => number_word(word).is_some(),
        Token::Sign(_) => false,
    }
}

fn unit_at(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, Range<usize>)> {
    let (token, range) = tokens.get(at)?;
    match token {
        Token::Sign('%') => Some(("%", range.clone())),
        Token::Sign('°') => Some(("°C", range.start..tokens.get(at + 1).map_or(range.end, |(_, unit)| unit.end))),
        // »1. oktober«, »5-ugersundersøgelsen«, »hele 12 uger«.
        Token::Sign('.') => match tokens.get(at + 1) {
            Some((Token::Word(word), range)) => month(word).map(|month| (month, range.clone())),
            _ => None,
        },
        Token::Sign('-') => match tokens.get(at + 1) {
            Some((Token::Word(word), range)) => unit_named(word).map(|unit| (unit, range.clone())),
            _ => None,
        },
        Token::Word("hele" | "fulde" | "gode" | "små" | "korte" | "første" | "sidste" | "ekstra") => {
            let (next, range) = tokens.get(at + 1)?;
            if let Token::Word(word) = next { unit_named(word).map(|unit| (unit, range.clone())) } else { None }
        }
        Token::Word(word) => unit_named(word).map(|unit| (unit, range.clone())),
        Token::Sign(_) | Token::Digits(_) => None,
    }
}

/// »uge 12«, »dag 4–6«: the unit stands before the first.
fn unit_before(tokens: &Tokens<'_>, at: usize) -> Option<(&'static str, Range<usize>)> {
    let mut before = at.checked_sub(1)?;
    for _ in 0..2 {
        let (token, range) = tokens.get(before)?;
        match token {
            Token::Word(word) if word.to_lowercase().ends_with("uge") => return Some(("uge", range.clone())),
            Token::Word(word) if ["ugerne", "dag", "måned"].contains(&word.to_lowercase().as_str()) => {
                return unit_named(word).map(|unit| (unit, range.clone()));
            }
            Token::Sign('–' | '-' | '+') | Token::Word("og" | "til" | "eller") => {
                let number = before.checked_sub(1)?;
                if !is_number(&tokens.get(number)?.0) {
                    return None;
                }
                before = number.checked_sub(1)?;
            }
            Token::Digits(_) | Token::Word(_) | Token::Sign(_) => return None,
        }
    }
    None
}

fn unit_named(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    if word == "g" {
        return Some("g");
    }
    let (_, unit) = UNITS.iter().find(|(beginning, _)| word.starts_with(beginning))?;
    Some(*unit).filter(|unit| !unit.is_empty())
}

fn month(word: &str) -> Option<&'static str> {
    MONTHS.into_iter().find(|month| *month == word.to_lowercase())
}

/// Returns digits without the points between thousands, and with halves as decimals. A point before other than three digits is
/// the decimal comma of another language.
fn plain(digits: &str) -> String {
    let whole = digits.trim_end_matches('½');
    let thousands = whole.split('.').skip(1).all(|group| group.split(',').next().is_some_and(|group| group.len() == 3));
    let mut plain = whole.replace('.', if thousands { "" } else { "," });
    if digits.ends_with('½') {
        plain = if whole.is_empty() { "0,5".to_owned() } else { format!("{plain},5") };
    }
    match plain.split_once(',') {
        Some((whole, part)) if part.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        Some(_) | None => plain,
    }
}

fn tokens(text: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let length = if c.is_ascii_digit() || c == '½' {
            digits_length(rest)
        } else if c.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())
        } else {
            c.len_utf8()
        };
        let piece = rest.get(..length).unwrap_or_default();
        let token = if c.is_ascii_digit() || c == '½' {
            Some(Token::Digits(piece))
        } else if c.is_alphabetic() {
            Some(Token::Word(piece))
        } else {
            (!c.is_whitespace()).then_some(Token::Sign(c))
        };
        tokens.extend(token.map(|token| (token, at..at + length)));
        at += length.max(1);
    }
    tokens
}

/// Returns how many bytes of `text` are one number: points and commas count between digits only.
fn digits_length(text: &str) -> usize {
    let mut length = 0;
    while let Some(c) = text.get(length..).and_then(|rest| rest.chars().next()) {
        let next = text.get(length + c.len_utf8()..).and_then(|rest| rest.chars().next());
        match c {
            '0'..='9' => {}
            '½' => return length + c.len_utf8(),
            '.' | ',' if length > 0 && next.is_some_and(|next| next.is_ascii_digit()) => {}
            _ => break,
        }
        length += c.len_utf8();
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> =
            figures(text).into_iter().map(|figure| (figure.number, figure.unit.unwrap_or("").to_owned())).collect();
        let expected: Vec<_> =
            expected.iter().map(|(number, unit)| ((*number).to_owned(), (*unit).to_owned())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn digits_count_with_and_without_a_unit() {
        check("400 µg om dagen", &[("400", "µg")]);
        check("80 % og 38,5\u{A0}°C", &[("80", "%"), ("38,5", "°C")]);
        check("over 38,0 °C", &[("38", "°C")]);
        check("above 38.0 °C", &[("38", "°C")]);
        check("5.370 kr. i 2026", &[("5370", "kr."), ("2026", "")]);
        check("8 af 10", &[("8", ""), ("10", "")]);
        check("25 millioner kroner", &[("25", "million")]);
    }

    #[test]
    fn ranges_are_two_figures_of_one_unit() {
        check("mellem 4 og 6 måneder", &[("4", "måned"), ("6", "måned")]);
        check("Graviditetsuge 10–12", &[("10", "uge"), ("12", "uge")]);
        check("dag 4–6", &[("4", "dag"), ("6", "dag")]);
        check("10–12 uger", &[("10", "uge"), ("12", "uge")]);
        check("uge 12+6", &[("12", "uge"), ("6", "uge")]);
        check("2, 3 og 5 år", &[("2", "år"), ("3", "år"), ("5", "år")]);
    }

    #[test]
    fn words_count_when_they_measure() {
        check("to uger", &[("2", "uge")]);
        check("i halvandet år", &[("1,5", "år")]);
        check("1½ år", &[("1,5", "år")]);
        check("et år", &[("1", "år")]);
        check("en dag eller en gang imellem", &[]);
        check("de to voksne", &[]);
        check("otte ud af ti mødre, to af tre", &[("8", ""), ("10", ""), ("2", ""), ("3", "")]);
        check("fire til seks uger", &[("4", "uge"), ("6", "uge")]);
    }

    #[test]
    fn dates_and_compounds_are_figures() {
        check("fra 1. oktober 2025", &[("1", "oktober"), ("2025", "")]);
        check("5-ugersundersøgelsen og 2-årsalderen", &[("5", "uge"), ("2", "år")]);
        check("to årsager", &[]);
    }

    #[test]
    fn a_bare_number_agrees_with_every_unit() {
        let figure = |text: &str| figures(text).into_iter().next().expect("it holds a figure");
        assert!(figure("5 uger").agrees(&figure("fem uger")));
        assert!(figure("5 uger").agrees(&figure("5")));
        assert!(!figure("5 uger").agrees(&figure("5 dage")));
        assert!(!figure("5 uger").agrees(&figure("6 uger")));
    }
}
