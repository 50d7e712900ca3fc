//! `generator serve`.
use super::End;
use crate::cli::Serve;

pub(super) fn run(_: &Serve) -> End {
    End::Failed
}
