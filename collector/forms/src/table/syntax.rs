//! What is wrong with a line that is no TOML, in words that a midwife can use.

use std::ops::Range;

use jiff::civil::Date;

use crate::problem::Problem;

/// Tells the first mistake of syntax in `text`, which starts `offset` bytes into its file.
///
/// The parser finds more, but what follows the first is mostly its echo.
pub(super) fn problem(text: &str, errors: &[toml::de::Error], offset: usize) -> Option<Problem> {
    let first = errors.iter().min_by_key(|error| error.span().map_or(usize::MAX, |span| span.start))?;
    let span = first.span().unwrap_or(0..0);
    let line = line_around(text, span.start);
    let written = text.get(line.clone()).unwrap_or_default();
    let found = value_problem(text, &line).unwrap_or_else(|| {
        if first.message().contains("duplicate key") && written.trim_start().starts_with('[') && !written.contains("[[")
        {
            // Deleting the line would join two questions: what is missing is the second bracket.
            let name = written.trim().trim_matches(['[', ']']);
            let problem = Problem::new(line.clone(), "her mangler en [ og en ]");
            return problem.help("det, der er flere af, skrives med to").fix(format!("[[{name}]]"));
        }
        told(first.message(), span)
    });
    Some(Problem { span: found.span.start + offset..found.span.end + offset, ..found })
}

/// Returns where the line around `at` stands, without its end.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or(text);
    // An error at the very end of a line is about that line.
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let length = text.get(start..).and_then(|rest| rest.find('\n')).unwrap_or(text.len() - start);
    let line = text.get(start..start + length).unwrap_or_default();
    start..start + line.trim_end().len()
}

/// Looks at the value of the line as a person would: most mistakes are a date, a word or a quote written as elsewhere.
fn value_problem(text: &str, line: &Range<usize>) -> Option<Problem> {
    let written = text.get(line.clone())?;
    if written.trim_start().starts_with('[') && written.trim_end().ends_with(']') && !written.contains('=') {
        return None;
    }
    // On a line of `{ … }` there are several values, and the comma after it must stand.
    if written.trim_start().starts_with(['{', '}']) {
        return decimal_comma(written, line.start);
    }
    let (key, value) = written.split_once('=')?;
    let at = line.start + key.len() + 1 + (value.len() - value.trim_start().len());
    let value = value.trim();
    let span = at..at + value.len();
    if let Some(date) = date(value) {
        return Some(Problem::new(span, "datoen kan ikke læses").help("en dato skrives år-måned-dag").fix(date));
    }
    if looks_like_date(value) {
        return Some(Problem::new(span, "datoen findes ikke").help("en dato skrives år-måned-dag: 2026-11-21"));
    }
    match value.to_lowercase().as_str() {
        "true" | "ja" | "yes" | "sand" => {
            return Some(
                Problem::new(span, "her skal stå true eller false").help("skriv true med små bogstaver").fix("true"),
            );
        }
        "false" | "nej" | "no" | "falsk" => {
            return Some(
                Problem::new(span, "her skal stå true eller false").help("skriv false med små bogstaver").fix("false"),
            );
        }
        _ => {}
    }
    if value.starts_with(['“', '”', '„', '»', '«', '’', '‘']) {
        let inner = value.trim_matches(['“', '”', '„', '»', '«', '’', '‘']);
        return Some(
            Problem::new(span, "teksten står i forkerte anførselstegn")
                .help("i sidens hoved bruges de lige tegn")
                .fix(format!("\"{inner}\"")),
        );
    }
    if let Some(problem) = decimal_comma(written, line.start) {
        return Some(problem);
    }
    if value.starts_with('"') && value.len() > 1 && value.ends_with('"') && value.matches('"').count() > 2 {
        return Some(Problem::new(span, "der er anførselstegn inde i teksten").help("brug »…« inde i teksten"));
    }
    if value.contains('\\') {
        return Some(
            Problem::new(span, "teksten har en omvendt skråstreg").help("skriv \\\\, eller brug / i stedet for \\"),
        );
    }
    if value.ends_with(',') && !value.starts_with(['[', '{']) {
        return Some(
            Problem::new(span.end - 1..span.end, "der står et komma efter værdien").help("slet kommaet").fix(""),
        );
    }
    if !value.is_empty()
        && value.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ' ')
        && value.contains(['.', ' '])
    {
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        return Some(
            Problem::new(span, "tallet kan ikke læses").help("skriv tallet uden punktum og mellemrum").fix(digits),
        );
    }
    None
}

/// Finds a number written as `1,5` after an equals sign.
fn decimal_comma(line: &str, start: usize) -> Option<Problem> {
    for (place, _) in line.match_indices('=') {
        let rest = line.get(place + 1..)?;
        let at = start + place + 1 + (rest.len() - rest.trim_start().len());
        let number: String = rest.trim_start().chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
        let number = number.trim_end_matches(',');
        if let Some((whole, decimals)) = number.split_once(',')
            && !whole.is_empty()
            && !decimals.is_empty()
        {
            let problem = Problem::new(at..at + number.len(), "tallet kan ikke læses");
            return Some(problem.help("decimaler skrives med punktum").fix(number.replace(',', ".")));
        }
    }
    None
}

fn looks_like_date(value: &str) -> bool {
    value.len() >= 8
        && value.len() <= 10
        && value.matches(['-', '.', '/']).count() == 2
        && value.chars().all(|c| c.is_ascii_digit() || "-./".contains(c))
}

/// Returns the date a Dane would mean by 21.11.2026, 21-11-2026, 21/11/2026 or 2026-1-5.
fn date(value: &str) -> Option<String> {
    if !looks_like_date(value) {
        return None;
    }
    let numbers: Vec<i16> = value.split(['-', '.', '/']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (year, month, day) = match numbers.as_slice() {
        [year, month, day] | [day, month, year] if *year > 1900 => (*year, *month, *day),
        _ => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(|date| date.to_string())
}

/// The parser's own messages are English; each is told by what an editor can do about it.
fn told(message: &str, span: Range<usize>) -> Problem {
    const QUOTED: &str = "en tekst står mellem to \", fx title = \"Søvn\"";
    const PAIR: &str = "skriv nøgle = værdi, fx title = \"Søvn\"";
    const LIST: &str = "en liste ser sådan ud: [\"a\", \"b\"]";
    const KNOWN: [(&str, &str, &str); 16] = [
        ("duplicate key", "nøglen står her to gange", "slet den ene linje"),
        ("invalid basic string", "teksten mangler et anførselstegn", QUOTED),
        ("invalid multi-line basic string", "teksten mangler sine sidste tre anførselstegn", QUOTED),
        ("invalid literal string", "teksten mangler en apostrof", "skriv hellere teksten mellem to \""),
        ("string values must be quoted", "teksten står uden anførselstegn", QUOTED),
        ("missing opening quote", "teksten mangler sit første anførselstegn", QUOTED),
        ("unclosed array table", "linjen mangler ]]", "skriv fx [[item]]"),
        ("unclosed array", "listen mangler sin afsluttende ]", LIST),
        ("unclosed inline table", "her mangler en }", "skriv { nøgle = \"…\", nøgle = \"…\" } på én linje"),
        ("unclosed table", "linjen mangler en ]", "skriv fx [lix]"),
        ("comma between array", "der mangler et komma i listen", LIST),
        ("extra comma", "der er et komma for meget", LIST),
        ("key with no value", "her mangler et = og en værdi", PAIR),
        ("missing value", "her mangler en værdi efter =", PAIR),
        ("invalid unquoted key", "nøglen har et tegn, som nøgler ikke kan have", "nøgler skrives med a–z, tal, - og _"),
        ("extra `=`", "der er et = for meget", PAIR),
    ];
    let known = KNOWN.iter().find(|(english, ..)| message.contains(english));
    let (danish, help) = known.map_or(
        ("linjen kan ikke læses", "skriv nøgle = værdi; tekst i \"…\", datoer som 2026-11-21, lister i […]"),
        |(_, danish, help)| (*danish, *help),
    );
    Problem::new(span, danish).help(help)
}
