//! What the service says beside the forms themselves. The words stand in the theme; here are their names.

/// A page with a heading and a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// There is nothing at this address.
    NotFound,
    /// The address cannot be used in this way.
    Method,
    /// More was sent than we take.
    TooLarge,
    /// It was sent as something we do not read.
    Media,
    /// It could not be read.
    Unreadable,
    /// It came so slowly that we stopped.
    Timeout,
    /// There is no such form.
    NoForm,
    /// The form takes no answers.
    Closed,
    /// The form has changed since the page was fetched.
    Version,
    /// The answers are not stored; they stand on the page and can be sent again.
    NotStored,
    /// The receipt belongs to other answers.
    Conflict,
    /// What the receipt belonged to, if anything, is erased.
    Erased,
    /// Nothing could be erased just now.
    EraseFailed,
    /// Something went wrong with us.
    Failed,
}

impl Message {
    /// Every message.
    pub const ALL: [Self; 14] = [
        Self::NotFound,
        Self::Method,
        Self::TooLarge,
        Self::Media,
        Self::Unreadable,
        Self::Timeout,
        Self::NoForm,
        Self::Closed,
        Self::Version,
        Self::NotStored,
        Self::Conflict,
        Self::Erased,
        Self::EraseFailed,
        Self::Failed,
    ];

    /// Returns the name of its words; a heading and a text carry it, `page_<name>_title` and `page_<name>_text`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Method => "method",
            Self::TooLarge => "too_large",
            Self::Media => "media",
            Self::Unreadable => "unreadable",
            Self::Timeout => "timeout",
            Self::NoForm => "no_form",
            Self::Closed => "closed",
            Self::Version => "version",
            Self::NotStored => "not_stored",
            Self::Conflict => "conflict",
            Self::Erased => "erased",
            Self::EraseFailed => "erase_failed",
            Self::Failed => "failed",
        }
    }
}

/// The word before the title of a page with mistakes.
pub const WORD_ERROR: &str = "word_error";
/// What stands where a question was not answered.
pub const WORD_EMPTY: &str = "word_empty";
/// The heading over the list of mistakes.
pub const SUMMARY_TITLE: &str = "summary_title";
/// One line over the list of mistakes.
pub const SUMMARY: &str = "summary_notice";
/// What is said of a receipt that cannot be read.
pub const ERROR_RECEIPT: &str = "error_receipt";

/// Returns the name of every word that the service cannot do without.
pub fn service_words() -> Vec<String> {
    let pages = Message::ALL
        .into_iter()
        .flat_map(|message| ["title", "text"].map(|part| format!("page_{}_{part}", message.name())));
    let errors = crate::answers::FieldProblem::WORDS.into_iter().chain([
        WORD_ERROR,
        WORD_EMPTY,
        SUMMARY_TITLE,
        SUMMARY,
        ERROR_RECEIPT,
    ]);
    pages.chain(errors.map(str::to_owned)).collect()
}
