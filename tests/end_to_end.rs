//! The house as a visitor meets it: the real content and the real theme, the real service, an embedded table.

mod app;
mod bundle;
mod calls;
mod casework;
mod contract;
mod desk;
mod faults;
mod house;
mod line;
mod page;
mod recorded;
mod site;
mod store;
mod submission;
