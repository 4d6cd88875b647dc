//! What people typed, checked field by field, so that a form can say at each field what is wrong with it.

use roamline_domain::civic::CivicAddress;
use roamline_domain::field_error::FieldError;
use roamline_domain::name::Name;

use crate::http::ApiError;

/// What rules say of the fields of something that stands at `prefix` within the request.
pub(crate) fn errors<P: Into<FieldError>>(
    prefix: &str,
    problems: impl IntoIterator<Item = P>,
) -> Vec<FieldError> {
    problems.into_iter().map(|problem| problem.into().within(prefix)).collect()
}

/// The name that was typed at `field`, where neither it nor what was typed beside it is wrong.
///
/// # Errors
/// Everything that is wrong, the name first.
pub(crate) fn name(field: &str, typed: &str, beside: Vec<FieldError>) -> Result<String, ApiError> {
    match typed.parse::<Name>() {
        Ok(name) => check(beside).map(|()| name.into()),
        Err(wrong) => {
            let mut problems = vec![FieldError::new(field, &wrong.to_string())];
            problems.extend(beside);
            Err(ApiError::invalid_fields(problems).unwrap_or_else(ApiError::internal))
        }
    }
}

/// The name of a place, where neither it nor the address is wrong.
///
/// # Errors
/// Everything that is wrong.
pub(crate) fn place_name(prefix: &str, typed: &str, address: &CivicAddress) -> Result<String, ApiError> {
    let beside = errors(&format!("{prefix}address."), address.problems());
    name(&format!("{prefix}name"), typed, beside)
}

/// Passes when there is no problem.
pub(crate) fn check(problems: Vec<FieldError>) -> Result<(), ApiError> {
    ApiError::invalid_fields(problems).map_or(Ok(()), Err)
}

/// Is this an e-mail address?
pub(crate) fn is_email(text: &str) -> bool {
    text.len() <= 254 && text.parse::<lettre::Address>().is_ok()
}
