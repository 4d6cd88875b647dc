//! A switch port, or a range of them, as administrators write it.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `prefix` followed by any number from `from` to `to`; without numbers, exactly `prefix`.
///
/// `Gi1/0/` with 1 to 24 holds `Gi1/0/7`, and neither `Gi1/0/07` nor `Gi1/0/7.1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PortRange {
    /// What all ports of the range begin with, or the whole port ID.
    #[schema(max_length = 255)]
    pub prefix: String,
    /// First and last number behind the prefix, both included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
}

/// First and last number of a [`PortRange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// The first.
    pub from: u32,
    /// The last.
    pub to: u32,
}

/// A port range that holds nothing or cannot be a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPortRange {
    /// The text is empty, too long or has control characters.
    #[error("write the port as the switch announces it, such as Gi1/0/12")]
    Text,
    /// The range runs backwards.
    #[error("the last port must not come before the first")]
    Backwards,
}

impl PortRange {
    /// Exactly one port.
    #[must_use]
    pub fn exactly(port: impl Into<String>) -> Self {
        Self { prefix: port.into(), numbers: None }
    }

    /// Is `port` one of these?
    #[must_use]
    pub fn contains(&self, port: &str) -> bool {
        let Some(Numbers { from, to }) = self.numbers else { return port == self.prefix };
        let Some(rest) = port.strip_prefix(self.prefix.as_str()) else { return false };
        let canonical = rest == "0" || !rest.starts_with('0');
        canonical
            && rest.bytes().all(|b| b.is_ascii_digit())
            && rest.parse::<u32>().is_ok_and(|n| (from..=to).contains(&n))
    }

    pub(super) fn check(&self) -> Result<(), InvalidPortRange> {
        let text_ok = self.prefix.len() <= 255 && !self.prefix.chars().any(char::is_control);
        match self.numbers {
            _ if !text_ok => Err(InvalidPortRange::Text),
            None if self.prefix.is_empty() => Err(InvalidPortRange::Text),
            Some(Numbers { from, to }) if from > to => Err(InvalidPortRange::Backwards),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for PortRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.numbers {
            None => f.write_str(&self.prefix),
            Some(Numbers { from, to }) => write!(f, "{}{from}-{to}", self.prefix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Gi1/0/1", true)]
    #[case("Gi1/0/24", true)]
    #[case("Gi1/0/25", false)]
    #[case("Gi1/0/0", false)]
    #[case("Gi1/0/07", false)]
    #[case("Gi1/0/7.1", false)]
    #[case("Gi1/0/+7", false)]
    #[case("Gi1/0/", false)]
    #[case("Gi1/1/7", false)]
    fn a_range_holds_canonical_numbers_only(#[case] port: &str, #[case] expected: bool) {
        let range = PortRange { prefix: "Gi1/0/".into(), numbers: Some(Numbers { from: 1, to: 24 }) };
        assert_eq!(range.contains(port), expected);
    }
}
