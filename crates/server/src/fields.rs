//! What people typed, checked field by field, so that a form can say at each field what is wrong with it.

use roamline_api::error::FieldProblem;
use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::{InvalidLocation, is_good_name};
use roamline_domain::delegation::InvalidTerms;

use crate::http::ApiError;

/// A problem as a rule of the domain words it, `field: what is wrong`, at its field within the request.
fn problem(prefix: &str, field: &str, worded: &str) -> FieldProblem {
    let said = worded.strip_prefix(field).and_then(|rest| rest.strip_prefix(": ")).unwrap_or(worded);
    FieldProblem { field: format!("{prefix}{field}"), message: sentence(said) }
}

/// What a rule of the domain says, as a sentence.
pub(crate) fn sentence(said: &str) -> String {
    let mut chars = said.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

/// Problems of a company location.
pub(crate) fn of_location(prefix: &str, problems: &[InvalidLocation]) -> Vec<FieldProblem> {
    problems.iter().map(|p| problem(prefix, &p.field(), &p.to_string())).collect()
}

/// Problems of a name and an address.
pub(crate) fn of_place(prefix: &str, name: &str, address: &CivicAddress) -> Vec<FieldProblem> {
    let name = (!is_good_name(name)).then_some(InvalidLocation::Name);
    let address = address.problems().into_iter().map(InvalidLocation::Address);
    of_location(prefix, &name.into_iter().chain(address).collect::<Vec<_>>())
}

/// Problems of a delegation's terms.
pub(crate) fn of_terms(problems: &[InvalidTerms]) -> Vec<FieldProblem> {
    let each = problems.iter().map(ToString::to_string);
    each.map(|worded| {
        let (field, said) = worded.split_once(": ").unwrap_or(("terms", &worded));
        FieldProblem { field: field.to_owned(), message: sentence(said) }
    })
    .collect()
}

/// Passes when there is no problem.
pub(crate) fn check(problems: Vec<FieldProblem>) -> Result<(), ApiError> {
    ApiError::invalid_fields(problems).map_or(Ok(()), Err)
}

/// A problem of one field that a rule of the domain words `field: what is wrong`.
pub(crate) fn worded(worded: &str) -> ApiError {
    match worded.split_once(": ") {
        Some((field, said)) => ApiError::invalid(field, sentence(said)),
        None => ApiError::new(roamline_api::ErrorCode::Invalid, sentence(worded)),
    }
}

/// Is this an e-mail address?
pub(crate) fn is_email(text: &str) -> bool {
    text.len() <= 254 && text.parse::<lettre::Address>().is_ok()
}
