//! Extensions: the short numbers by which people call each other within the organisation.

use crate::emergency::EmergencyNumbers;
use crate::field_error::FieldError;

/// Why a text is no extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExtension {
    /// Too short, too long, or not made of digits.
    #[error("choose 2 to 8 digits")]
    Digits,
    /// Whoever dials it means an emergency call.
    #[error("choose other digits, since these make an emergency call in an emergency")]
    Emergency,
}

impl From<InvalidExtension> for FieldError {
    fn from(problem: InvalidExtension) -> Self {
        FieldError::new("extension", &problem.to_string())
    }
}

/// Numbers of emergency and crisis lines, and the test number of the first. An extension must never stand in their way,
/// whatever else an account dials an emergency number.
const RESERVED: [&str; 6] = ["000", "112", "911", "933", "988", "999"];

/// Whether a number belongs to people in need, so that it is nobody's extension and takes no calls in somebody's stead.
#[must_use]
pub fn is_reserved(number: &str, emergency: &EmergencyNumbers) -> bool {
    RESERVED.contains(&number) || emergency.classify(number).is_some()
}

/// What is wrong with an extension, if anything.
#[must_use]
pub fn check_extension(text: &str, emergency: &EmergencyNumbers) -> Option<InvalidExtension> {
    if !(2..=8).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(InvalidExtension::Digits);
    }
    is_reserved(text, emergency).then_some(InvalidExtension::Emergency)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("10", None)]
    #[case("0042", None)]
    #[case("12345678", None)]
    #[case("9110", None)]
    #[case("", Some(InvalidExtension::Digits))]
    #[case("1", Some(InvalidExtension::Digits))]
    #[case("123456789", Some(InvalidExtension::Digits))]
    #[case("12a", Some(InvalidExtension::Digits))]
    #[case(" 12", Some(InvalidExtension::Digits))]
    #[case("١٢", Some(InvalidExtension::Digits))]
    #[case("911", Some(InvalidExtension::Emergency))]
    #[case("112", Some(InvalidExtension::Emergency))]
    #[case("988", Some(InvalidExtension::Emergency))]
    #[case("110", Some(InvalidExtension::Emergency))]
    #[case("0110", Some(InvalidExtension::Emergency))]
    fn extensions_are_two_to_eight_digits(#[case] text: &str, #[case] expected: Option<InvalidExtension>) {
        let emergency = EmergencyNumbers {
            numbers: vec!["110".to_owned()],
            prefix: Some("0".to_owned()),
            ..EmergencyNumbers::default()
        };
        assert_eq!(check_extension(text, &emergency), expected);
    }
}
