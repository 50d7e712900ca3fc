//! What is particular to Danish text: where long words break, how hard a text is to read, what an address looks like.

use std::sync::LazyLock;

use hyphenation::{Hyphenator, Language, Load, Standard};

/// The Danish patterns of TeX (`hyph-da`, by Frank Jensen), as compiled by the crate `hyphenation` 0.8.4.
static PATTERNS: LazyLock<Option<Standard>> = LazyLock::new(|| {
    let mut bytes: &[u8] = include_bytes!("../../assets/da.standard.bincode");
    Standard::from_reader(Language::Danish, &mut bytes).ok()
});

/// Words from this many letters on may break at the end of a line; shorter ones fit the narrowest phone.
const LONG_WORD: usize = 12;

const SOFT_HYPHEN: char = '\u{AD}';

/// Appends `text` to `out` with soft hyphens in its long words.
pub fn push_hyphenated(out: &mut String, text: &str) {
    // Bytes are never fewer than letters: a text without a long run of word bytes holds no long word.
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphabetic) {
        let (before, from_word) = rest.split_at(start);
        out.push_str(before);
        let end = from_word.find(|c: char| !c.is_alphabetic()).unwrap_or(from_word.len());
        let (word, after) = from_word.split_at(end);
        push_word(out, word);
        rest = after;
    }
    out.push_str(rest);
}

fn push_word(out: &mut String, word: &str) {
    let patterns = PATTERNS.as_ref().filter(|_| word.len() >= LONG_WORD && word.chars().count() >= LONG_WORD);
    let Some(patterns) = patterns else {
        out.push_str(word);
        return;
    };
    let mut done = 0;
    for at in patterns.hyphenate(word).breaks {
        out.push_str(word.get(done..at).unwrap_or_default());
        out.push(SOFT_HYPHEN);
        done = at;
    }
    out.push_str(word.get(done..).unwrap_or_default());
}

/// Returns `text` as it stands in an address: æ→ae, ø→oe, å→aa, é→e, everything else that is no letter or digit to one hyphen.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'æ' | 'ä' => slug.push_str("ae"),
            'ø' | 'ö' => slug.push_str("oe"),
            'å' => slug.push_str("aa"),
            'á' | 'à' | 'â' | 'ą' => slug.push('a'),
            'ć' | 'č' | 'ç' => slug.push('c'),
            'é' | 'è' | 'ê' | 'ë' | 'ę' => slug.push('e'),
            'í' | 'î' | 'ï' => slug.push('i'),
            'ł' => slug.push('l'),
            'ń' | 'ñ' => slug.push('n'),
            'ó' | 'ò' | 'ô' => slug.push('o'),
            'ś' | 'š' => slug.push('s'),
            'ú' | 'ù' | 'û' | 'ü' => slug.push('u'),
            'ź' | 'ż' | 'ž' => slug.push('z'),
            '½' => slug.push_str("-halvt"),
            'a'..='z' | '0'..='9' => slug.push(c),
            SOFT_HYPHEN => {}
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Returns `text` with its ranges kept on one line: a browser may break »13–27« after the dash.
pub fn unbroken_ranges(text: &str) -> String {
    text.replace('–', "\u{2060}–\u{2060}").replace(" \u{2060}–\u{2060} ", " – ")
}

/// Returns the digits of a whole number with points between its thousands: `48800000` is 48.800.000.
pub fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// How hard a text is to read, by LIX: words per sentence and the share of words of seven letters or more.
///
/// Source: C.-H. Björnsson's measure as used for Danish (dansksproghistorie.dk no. 144); 25–34 is easy, from 45 hard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Readability {
    /// Words in sentences; headings and lists are left out.
    pub words: u32,
    /// Sentences.
    pub sentences: u32,
    /// Words of seven letters or more.
    pub long_words: u32,
}

impl Readability {
    /// Counts one paragraph.
    pub fn read(&mut self, paragraph: &str) {
        let mut open = false;
        for word in paragraph.split_whitespace() {
            let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
            if letters == 0 {
                continue;
            }
            self.words += 1;
            self.long_words += u32::from(letters >= 7);
            open = !word.trim_end_matches(['»', '«', '”', ')', '*']).ends_with(['.', '!', '?', ':']);
            self.sentences += u32::from(!open);
        }
        self.sentences += u32::from(open);
    }

    /// Returns the LIX, rounded; `None` for a text too short to tell (under 80 words).
    pub fn lix(self) -> Option<u32> {
        if self.words < 80 {
            return None;
        }
        let per_sentence = f64::from(self.words) / f64::from(self.sentences.max(1));
        let share = 100.0 * f64::from(self.long_words) / f64::from(self.words);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and a few hundred")]
        Some((per_sentence + share).round() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_break_where_danish_breaks_them() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let mut out = String::new();
            push_hyphenated(&mut out, text);
            assert_eq!(out.replace(SOFT_HYPHEN, "|"), expected);
        }
        check("Din sundhedsplejerske kommer.", "Din sund|heds|ple|jer|ske kommer.");
        check("graviditetsundersøgelse", "gravi|di|tets|un|der|sø|gel|se");
        check("kort tekst, 12 ord", "kort tekst, 12 ord");
    }

    #[test]
    fn addresses_have_no_danish_letters() {
        assert_eq!(slug("Søvn og tryghed"), "soevn-og-tryghed");
        assert_eq!(slug("  Åh – en gæst! "), "aah-en-gaest");
        assert_eq!(slug("Besøget ved 1½ år"), "besoeget-ved-1-halvt-aar");
    }

    #[test]
    fn lix_follows_its_definition() {
        let mut found = Readability::default();
        found.read("Barnet sover. Sundhedsplejersken kommer i morgen: »Goddag!« Farvel");
        assert_eq!(found, Readability { words: 8, sentences: 4, long_words: 1 });
        assert_eq!(found.lix(), None);
        for _ in 0..20 {
            found.read("Du kan roligt vente lidt endnu med at ringe.");
        }
        // 188 words, 24 sentences, 1 long one
        assert_eq!(found.lix(), Some(8));
    }
}
