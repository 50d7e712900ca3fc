//! Drawings that stand in a page: only what draws may be in them.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::diagnostic::{Diagnostic, Report};

/// Elements that draw, and nothing more.
const ELEMENTS: [&str; 11] =
    ["svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "title", "desc"];

/// Returns the SVG from its first element on, and reports what may not stand in a page.
pub(super) fn read(bytes: &[u8], shown: &str, report: &mut Report) -> Option<String> {
    let found = std::str::from_utf8(bytes).map_err(|_| "filen er ikke UTF-8".to_owned()).and_then(|text| {
        let start = text.find("<svg").ok_or("filen begynder ikke med <svg")?;
        let svg = text.get(start..).unwrap_or_default().trim_end();
        check(svg).map(|()| svg.to_owned())
    });
    found
        .map_err(|why| {
            let problem = Diagnostic::unreadable(shown.to_owned(), format!("tegningen kan ikke vises: {why}"));
            report.push(problem.help("gem den som enkel SVG: kun former og farver, ingen tekst, stil eller script"));
        })
        .ok()
}

fn check(svg: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(svg);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(element) | Event::Empty(element) => check_element(&element)?,
            Event::Eof => return Ok(()),
            Event::DocType(_) | Event::PI(_) => return Err("der står en instruks til XML i den".to_owned()),
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

fn check_element(element: &BytesStart<'_>) -> Result<(), String> {
    let name = String::from_utf8_lossy(element.name().as_ref()).into_owned();
    if !ELEMENTS.contains(&name.as_str()) {
        return Err(format!("der står <{name}> i den"));
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
        let acts = key.starts_with("on") || key == "style" || key == "id" || key.ends_with("href");
        // What the drawing is to those who do not see it, the page says.
        let named = key == "role" || key.starts_with("aria-");
        let value = String::from_utf8_lossy(&attribute.value).into_owned();
        if acts || named || value.contains("url(") {
            return Err(format!("der står {key}=\"…\" i den"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[track_caller]
    fn refuses(svg: &str, why: &str) {
        assert_eq!(check(svg), Err(why.to_owned()));
    }

    #[test]
    fn what_draws_may_stand_in_a_page() {
        assert_eq!(check("<svg viewBox=\"0 0 9 9\"><g><path class=\"d-sea\" d=\"M0 0h9\"/></g></svg>"), Ok(()));
    }

    #[test]
    fn what_acts_or_fetches_may_not() {
        refuses("<svg><script>alert(1)</script></svg>", "der står <script> i den");
        refuses("<svg onload=\"alert(1)\"/>", "der står onload=\"…\" i den");
        refuses("<svg><a href=\"javascript:alert(1)\"/></svg>", "der står <a> i den");
        refuses("<svg><path style=\"fill:red\"/></svg>", "der står style=\"…\" i den");
        refuses("<svg><path fill=\"url(https://example.com/)\"/></svg>", "der står fill=\"…\" i den");
        refuses("<svg role=\"img\"/>", "der står role=\"…\" i den");
        refuses("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>", "der står en instruks til XML i den");
        assert!(check("<svg><g></svg>").is_err());
    }
}
