//! A page of A4 before it is a PDF: what stands where.

use krilla::color::luma;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use super::PaperError;
use super::lettering::{Line, POINTS, Style, ink, runs};

/// The page.
pub(super) const PAGE: Area = Area { left: 0.0, top: 0.0, width: 210.0, height: 297.0 };

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Area {
    /// From the left edge of the page.
    pub(super) left: f32,
    /// From the upper edge of the page.
    pub(super) top: f32,
    /// To the right.
    pub(super) width: f32,
    /// Downwards.
    pub(super) height: f32,
}

/// Something on the page.
#[derive(Clone, PartialEq)]
pub(super) enum Mark {
    /// A line of words.
    Words {
        /// Where it begins.
        left: f32,
        /// What the letters stand on.
        baseline: f32,
        /// How they look.
        style: Style,
        /// What they say.
        line: Line,
        /// Their colour.
        ink: Ink,
    },
    /// A frame, all of it within the area.
    Frame(Area, f32),
    /// An area in black.
    Bar(Area),
}

/// The colour of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// On paper.
    Black,
    /// On a bar.
    White,
}

impl Area {
    /// Returns the right edge.
    pub(super) fn right(self) -> f32 {
        self.left + self.width
    }

    /// Returns the lower edge.
    pub(super) fn bottom(self) -> f32 {
        self.top + self.height
    }

    /// Returns the area without a border of `by` on all sides.
    pub(super) fn inset(self, by: f32) -> Self {
        Self { left: self.left + by, top: self.top + by, width: self.width - 2.0 * by, height: self.height - 2.0 * by }
    }

    /// Returns what two areas have in common.
    pub(super) fn common(self, other: Self) -> Self {
        let (left, top) = (self.left.max(other.left), self.top.max(other.top));
        let (right, bottom) = (self.right().min(other.right()), self.bottom().min(other.bottom()));
        Self { left, top, width: right - left, height: bottom - top }
    }
}

impl Mark {
    /// Returns a line of words whose letters begin at `top`.
    pub(super) fn words(line: Line, style: Style, left: f32, top: f32) -> Self {
        Self::Words { left, baseline: top + style.above(), style, line, ink: Ink::Black }
    }

    /// Moves it.
    pub(super) fn moved(self, right: f32, down: f32) -> Self {
        let shift = |area: Area| Area { left: area.left + right, top: area.top + down, ..area };
        match self {
            Self::Words { left, baseline, style, line, ink } => {
                Self::Words { left: left + right, baseline: baseline + down, style, line, ink }
            }
            Self::Frame(area, thick) => Self::Frame(shift(area), thick),
            Self::Bar(area) => Self::Bar(shift(area)),
        }
    }

    /// Returns the area that it may cover.
    #[cfg(test)]
    pub(super) fn area(&self) -> Area {
        match self {
            Self::Words { left, baseline, style, line, .. } => Area {
                left: *left,
                top: baseline - style.above(),
                width: line.width,
                height: style.above() + style.size * 0.25 / POINTS,
            },
            Self::Frame(area, _) | Self::Bar(area) => *area,
        }
    }
}

/// Returns the pages as a PDF. `title` is what a reader shows; it names nobody.
///
/// # Errors
/// [`PaperError::Pdf`] if the file cannot be made.
pub(super) fn pdf(title: &str, leaves: &[Vec<Mark>]) -> Result<Vec<u8>, PaperError> {
    // The same words give the same bytes: no date, and an identity made of the contents.
    let mut document = Document::new_with(SerializeSettings::default());
    document.set_metadata(Metadata::new().title(title.to_owned()).language("da".to_owned()));
    let size = PageSettings::from_wh(PAGE.width * POINTS, PAGE.height * POINTS);
    let size = size.ok_or_else(|| PaperError::Pdf("A4".to_owned()))?;
    for leaf in leaves {
        let mut page = document.start_page_with(size.clone());
        let mut surface = page.surface();
        for mark in leaf {
            draw(mark, &mut surface);
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|error| PaperError::Pdf(format!("{error:?}")))
}

fn draw(mark: &Mark, surface: &mut Surface<'_>) {
    match mark {
        Mark::Words { left, baseline, style, line, ink } => {
            surface.set_stroke(None);
            surface.set_fill(Some(colour(*ink)));
            write(surface, line, *style, *left * POINTS, *baseline * POINTS);
        }
        Mark::Frame(area, thick) => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: luma::Color::black().into(),
                width: thick * POINTS,
                ..Stroke::default()
            }));
            rectangle(surface, area.inset(thick / 2.0));
        }
        Mark::Bar(area) => {
            surface.set_stroke(None);
            surface.set_fill(Some(colour(Ink::Black)));
            rectangle(surface, *area);
        }
    }
}

fn write(surface: &mut Surface<'_>, line: &Line, style: Style, left: f32, baseline: f32) {
    let mut x = left;
    for run in runs(line, style.face) {
        surface.draw_glyphs(Point::from_xy(x, baseline), &run.glyphs, ink(style.face), &run.text, style.size, false);
        x += run.width * style.size;
    }
}

fn rectangle(surface: &mut Surface<'_>, area: Area) {
    let Some(rectangle) =
        Rect::from_xywh(area.left * POINTS, area.top * POINTS, area.width * POINTS, area.height * POINTS)
    else {
        return;
    };
    let mut path = PathBuilder::new();
    path.push_rect(rectangle);
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

fn colour(ink: Ink) -> Fill {
    let paint = match ink {
        Ink::Black => luma::Color::black(),
        Ink::White => luma::Color::white(),
    };
    Fill { paint: paint.into(), ..Fill::default() }
}
