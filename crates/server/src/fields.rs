//! What people typed, checked field by field, so that a form can say at each field what is wrong with it.

use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::{InvalidLocation, is_good_name};
use roamline_domain::field_error::FieldError;

use crate::http::ApiError;

/// What rules say of the fields of something that stands at `prefix` within the request.
pub(crate) fn errors<P: Into<FieldError>>(
    prefix: &str,
    problems: impl IntoIterator<Item = P>,
) -> Vec<FieldError> {
    problems.into_iter().map(|problem| problem.into().within(prefix)).collect()
}

/// Problems of a name and an address.
pub(crate) fn of_place(prefix: &str, name: &str, address: &CivicAddress) -> Vec<FieldError> {
    let name = (!is_good_name(name)).then_some(InvalidLocation::Name);
    errors(prefix, name.into_iter().chain(address.problems().into_iter().map(InvalidLocation::Address)))
}

/// Passes when there is no problem.
pub(crate) fn check(problems: Vec<FieldError>) -> Result<(), ApiError> {
    ApiError::invalid_fields(problems).map_or(Ok(()), Err)
}

/// Is this an e-mail address?
pub(crate) fn is_email(text: &str) -> bool {
    text.len() <= 254 && text.parse::<lettre::Address>().is_ok()
}
