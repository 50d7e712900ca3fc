//! `generator new`.

use super::End;
use crate::cli::New;

pub(super) fn run(_: &New) -> End {
    End::Failed
}
