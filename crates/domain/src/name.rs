//! Names that people give.

use std::fmt;
use std::str::FromStr;

use crate::field_error::FieldError;

/// What a person, site, location, telephone, group or device is called: 1 to 120 characters without control characters, and
/// without white space around them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// It is empty, too long, or has line breaks or other control characters in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("give it a name of 1 to {} characters, on one line", Name::MOST)]
pub struct InvalidName;

impl From<InvalidName> for FieldError {
    fn from(problem: InvalidName) -> Self {
        FieldError::new("name", &problem.to_string())
    }
}

impl Name {
    /// Most characters that a name may have.
    pub const MOST: usize = 120;

    /// As it is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text is a name as it is kept.
    #[must_use]
    pub fn is_kept_as(text: &str) -> bool {
        text.parse::<Self>().is_ok_and(|name| name.0 == text)
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    /// Takes what was typed, without the white space around it.
    fn from_str(typed: &str) -> Result<Self, InvalidName> {
        let name = typed.trim();
        let fits = (1..=Self::MOST).contains(&name.chars().count());
        if fits && !name.chars().any(char::is_control) { Ok(Self(name.to_owned())) } else { Err(InvalidName) }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_lines_that_say_something() {
        for (typed, kept) in [("Leeds", "Leeds"), ("  Ada Byron\t", "Ada Byron"), ("\u{1f3e2}", "\u{1f3e2}")]
        {
            assert_eq!(typed.parse::<Name>().unwrap().as_str(), kept);
            assert!(Name::is_kept_as(kept));
            assert_eq!(Name::is_kept_as(typed), typed == kept);
        }
        assert!("ä".repeat(120).parse::<Name>().is_ok());
        for wrong in [String::new(), " \n ".to_owned(), "ä".repeat(121), "two\nlines".to_owned()] {
            assert_eq!(wrong.parse::<Name>(), Err(InvalidName), "{wrong}");
        }
        assert_eq!(
            FieldError::from(InvalidName).message,
            "Give it a name of 1 to 120 characters, on one line."
        );
    }
}
