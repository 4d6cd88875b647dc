//! How probable a location is (RFC 7459).

use std::fmt;

/// A percentage that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a confidence is more than 0 and less than 100 per cent")]
pub struct NoPercentage;

/// A probability in per cent, more than 0 and less than 100: nothing is certain, and nothing that is told is impossible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Percentage(f64);

impl Percentage {
    /// What a document means that does not speak of confidence (RFC 7459 section 5).
    pub const DEFAULT: Self = Self(95.0);
    /// Of what the owner of a device has confirmed for where it is now. Here and below the numbers are an order, not a
    /// measurement.
    pub(crate) const CONFIRMED: Self = Self::DEFAULT;
    /// Of what the owner has said and nobody has reviewed.
    pub(crate) const REPORTED: Self = Self(90.0);
    /// Of what the wiremap says and no person has confirmed.
    pub(crate) const MATCHED: Self = Self(80.0);

    /// From per cent.
    ///
    /// # Errors
    /// [`NoPercentage`] for 0 or less, for 100 or more, and for what is no number.
    pub fn new(percent: f64) -> Result<Self, NoPercentage> {
        if percent > 0.0 && percent < 100.0 { Ok(Self(percent)) } else { Err(NoPercentage) }
    }

    /// How many per cent.
    #[must_use]
    pub fn percent(self) -> f64 {
        self.0
    }
}

/// How probable it is that the device is at the location (RFC 7459 section 5).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Confidence {
    /// So probable.
    Percent(Percentage),
    /// Nobody can tell. That is not the same as saying nothing, which means [`Percentage::DEFAULT`].
    Unknown,
}

impl Confidence {
    /// Reads a `confidence` element's text.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text == "unknown" {
            return Some(Confidence::Unknown);
        }
        // The schema's type is a decimal, which has no exponent and names no infinity.
        let is_decimal = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'+'));
        let percent = text.parse().ok().filter(|_| is_decimal)?;
        Percentage::new(percent).ok().map(Confidence::Percent)
    }
}

impl fmt::Display for Confidence {
    /// As a `confidence` element has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Confidence::Percent(percentage) => write!(f, "{}", percentage.percent()),
            Confidence::Unknown => f.write_str("unknown"),
        }
    }
}
