//! The text of a page, with everything that was open in it filled in.

use std::fmt::Write;

use tera::Value;

use crate::model::article::{Article, Destination};
use crate::model::help_line::{HelpLine, Numbers, dialled};
use crate::model::page::Layout;
use crate::model::picture::Picture;
use crate::model::site::Site;
use crate::parse::markdown::{BoxKind, Link, Picture as Written, Piece};
use crate::theme::Theme;

/// Returns the text of `article` as HTML.
pub(super) fn html(article: &Article, site: &Site, theme: &Theme) -> Value {
    Value::safe_string(&text(article, site, theme))
}

/// Returns what stands in the first box »Det vigtigste« of `article`, without its heading; nothing if it has no such box.
pub(super) fn key(article: &Article, site: &Site, theme: &Theme) -> Value {
    let text = text(article, site, theme);
    let inside = text
        .split_once(&BoxKind::Key.opening())
        .and_then(|(_, from)| from.split_once("</h2>"))
        .and_then(|(_, from)| from.split_once("</section>"));
    Value::safe_string(inside.map_or("", |(inside, _)| inside.trim()))
}

fn text(article: &Article, site: &Site, theme: &Theme) -> String {
    let length: usize =
        article.body.pieces.iter().map(|piece| if let Piece::Html(html) = piece { html.len() } else { 40 }).sum();
    let mut out = String::with_capacity(length);
    for piece in &article.body.pieces {
        // Writing to a String cannot fail.
        let _ = push(&mut out, piece, article, site, theme);
    }
    out
}

fn push(out: &mut String, piece: &Piece, article: &Article, site: &Site, theme: &Theme) -> std::fmt::Result {
    match piece {
        Piece::Html(html) => out.push_str(html),
        Piece::Word(word) => {
            escape(out, site.language_of(article).map_or_else(|| theme.word(word), |language| language.word(word)));
        }
        Piece::Href(number) => {
            if let Some(Destination::Address(address)) = article.links.destinations.get(*number) {
                escape(out, address);
            }
        }
        Piece::LineStart(number) => {
            if let Some(line) = line(*number, article, site) {
                // What a line is called is Danish in every language.
                let named = article.body.links.get(*number).is_some_and(|link| link.has_text);
                let danish = if article.language().is_some() && !named { " lang=\"da\" dir=\"ltr\"" } else { "" };
                write!(out, "<a class=\"line\"{danish} href=\"{}\">", line_href(line, article, site))?;
            }
        }
        Piece::LineEnd(number) => {
            if let (Some(line), Some(link)) = (line(*number, article, site), article.body.links.get(*number)) {
                end_line(out, line, link)?;
            }
        }
        Piece::Picture(number) => {
            let path = article.links.pictures.get(*number).and_then(Option::as_ref);
            if let (Some(picture), Some(written)) =
                (path.and_then(|path| site.pictures.get(path)), article.body.pictures.get(*number))
            {
                if written.stands_alone {
                    figure(out, picture, written)?;
                } else {
                    image(out, picture, written)?;
                }
            }
        }
    }
    Ok(())
}

fn line<'s>(number: usize, article: &Article, site: &'s Site) -> Option<&'s HelpLine> {
    match article.links.destinations.get(number)? {
        Destination::Line(line) => site.lines.get(*line),
        Destination::Address(_) | Destination::Nowhere => None,
    }
}

/// Returns where a tap on the line leads: to the phone, or to the list where one finds the number of one's region.
fn line_href(line: &HelpLine, article: &Article, site: &Site) -> String {
    match &line.numbers {
        Numbers::One(number) => format!("tel:{}", dialled(number)),
        // A page in another language shows every number itself, beneath its text.
        Numbers::ByRegion(_) if article.language().is_some() => format!("#{}", line.id),
        Numbers::ByRegion(_) => {
            let page = site.page_with(Layout::HelpLines).map_or("/", |page| page.article.address.as_str());
            format!("{page}#{}", line.id)
        }
    }
}

fn end_line(out: &mut String, line: &HelpLine, link: &Link) -> std::fmt::Result {
    if !link.has_text && line.in_text != line.all_numbers().concat() {
        escape(out, &line.in_text);
        if let Numbers::One(number) = &line.numbers {
            write!(out, ", <span class=\"number\">{}</span>", unbroken(number))?;
        }
    } else if let (Numbers::One(number), false) = (&line.numbers, link.has_text) {
        write!(out, "<span class=\"number\">{}</span>", unbroken(number))?;
    } else if let Numbers::One(number) = &line.numbers {
        write!(out, " <span class=\"number\">{}</span>", unbroken(number))?;
    }
    // The number stands in a box; without this the full stop after it could begin the next line.
    out.push_str("</a>\u{2060}");
    Ok(())
}

/// Returns a phone number that stays on one line.
fn unbroken(number: &str) -> String {
    number.replace(' ', "\u{A0}")
}

fn figure(out: &mut String, picture: &Picture, written: &Written) -> std::fmt::Result {
    out.push_str("<figure>");
    image(out, picture, written)?;
    out.push_str("<figcaption>");
    if !written.caption.is_empty() {
        escape(out, &written.caption);
        out.push(' ');
    }
    out.push_str("<span class=\"meta\">");
    escape(out, &picture.rights);
    out.push_str("</span></figcaption></figure>\n");
    Ok(())
}

fn image(out: &mut String, picture: &Picture, written: &Written) -> std::fmt::Result {
    if let Some(rest) = picture.drawing.as_ref().and_then(|drawing| drawing.strip_prefix("<svg")) {
        out.push_str("<svg role=\"img\" aria-label=\"");
        escape(out, if written.alt.trim().is_empty() { &picture.alt } else { &written.alt });
        out.push('"');
        out.push_str(rest);
        return Ok(());
    }
    write!(out, "<img src=\"{}\" alt=\"", picture.address)?;
    escape(out, if written.alt.trim().is_empty() { &picture.alt } else { &written.alt });
    out.push('"');
    if let Some((width, height)) = picture.size {
        write!(out, " width=\"{width}\" height=\"{height}\"")?;
    }
    out.push_str(" loading=\"lazy\" decoding=\"async\">");
    Ok(())
}

fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}
