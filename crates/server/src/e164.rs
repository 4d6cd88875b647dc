//! Phone numbers as people paste them, as they are kept (E.164), and as they are shown (E.123).

use phonenumber::Mode;
use roamline_domain::field_error::FieldError;

/// Why a text is no phone number of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidNumber {
    /// A number within some country, which one it does not say.
    #[error("begin with + and the country code, such as +44 113 496 0000 or +1 512 555 0100")]
    NoCountryCode,
    /// More than the number.
    #[error("leave the extension out; extensions are given to users and phones")]
    Extension,
    /// Letters, or other characters that belong in no number.
    #[error("use digits only, after the + of the country code")]
    NotDigits,
    /// Digits that the country's numbering plan does not have.
    #[error("this is no number that can be called in its country; check the digits")]
    NotInPlan,
}

impl From<InvalidNumber> for FieldError {
    fn from(problem: InvalidNumber) -> Self {
        FieldError::new("number", &problem.to_string())
    }
}

/// What people put between the digits, and what comes along when they copy: grouping, dashes, marks of direction.
fn is_grouping(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '.' | '/' | '(' | ')')
        || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{00ad}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The number in E.164, with its plus sign, out of what was typed or pasted.
pub(crate) fn parse(typed: &str) -> Result<String, InvalidNumber> {
    let mut text: String = typed.chars().filter(|c| !is_grouping(*c) || matches!(c, '(' | ')')).collect();
    if text.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:")) {
        text.drain(..4);
    }
    // The trunk zero of +44 (0)113 … is dialled at home only.
    let text: String = text.replace("(0)", "").chars().filter(|c| !is_grouping(*c)).collect();
    let text = text.replace('\u{ff0b}', "+");
    // 00 is the prefix that the ITU recommends for what the plus sign stands for (E.123).
    let digits = match text.strip_prefix('+').or_else(|| text.strip_prefix("00")) {
        Some(digits) => digits,
        None if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
            return Err(InvalidNumber::NoCountryCode);
        }
        None => return Err(InvalidNumber::NotDigits),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        let begins_well = digits.bytes().take(6).all(|b| b.is_ascii_digit());
        let more = digits.trim_start_matches(|c: char| c.is_ascii_digit()).to_lowercase();
        let is_extension = ["x", "ext", "#", ",", ";"].iter().any(|mark| more.starts_with(mark));
        return Err(if begins_well && is_extension {
            InvalidNumber::Extension
        } else {
            InvalidNumber::NotDigits
        });
    }
    // E.164 section 6: at most 15 digits.
    if !(7..=15).contains(&digits.len()) {
        return Err(InvalidNumber::NotInPlan);
    }
    let number = phonenumber::parse(None, format!("+{digits}")).map_err(|_| InvalidNumber::NotInPlan)?;
    if !phonenumber::is_valid(&number) {
        return Err(InvalidNumber::NotInPlan);
    }
    Ok(number.format().mode(Mode::E164).to_string())
}

/// A number as people of its country write it to others.
pub(crate) fn shown(number: &str) -> String {
    match phonenumber::parse(None, number) {
        Ok(parsed) => parsed.format().mode(Mode::International).to_string(),
        Err(_) => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::plain("+441134960123", "+441134960123", "+44 113 496 0123")]
    #[case::grouped("+44 113 496 0123", "+441134960123", "+44 113 496 0123")]
    #[case::trunk_zero("+44 (0)113 496 0123", "+441134960123", "+44 113 496 0123")]
    #[case::trunk_zero_apart("+44 (0) 113 496-0123", "+441134960123", "+44 113 496 0123")]
    #[case::double_zero("0044 113 496 0123", "+441134960123", "+44 113 496 0123")]
    #[case::link("tel:+44-113-496-0123", "+441134960123", "+44 113 496 0123")]
    #[case::copied("\u{202a}+44 113\u{a0}496\u{2011}0123\u{202c}", "+441134960123", "+44 113 496 0123")]
    #[case::american("+1 (512) 555-0123", "+15125550123", "+1 512-555-0123")]
    #[case::dots("+1.512.555.0123", "+15125550123", "+1 512-555-0123")]
    #[case::german("+49 30 901820", "+4930901820", "+49 30 901820")]
    #[case::italian_zero("+39 06 6982", "+39066982", "+39 06 6982")]
    #[case::freephone("+800 1234 5678", "+80012345678", "+800 1234 5678")]
    fn what_people_paste(#[case] typed: &str, #[case] kept: &str, #[case] written: &str) {
        let number = parse(typed);
        assert_eq!(number.as_deref(), Ok(kept));
        assert_eq!(shown(kept), written);
        assert_eq!(parse(kept).as_deref(), Ok(kept), "what is kept is taken again");
        assert_eq!(parse(written).as_deref(), Ok(kept), "what is shown is taken again");
    }

    #[rstest]
    #[case::national("0113 496 0123", InvalidNumber::NoCountryCode)]
    #[case::american_without("(512) 555-0123", InvalidNumber::NoCountryCode)]
    #[case::nothing("", InvalidNumber::NotDigits)]
    #[case::word("reception", InvalidNumber::NotDigits)]
    #[case::vanity("+1 512 FLOWERS", InvalidNumber::NotDigits)]
    #[case::two("+441134960123 or +441134960124", InvalidNumber::NotDigits)]
    #[case::extension("+44 113 496 0123 x45", InvalidNumber::Extension)]
    #[case::extension_word("+44 113 496 0123 ext. 45", InvalidNumber::Extension)]
    #[case::extension_link("tel:+44-113-496-0123;ext=45", InvalidNumber::Extension)]
    #[case::short("+44 113 496", InvalidNumber::NotInPlan)]
    #[case::long("+44 113 496 0123 4567", InvalidNumber::NotInPlan)]
    #[case::no_country("+999 113 496 0123", InvalidNumber::NotInPlan)]
    #[case::plus("+", InvalidNumber::NotInPlan)]
    #[case::other_digits("+٤٤١١٣٤٩٦٠١٢٣", InvalidNumber::NotDigits)]
    fn what_is_none(#[case] typed: &str, #[case] why: InvalidNumber) {
        assert_eq!(parse(typed), Err(why));
    }

    proptest::proptest! {
        #[test]
        fn anything_is_taken_or_refused_and_what_is_taken_stays_as_it_is(typed in "\\PC{0,24}|[+0-9() -]{0,24}") {
            if let Ok(number) = parse(&typed) {
                proptest::prop_assert!(number.len() <= 16);
                proptest::prop_assert_eq!(parse(&number), Ok(number.clone()));
                proptest::prop_assert_eq!(parse(&shown(&number)), Ok(number));
            }
        }
    }
}
