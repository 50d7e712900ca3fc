//! What the browser shows while something must be mended: every mistake, instead of an old or a broken page.

use generator::diagnostic::{Colour, Diagnostic, Report};

use super::summary;

/// How the page looks.
pub(super) const STYLE: &str = "\
:root { color-scheme: light dark; font: 1.05rem/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem }
pre { padding: 1rem; overflow-x: auto; border-left: .4rem solid #b3261e; background: #8882; font-size: .95rem; line-height: 1.4 }
";

/// Returns the page that lists everything in `report`.
pub(super) fn page(report: &Report) -> String {
    let found: Vec<_> = report.sorted().into_iter().map(|diagnostic| diagnostic.text(Colour::Off)).collect();
    around(&summary(report), &found)
}

/// Returns the page that shows the one mistake which a template made while a page was drawn.
pub(super) fn single(diagnostic: &Diagnostic) -> String {
    around("en fejl i temaet", &[diagnostic.text(Colour::Off)])
}

fn around(summary: &str, texts: &[String]) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let list: String = texts.iter().map(|text| format!("<pre>{}</pre>\n", escape(text))).collect();
    format!(
        "<!doctype html><html lang=\"da\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Skal rettes først</title><link rel=\"stylesheet\" href=\"/__serve/overlay.css\"></head>\
         <body><h1>Skal rettes først: {}</h1><p>Siden kommer af sig selv, når du har rettet og gemt.</p>\n{list}</body></html>",
        escape(summary)
    )
}
