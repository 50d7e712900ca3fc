//! Markdown, piece by piece.

use super::processing::{Processing, Standing};

/// Returns `text` so that it is itself in Markdown, also in the cell of a table.
pub(super) fn plain(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for letter in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if matches!(letter, '|' | '<' | '*' | '\\' | '[' | ']') {
            told.push('\\');
        }
        told.push(letter);
    }
    told
}

/// Adds a heading.
pub(super) fn heading(out: &mut String, level: usize, text: &str) {
    out.push_str(&format!("{} {}\n\n", "#".repeat(level), plain(text)));
}

/// Adds a paragraph.
pub(super) fn paragraph(out: &mut String, text: &str) {
    out.push_str(&format!("{}\n\n", plain(text)));
}

/// Adds a table; cells are Markdown already. Nothing, if it has no rows.
pub(super) fn table<const N: usize>(out: &mut String, head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
    let rows: Vec<_> = rows.into_iter().collect();
    if rows.is_empty() {
        return;
    }
    let mut line = |cells: &[String]| out.push_str(&format!("| {} |\n", cells.join(" | ")));
    line(&head.map(str::to_owned));
    line(&head.map(|_| "---".to_owned()));
    rows.iter().for_each(|row| line(row));
    out.push('\n');
}

/// Adds a list; points are Markdown already.
pub(super) fn list(out: &mut String, points: impl IntoIterator<Item = String>) {
    points.into_iter().for_each(|point| out.push_str(&format!("- {point}\n")));
    out.push('\n');
}

/// Returns who has to confirm it; nothing, if it is confirmed.
pub(super) fn to_confirm(standing: &Standing) -> String {
    if standing.confirmed {
        format!("Bekræftet af {}", plain(&standing.by))
    } else {
        format!("**Skal bekræftes af {}**", plain(&standing.by))
    }
}

/// Returns where something is proved, as a reader of the code finds it: files, and the test in them.
pub(super) fn proof(proof: &[String]) -> String {
    let one = |proof: &String| match proof.split_once('#') {
        Some((file, words)) => format!("`{file}` (»{}«)", plain(&words.replace('_', " "))),
        None => format!("`{proof}`"),
    };
    proof.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Adds what nobody has confirmed: the first thing either document says.
pub(super) fn to_be_confirmed(out: &mut String, processing: &Processing) {
    heading(out, 2, "Det mangler at blive bekræftet");
    let open = processing.open();
    if open.is_empty() {
        paragraph(out, "Alt er bekræftet.");
        return;
    }
    paragraph(out, "Så længe noget står her, er dokumentet et udkast.");
    let row = |(what, by): (String, &str)| [plain(&what), plain(by)];
    table(out, ["Hvad", "Skal bekræftes af"], open.into_iter().map(row));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_an_editor_writes_breaks_a_table() {
        let mut out = String::new();
        table(&mut out, ["A", "B"], [[plain("a | b\nc"), plain("*<script>* [x]")]]);
        assert_eq!(out, "| A | B |\n| --- | --- |\n| a \\| b c | \\*\\<script>\\* \\[x\\] |\n\n");
    }

    #[test]
    fn a_table_without_rows_is_not_there() {
        let mut out = String::new();
        table(&mut out, ["A"], []);
        assert_eq!(out, "");
    }
}
