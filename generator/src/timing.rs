//! How long each step of the road took, for those who ask with `--timings`.

use std::time::{Duration, Instant};

/// Step by step, in the order they were walked.
#[derive(Debug, Default)]
pub struct Timings {
    steps: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Notes that `step` has gone on since `started`, and returns the moment the next one starts.
    pub fn note(&mut self, step: &'static str, started: Instant) -> Instant {
        let now = Instant::now();
        self.steps.push((step, now - started));
        now
    }

    /// Notes that `step` took this long, perhaps on several threads at once.
    pub fn add(&mut self, step: &'static str, duration: Duration) {
        self.steps.push((step, duration));
    }

    /// Returns every step with its time.
    pub fn steps(&self) -> &[(&'static str, Duration)] {
        &self.steps
    }
}
