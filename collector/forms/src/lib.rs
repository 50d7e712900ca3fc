//! What everything else agrees on: how an editor's TOML is read, what a form is, and which time of a child's life a date belongs to.
//!
//! Nothing here touches the disk, the network or the clock, and nothing knows HTML: the generator draws with these types,
//! the service checks with them, the staff program counts with them.
//!
//! - [`table`] reads TOML into values that know their place in the file, and collects every [`problem`] on the way.
//! - [`age`] is the calendar of the course: from pregnancy day 0 to the third birthday.
//! - [`definition`] is a form file.
//! - [`municipality`] holds the 98 municipalities of Denmark.

pub mod age;
pub mod definition;
pub mod id;
pub mod municipality;
pub mod problem;
pub mod table;
