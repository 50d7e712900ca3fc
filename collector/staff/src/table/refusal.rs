//! What the table says when it says no, in our words. Its own can hold a whole item and are dropped.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;

use crate::trouble::Trouble;

/// Returns what staff are told.
pub(super) fn trouble<E: ProvideErrorMetadata>(error: &SdkError<E>, table: &str) -> Trouble {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "timeouts, broken lines, answers that are none; the enum may grow"
    )]
    match error {
        SdkError::ServiceError(said) => by_code(said.err().code().unwrap_or("ukendt fejl"), table),
        SdkError::DispatchFailure(failure) if failure.as_connector_error().is_some_and(|error| error.is_other()) => {
            Trouble::NoRights("der er ingen adgangsnøgle".to_owned())
        }
        SdkError::ConstructionFailure(_) => Trouble::NoRights("region eller adgangsnøgle mangler".to_owned()),
        _ => Trouble::Silent,
    }
}

fn by_code(code: &str, table: &str) -> Trouble {
    match code {
        "ResourceNotFoundException" => Trouble::NoTable(table.to_owned()),
        "AccessDeniedException"
        | "UnrecognizedClientException"
        | "ExpiredTokenException"
        | "ExpiredToken"
        | "InvalidSignatureException"
        | "MissingAuthenticationTokenException"
        | "IncompleteSignatureException" => Trouble::NoRights(code.to_owned()),
        "ProvisionedThroughputExceededException"
        | "ThrottlingException"
        | "RequestLimitExceeded"
        | "TransactionCanceledException"
        | "TransactionInProgressException" => Trouble::Busy,
        "InternalServerError" | "ServiceUnavailable" => Trouble::Silent,
        other => Trouble::Table(other.to_owned()),
    }
}

/// Whether a transaction was cancelled because a case did not stand as it was seen, and for no other reason.
pub(super) fn is_condition(error: &SdkError<TransactWriteItemsError>) -> bool {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
        return false;
    };
    let codes =
        || cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code()).filter(|code| *code != "None");
    codes().next().is_some() && codes().all(|code| code == "ConditionalCheckFailed")
}
