//! The table of facts as people read it: fact by fact, each with every sentence that says it.

use std::fmt::Write;

use super::{Basis, Number, Row, Table};

impl Table {
    /// Returns how many figures it holds.
    pub fn count(&self) -> usize {
        self.rows.iter().map(|row| row.figures.len()).sum()
    }

    /// Returns the table as Markdown: a fact, and beneath it the sentences that rest on it.
    pub fn markdown(&self) -> String {
        let mut out =
            "# Tal og det, de hviler på\n\nEn sætning uden navn ved sig afventer faglig gennemgang.\n".to_owned();
        let mut last = None;
        // Writing to a String cannot fail.
        for row in &self.rows {
            if last != Some(row.basis) {
                last = Some(row.basis);
                let _ = self.write_basis(&mut out, row.basis);
            }
            let _ = write_row(&mut out, row);
        }
        let _ = self.write_numbers(&mut out);
        let unused = self.unused();
        if !unused.is_empty() {
            let _ = writeln!(out, "\n## Uden tal i teksterne\n\n{}", unused.join(", "));
        }
        out
    }

    fn write_basis(&self, out: &mut String, basis: Basis) -> std::fmt::Result {
        match self.fact(basis) {
            Some([id, text, sources, mark]) => writeln!(out, "\n## {id} · {mark}\n\n{text}\n{sources}\n"),
            None => writeln!(out, "\n## {}\n", heading(basis)),
        }
    }

    fn write_numbers(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "\n## Telefonnumre\n")?;
        for number in &self.numbers {
            let Number { name, numbers, source, pages, .. } = number;
            writeln!(out, "- **{numbers}** {name} · {pages} sider ({source}{})", confirmed(number))?;
        }
        Ok(())
    }

    /// Returns the table as Danish Excel opens it: semicolons, a mark for UTF-8, and a column for the one who reads it.
    pub fn csv(&self) -> String {
        let mut out =
            "\u{FEFF}Oplysning;Siger;Kilde;Mærke;Tal;Sætning;Side;Fil;Linje;Gennemgået af;I orden?\r\n".to_owned();
        for row in &self.rows {
            let [id, text, sources, mark] = self.fact(row.basis).unwrap_or([heading(row.basis), "", "", ""]);
            let (figures, line) = (row.figures.join(", "), row.line.to_string());
            let sentence = [&figures, &row.sentence, &row.page, &row.file, &line].map(String::as_str);
            push(
                &mut out,
                &[[id, text, sources, mark].as_slice(), &sentence, &[row.reviewer.as_deref().unwrap_or("afventer")]]
                    .concat(),
            );
        }
        for number in &self.numbers {
            let pages = format!("{} sider", number.pages);
            let mark = confirmed(number).trim_start_matches(", ");
            let cells = ["Telefonnummer", &number.name, &number.source, mark, &number.numbers, "", &pages, "", "", ""];
            push(&mut out, &cells);
        }
        out
    }

    fn fact(&self, basis: Basis) -> Option<[&str; 4]> {
        match basis {
            Basis::Fact(place) => {
                self.facts.get(place).map(|fact| [fact.id.as_str(), &fact.text, &fact.sources, fact.mark])
            }
            Basis::Own | Basis::Age => None,
        }
    }

    /// Returns the names of facts that no figure in a text rests on: they are said without one, or not at all.
    fn unused(&self) -> Vec<&str> {
        let used = |place: usize| self.rows.iter().any(|row| row.basis == Basis::Fact(place));
        let facts = self.facts.iter().enumerate().filter(|(place, _)| !used(*place));
        facts.map(|(_, fact)| fact.id.as_str()).collect()
    }
}

fn write_row(out: &mut String, row: &Row) -> std::fmt::Result {
    let Row { page, file, line, figures, sentence, .. } = row;
    write!(out, "- **{}** {sentence} · {page} ({file}:{line}", figures.join(", "))?;
    if let Some(name) = &row.reviewer {
        write!(out, ", gennemgået af {name}")?;
    }
    out.push_str(")\n");
    Ok(())
}

fn heading(basis: Basis) -> &'static str {
    match basis {
        Basis::Fact(_) => "",
        Basis::Own => "Vores egne råd",
        Basis::Age => "Alderen, siden er til",
    }
}

fn confirmed(number: &Number) -> &'static str {
    if number.confirmed { "" } else { ", skal bekræftes" }
}

/// Appends a line, with an empty cell at its end for the one who reads it.
fn push(out: &mut String, cells: &[&str]) {
    out.push_str(&cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(";"));
    out.push_str(";\r\n");
}

/// A cell that begins as a formula does would be reckoned out by a spreadsheet; an apostrophe keeps it a text.
fn quoted(cell: &str) -> String {
    let safe = if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() };
    format!("\"{}\"", safe.replace('"', "\"\""))
}
