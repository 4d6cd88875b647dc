//! What can be dialled: a public number or an extension, as people paste it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dialled::{ascii_digit, separates, within_address};
use crate::emergency::{EmergencyNumbers, is_service};

/// A number that a phone could dial: digits, `*` and `#`, a plus sign at most at the beginning; 32 characters at most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = r"^\+?[0-9*#]{1,31}$", example = "+442079460018")]
pub struct Number(String);

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNumber {
    /// Nothing to dial.
    #[error("enter a phone number or an extension")]
    Empty,
    /// Letters, or signs where none belong.
    #[error("use digits, * and #, and a plus sign only at the beginning")]
    Characters,
    /// Nobody has such a number.
    #[error("use at most 31 digits")]
    TooLong,
}

impl Number {
    const DIGITS_MAX: usize = 31;

    /// As it is dialled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The zero in brackets that people write between country code and number, and nobody dials.
const TRUNK_PREFIX: &str = "(0)";

impl FromStr for Number {
    type Err = InvalidNumber;

    /// Understands spaces, brackets, dashes, dots, escapes, digits of other scripts, `tel:` and `sip:` addresses, and
    /// `+44 (0)20`. `urn:service:sos`, which is no number, is taken by the one that calls the same everywhere.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = within_address(text);
        if is_service(&text) {
            return Ok(Self(EmergencyNumbers::ALWAYS[0].to_owned()));
        }
        let spelled: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let spelled = if spelled.starts_with('+') { spelled.replacen(TRUNK_PREFIX, "", 1) } else { spelled };
        let number: String = spelled.chars().filter(|c| !separates(*c)).map(ascii_digit).collect();
        let digits = number.strip_prefix('+').unwrap_or(&number);
        if digits.is_empty() {
            Err(InvalidNumber::Empty)
        } else if !digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#')) {
            Err(InvalidNumber::Characters)
        } else if digits.len() > Self::DIGITS_MAX {
            Err(InvalidNumber::TooLong)
        } else {
            Ok(Self(number))
        }
    }
}

impl TryFrom<String> for Number {
    type Error = InvalidNumber;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("+44 20 7946 0018", Ok("+442079460018"))]
    #[case("+44 (0)20 7946-0018", Ok("+442079460018"))]
    #[case("+44 ( 0 ) 20 7946 0018", Ok("+442079460018"))]
    #[case("(020) 7946.0018", Ok("02079460018"))]
    #[case("TEL:+1-212-555-0100", Ok("+12125550100"))]
    #[case("\u{202a}+49\u{a0}30\u{a0}5550100\u{202c}", Ok("+49305550100"))]
    #[case("*72#", Ok("*72#"))]
    #[case(" 204 ", Ok("204"))]
    #[case("", Err(InvalidNumber::Empty))]
    #[case("+", Err(InvalidNumber::Empty))]
    #[case("tel:", Err(InvalidNumber::Empty))]
    #[case("20+4", Err(InvalidNumber::Characters))]
    #[case("0800 FLOWERS", Err(InvalidNumber::Characters))]
    #[case("١٢٣", Ok("123"))]
    #[case("\u{ff19}\u{ff11}\u{ff11}", Ok("911"))]
    #[case("1%201%202", Ok("112"))]
    #[case("sip:9-1-1@pbx.example;user=phone", Ok("911"))]
    #[case("urn:service:SOS.fire", Ok("112"))]
    #[case("urn:service:counseling", Err(InvalidNumber::Characters))]
    #[case("9,911", Err(InvalidNumber::Characters))]
    #[case("é23", Err(InvalidNumber::Characters))]
    #[case("12345678901234567890123456789012", Err(InvalidNumber::TooLong))]
    fn what_people_paste_is_understood(#[case] text: &str, #[case] expected: Result<&str, InvalidNumber>) {
        let parsed: Result<Number, _> = text.parse();
        assert_eq!(parsed.as_ref().map(Number::as_str).map_err(|e| *e), expected);
    }
}
