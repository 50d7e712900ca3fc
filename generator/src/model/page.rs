//! A page outside the course: `sider/<slug>.md`.

use super::article::Article;

/// A page.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its text.
    pub article: Article,
    /// How it is drawn.
    pub layout: Layout,
}

/// What a page shows beneath its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layout {
    /// Nothing: the text is the page.
    Plain,
    /// The front page.
    Front,
    /// The table of dates and phases.
    FindPhase,
    /// Every lesson and page from a to å, with search.
    AllTopics,
    /// Every help line.
    HelpLines,
    /// Every phase with its lessons.
    Course,
    /// Every phase in easy words.
    Easy,
    /// Every baby package.
    Packages,
    /// Every activity by municipality.
    Activities,
    /// Every knowledge page.
    Knowledge,
    /// Every period with published figures.
    Figures,
    /// What every form asks consent for and how long answers are kept, and what a device may keep.
    Privacy,
    /// The way back through the course, for those who have come to its end.
    Farewell,
    /// What a device remembers, and how it is deleted.
    Traces,
    /// What is shown where a page cannot be fetched.
    Offline,
}

impl Layout {
    /// The layouts that exactly one page has, as editors write them.
    pub const SPECIAL: [(&'static str, Self); 14] = [
        ("forside", Self::Front),
        ("find-din-fase", Self::FindPhase),
        ("alle-emner", Self::AllTopics),
        ("ring-nu", Self::HelpLines),
        ("forloebet", Self::Course),
        ("laes-let", Self::Easy),
        ("babypakker", Self::Packages),
        ("aktiviteter", Self::Activities),
        ("viden", Self::Knowledge),
        ("tal", Self::Figures),
        ("privatliv", Self::Privacy),
        ("tak-for-turen", Self::Farewell),
        ("skjul-dine-spor", Self::Traces),
        ("uden-net", Self::Offline),
    ];

    /// Returns its name, which is also that of its template.
    pub fn name(self) -> &'static str {
        Self::SPECIAL.iter().find(|(_, layout)| *layout == self).map_or("side", |(name, _)| name)
    }
}
