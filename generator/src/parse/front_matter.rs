//! The table between two lines of `+++` at the top of a page.

use forms::problem::Problem;

/// A page, cut in two.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts<'t> {
    /// The TOML between the fences.
    pub head: &'t str,
    /// Where the head begins in the file, in bytes.
    pub head_offset: usize,
    /// Where the text beneath begins in the file, in bytes.
    pub body_offset: usize,
}

const EXAMPLE: &str = "begynd siden med +++ på en linje for sig, så nøglerne, fx title = \"…\", og så +++ igen";

/// Cuts a page into its front matter and its text.
///
/// # Errors
/// A problem if the file is empty or either fence is missing.
pub fn split(text: &str) -> Result<Parts<'_>, Problem> {
    if text.trim().is_empty() {
        return Err(Problem::new(0..0, "filen er tom").help(EXAMPLE));
    }
    let mut lines = Lines { text, at: 0 };
    let Some((first, head_offset)) = lines.next_line().filter(|(line, _)| line.trim_end() == "+++") else {
        let help = if text.starts_with("---") { "sidens hoved står mellem +++, ikke ---" } else { EXAMPLE };
        return Err(Problem::new(0..first_line_length(text), "siden mangler +++ på sin første linje").help(help));
    };
    loop {
        let start = lines.at;
        let Some((line, next)) = lines.next_line() else {
            return Err(Problem::new(0..first.len(), "her begynder sidens hoved med +++, men det slutter aldrig")
                .help("sæt en linje med +++ efter den sidste nøgle"));
        };
        if line.trim_end() == "+++" {
            let head = text.get(head_offset..start).unwrap_or_default();
            return Ok(Parts { head, head_offset, body_offset: next });
        }
    }
}

fn first_line_length(text: &str) -> usize {
    text.lines().next().map_or(0, str::len)
}

struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    /// Returns the next line without its end, and where the one after it begins.
    fn next_line(&mut self) -> Option<(&'t str, usize)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (line, length) =
            rest.find('\n').map_or((rest, rest.len()), |end| (rest.get(..end).unwrap_or_default(), end + 1));
        self.at += length;
        Some((line, self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, &str), &str>) {
        let found = split(text);
        match (&found, expected) {
            (Ok(parts), Ok(halves)) => assert_eq!((parts.head, &text[parts.body_offset..]), halves),
            (Err(problem), Err(message)) => assert_eq!(problem.message, message),
            _ => panic!("{found:?}"),
        }
    }

    #[test]
    fn a_page_is_cut_at_its_fences() {
        check("+++\na = 1\n+++\nTekst", Ok(("a = 1\n", "Tekst")));
        check("+++\r\na = 1\r\n+++\r\nTekst", Ok(("a = 1\r\n", "Tekst")));
        check("+++\n+++", Ok(("", "")));
    }

    #[test]
    fn a_missing_fence_is_told() {
        check("", Err("filen er tom"));
        check("# Søvn\n", Err("siden mangler +++ på sin første linje"));
        check("+++\na = 1\n", Err("her begynder sidens hoved med +++, men det slutter aldrig"));
    }
}
