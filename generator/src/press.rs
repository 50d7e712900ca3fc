//! Every file of the finished site, drawn one by one.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::diagnostic::Diagnostic;
use crate::optimise;
use crate::render::{Renderer, SERVICE, SITE};
use crate::timing::Timings;
use crate::write::Copies;

/// Draws the files of a site and makes them smaller, and counts what it cost.
///
/// No page is kept: ten thousand of them are written with the memory of a few.
#[derive(Debug)]
pub struct Press {
    renderer: Renderer,
    rendering: AtomicU64,
    optimising: AtomicU64,
    pages: AtomicUsize,
    bytes: AtomicUsize,
}

impl Press {
    /// Returns the press for everything that `renderer` can draw.
    pub fn new(renderer: Renderer) -> Self {
        Self {
            renderer,
            rendering: AtomicU64::default(),
            optimising: AtomicU64::default(),
            pages: AtomicUsize::default(),
            bytes: AtomicUsize::default(),
        }
    }

    /// Returns what draws the files.
    pub fn renderer(&self) -> &Renderer {
        &self.renderer
    }

    /// Returns the path of every file beneath the output folder: the site's with `copies`, then the service's, which nobody
    /// else ever fetches, without.
    pub fn paths(&self, copies: Copies) -> Vec<(String, Copies)> {
        let site = self.renderer.paths().map(|path| (format!("{SITE}/{path}"), copies));
        let service = self.renderer.service_paths().map(|path| (format!("{SERVICE}/{path}"), Copies::None));
        site.chain(service).collect()
    }

    /// Returns the finished bytes of the file at `path`.
    ///
    /// # Errors
    /// What a template could not do.
    pub fn file(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let started = Instant::now();
        let (folder, name) = path.split_once('/').unwrap_or((SITE, path));
        let drawn = if folder == SERVICE { self.renderer.service_file(name) } else { self.renderer.file(name) };
        let drawn = drawn.unwrap_or_else(|| Ok(Vec::new()))?;
        let drawn_at = Instant::now();
        let finished = optimise::file(path, drawn);
        add(&self.rendering, drawn_at - started);
        add(&self.optimising, drawn_at.elapsed());
        self.pages.fetch_add(usize::from(folder == SITE && path.ends_with(".html")), Ordering::Relaxed);
        self.bytes.fetch_add(finished.len(), Ordering::Relaxed);
        Ok(finished)
    }

    /// Returns how many pages have been finished.
    pub fn pages(&self) -> usize {
        self.pages.load(Ordering::Relaxed)
    }

    /// Returns how many bytes have been finished.
    pub fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Notes what drawing and optimising took, summed over all threads.
    pub fn note(&self, timings: &mut Timings) {
        timings.add("render", Duration::from_nanos(self.rendering.load(Ordering::Relaxed)));
        timings.add("optimise", Duration::from_nanos(self.optimising.load(Ordering::Relaxed)));
    }
}

fn add(sum: &AtomicU64, duration: Duration) {
    sum.fetch_add(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
}
