//! Receives what parents send: checks it against its form, seals it, and stores it exactly once.
//!
//! The road of a submission, and who walks which part of it:
//!
//! 1. [`http`] takes the request apart: size first, then what kind of body it is, then its fields.
//! 2. [`guard`] says what is suspicious about it; suspicious answers are kept apart, never thrown away.
//! 3. [`intake`] believes the answers or names what is wrong with them, scores them, and says how urgent they are.
//! 4. [`seal`] closes them for the keys of the staff and of recovery, contact details apart.
//! 5. [`store`] puts the [`record`] into the table, once per receipt.
//!
//! [`catalogue`] holds the forms and their pages, [`config`] the environment, [`log`] what is written down. The same [`http::router`] answers on Lambda, on
//! a developer's machine and in the tests. Nothing here can read what was stored.

pub mod catalogue;
pub mod config;
pub mod guard;
pub mod http;
pub mod intake;
pub mod log;
pub mod record;
pub mod seal;
pub mod store;
