//! What the program believes: values that cannot be wrong. Made by `validate`, joined by `link`, drawn by `render`.

pub mod activity;
pub mod appointment;
pub mod article;
pub mod course;
pub mod fact;
pub mod figures;
pub mod form;
pub mod help_line;
pub mod knowledge;
pub mod language;
pub mod package;
pub mod page;
pub mod picture;
pub mod reference;
pub mod settings;
pub mod site;
