//! What a proofreader does when the site is whole: every figure beside the fact it rests on, every word looked up in the
//! dictionary, every example of the editors' guide tried.
//!
//! It is off the road: `build` and `serve` never come here, `check` does.

pub mod facts;
pub mod figures;
pub mod guide;
pub mod passages;
pub mod spelling;
