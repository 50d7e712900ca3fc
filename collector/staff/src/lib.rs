//! What came in, opened for those who are to read it.
//!
//! A case is one item of the table: what the service sealed, and what staff have done about it since. [`desk::Desk`] is what a
//! member of the staff can do; the command line and the pages in the browser are two ways to it. Every look leaves a line in the
//! log, and every change is one transaction.
//!
//! - `case`, `queue`, `working_days`: how far a case has come, who waits and for how long. Pure.
//! - `table`: the table as staff read and change it; `audit`: the lines of the log.
//! - `keys`, `keyring`: key files, and what they open.
//! - `desk`: the deeds. `told` puts a case into words, `harmless` keeps what parents wrote from steering whatever shows it.
//! - `export`, `stats`, `packages`, `paper`: files, figures, and what is printed. Pure but for the files.
//! - `web`: the same work in the browser. `demo`: made-up answers to try it on.

pub mod audit;
pub mod case;
pub mod demo;
pub mod desk;
pub mod disk;
pub mod export;
pub mod forms_at_hand;
pub mod harmless;
pub mod keyring;
pub mod keys;
pub mod packages;
pub mod paper;
pub mod queue;
pub mod settings;
pub mod stats;
pub mod submission;
pub mod table;
pub mod told;
pub mod trouble;
pub mod web;
pub mod working_days;
