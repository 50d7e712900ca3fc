//! Text that parents wrote, made harmless: nothing in it steers a terminal, hides words or turns them around.
//!
//! What steers is shown by name, `⟨U+202E⟩`, so that staff see that it was there; what neither steers nor shows (a soft hyphen
//! copied from a page, a byte order mark) goes. The joiners inside emoji and in other scripts stay. Escaping for HTML or XML
//! is for whoever writes HTML or XML.

use std::borrow::Cow;

/// Returns the text as it can stand on a page, in a sheet and in a PDF: line breaks and tabs stay.
pub fn for_page(text: &str) -> Cow<'_, str> {
    harmless(text, on_page)
}

/// Returns the text as it can be printed in a terminal: line breaks stay, a tab is a space.
pub fn for_terminal(text: &str) -> Cow<'_, str> {
    harmless(text, |c| if c == '\t' { Shown::As(' ') } else { on_page(c) })
}

/// Returns `text` with its line feeds, but without control characters, bidirectional marks and other invisible signs.
pub(crate) fn visible(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter_map(on_paper).collect()
}

/// Returns `text` as one line.
pub(crate) fn visible_line(text: &str) -> String {
    visible(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn on_paper(c: char) -> Option<char> {
    match c {
        '\n' => Some('\n'),
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        '\u{AD}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => None,
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// What is shown in the place of a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Itself,
    Nothing,
    As(char),
    ItsName,
}

fn on_page(c: char) -> Shown {
    match c {
        '\n' | '\t' => Shown::Itself,
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Shown::As('\n'),
        // The pictures of the control characters stand in their order from U+2400: an escape becomes ␛.
        '\0'..='\u{1F}' => Shown::As(char::from_u32(0x2400 + u32::from(c)).unwrap_or(char::REPLACEMENT_CHARACTER)),
        '\u{7F}' => Shown::As('␡'),
        '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}' => Shown::Nothing,
        '\u{80}'..='\u{9F}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2061}'..='\u{206F}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => Shown::ItsName,
        '\u{FFFE}' | '\u{FFFF}' => Shown::As(char::REPLACEMENT_CHARACTER),
        _ => Shown::Itself,
    }
}

fn harmless(text: &str, shown: impl Fn(char) -> Shown) -> Cow<'_, str> {
    if text.chars().all(|c| shown(c) == Shown::Itself) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if c == '\r' && letters.peek() == Some(&'\n') {
            continue;
        }
        match shown(c) {
            Shown::Itself => safe.push(c),
            Shown::Nothing => {}
            Shown::As(other) => safe.push(other),
            Shown::ItsName => safe.push_str(&format!("⟨U+{:04X}⟩", u32::from(c))),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_stay_as_they_are() {
        for text in ["", "Åse Ø", "en\nto", "👩\u{200D}👧 ☂", "Ελένη Łukasz", "می\u{200C}خواهم", "a\u{301}"]
        {
            assert!(matches!(for_page(text), Cow::Borrowed(same) if same == text), "{text:?}");
        }
    }

    #[test]
    fn what_steers_is_shown() {
        for (text, page) in [
            ("\u{1B}[31mrød\u{7}", "␛[31mrød␇"),
            ("a\u{9B}31m\u{7F}", "a⟨U+009B⟩31m␡"),
            ("gif.\u{202E}exe", "gif.⟨U+202E⟩exe"),
            ("\u{2066}skjult\u{2069}", "⟨U+2066⟩skjult⟨U+2069⟩"),
            ("\u{FEFF}=1+1\u{200B}", "=1+1"),
            ("sove\u{AD}tid", "sovetid"),
            ("en\r\nto\rtre\u{2028}fire", "en\nto\ntre\nfire"),
            ("\u{E0041}\u{FFFF}", "⟨U+E0041⟩\u{FFFD}"),
        ] {
            assert_eq!(for_page(text), page, "{text:?}");
        }
        assert_eq!(for_terminal("a\tb\u{1B}]0;x\u{7}"), "a b␛]0;x␇");
        assert_eq!(for_page("a\tb"), "a\tb");
    }

    proptest::proptest! {
        #[test]
        fn nothing_that_comes_out_steers_and_twice_is_once(text: String) {
            let once = for_terminal(&text);
            let turns = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
            let steers = once.chars().any(|c| turns(c) || (c.is_control() && c != '\n'));
            proptest::prop_assert!(!steers);
            proptest::prop_assert_eq!(for_terminal(&once), once.as_ref());
        }
    }

    #[test]
    fn only_what_can_be_seen_is_left() {
        let cases = [
            ("Karen\u{1b}[31m", "Karen[31m"),
            ("Ka\u{202e}ren\u{2066}\u{200f}", "Karen"),
            ("a\tb\r\nc\rd\u{7}", "a b\nc\nd"),
            ("سمية\u{200c}", "سمية\u{200c}"),
        ];
        for (text, expected) in cases {
            assert_eq!(visible(text), expected);
        }
        assert_eq!(visible_line(" Karen \n Ørsted\u{9b} "), "Karen Ørsted");
    }
}
