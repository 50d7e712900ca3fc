//! What everything else agrees on: how an editor's TOML is read, what a form is, and which time of a child's life a date belongs to.
//!
//! Nothing here touches the disk, the network or the clock, and nothing knows HTML: the generator draws with these types,
//! the service checks with them, the staff program counts with them.
//!
//! - [`table`] reads TOML into values that know their place in the file, and collects every [`problem`] on the way.
//! - [`age`] is the calendar of the course: from pregnancy day 0 to the third birthday.
//! - [`definition`] is a form file, [`library`] what all forms share, [`change`] what differs between two versions.
//! - [`answers`] checks what a person sent against a form; [`mod@score`] and [`mod@triage`] say what it means.
//! - [`shown`] puts answers into words, for the page and for the staff.
//! - [`message`] names what the service says around the forms.
//! - [`municipality`] holds the 98 municipalities of Denmark.

pub mod age;
pub mod answers;
pub mod change;
pub mod code;
pub mod condition;
pub mod definition;
pub mod figures;
pub mod id;
pub mod library;
pub mod message;
pub mod municipality;
pub mod points;
pub mod problem;
pub mod score;
pub mod sensitive;
pub mod shown;
pub mod table;
pub mod triage;
pub mod value;
