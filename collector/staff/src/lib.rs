//! What came in, opened for those who are to read it.

pub mod case;
pub mod submission;
