//! What the numbering plans of the world say (ITU-T E.164, by the tables of libphonenumber). What a library makes of digits
//! from outside must never end a call, so that it is asked here alone, and a fault in it is no answer.

use std::panic::{AssertUnwindSafe, catch_unwind};

use phonenumber::country::{Id, Source};
use phonenumber::{Mode, PhoneNumber};

use crate::shared_line::Number;

/// Digits of a public number: the most of E.164 (15), behind the longest prefix for calls abroad.
const DIGITS: std::ops::RangeInclusive<usize> = 2..=24;

/// A country or territory that has a numbering plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Country(Id);

impl Country {
    /// By its code of two letters (ISO 3166).
    pub(super) fn new(code: &str) -> Option<Self> {
        let id: Id = code.parse().ok()?;
        phonenumber::metadata::DATABASE.by_id(id.as_ref()).map(|_| Self(id))
    }

    /// What stands in front of a number within the country that is called from another area: `0`, `1`, `06`. Empty where
    /// nothing does.
    pub(super) fn national_prefix(self) -> &'static str {
        let metadata = phonenumber::metadata::DATABASE.by_id(self.0.as_ref());
        metadata.and_then(phonenumber::Metadata::national_prefix).unwrap_or_default()
    }

    /// Its code in international numbers: `44`.
    pub(super) fn code(self) -> Option<String> {
        phonenumber::metadata::DATABASE
            .by_id(self.0.as_ref())
            .map(|country| country.country_code().to_string())
    }

    /// What is dialled behind this country's prefix for calls abroad (`00`, `011`).
    pub(super) fn abroad(self, digits: &str) -> Option<Number> {
        let prefix = phonenumber::metadata::DATABASE.by_id(self.0.as_ref())?.international_prefix()?;
        let end =
            guarded(|| prefix.find(digits).filter(|found| found.start() == 0).map(|found| found.end()))?;
        // Asked for without the country: the library would take its national prefix off the other country's number.
        international(digits.get(end..)?)
    }

    /// A number of this country as it is dialled within it, and whether with the country's code in front; none for what is no
    /// number there.
    pub(super) fn number(self, digits: &str) -> Option<(bool, Number)> {
        let parsed = parse(Some(self.0), digits)?;
        match parsed.code().source() {
            Source::Number => Some((true, e164(&parsed)?)),
            Source::Default => Some((false, e164(&parsed)?)),
            Source::Plus | Source::Idd => None,
        }
    }

    /// The number with these digits behind the country's code.
    pub(super) fn with_code(self, digits: &str) -> Option<Number> {
        let code = phonenumber::metadata::DATABASE.by_id(self.0.as_ref())?.country_code();
        international(&format!("{code}{digits}"))
    }
}

/// Reads the tables, which takes a moment the first time.
pub(super) fn load() {
    let _ = international("442079460018");
}

/// The number with these digits behind a plus sign.
pub(super) fn international(digits: &str) -> Option<Number> {
    e164(&parse(None, &format!("+{digits}"))?)
}

/// Reads digits, with a plus sign in front or not. None for what is no number that can be called.
fn parse(country: Option<Id>, text: &str) -> Option<PhoneNumber> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if !DIGITS.contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    guarded(|| phonenumber::parse(country, text).ok().filter(phonenumber::is_valid))
}

/// What the library answers; nothing where it has a fault.
fn guarded<T>(ask: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(ask)).ok().flatten()
}

fn e164(number: &PhoneNumber) -> Option<Number> {
    number.format().mode(Mode::E164).to_string().parse().ok()
}
