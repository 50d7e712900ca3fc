//! A baby package: `babypakker/<id>.md`.

use forms::age::Window;
use forms::table::At;

use super::article::Article;

/// A package fitted to the child's age.
#[derive(Debug, Clone)]
pub struct Package {
    /// Its text.
    pub article: Article,
    /// The name phases use.
    pub id: String,
    /// The age it is for, as parents are told it.
    pub age: String,
    /// The age it is for, exactly.
    pub window: At<Window>,
    /// What is in it.
    pub items: Vec<Item>,
}

/// A thing in a package.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Item {
    /// What it is.
    pub name: String,
    /// What it is good for.
    #[serde(rename = "use")]
    pub purpose: String,
    /// How to use it together with the child.
    pub play: Option<String>,
}
