//! A switch port, or a range of them, as administrators write it.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::canonical;

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

    /// The one spelling of these ports.
    #[must_use]
    pub fn canonical(&self) -> Self {
        let prefix = match self.numbers {
            None => canonical::port(&self.prefix),
            Some(_) => canonical::port_prefix(&self.prefix),
        };
        Self { prefix, numbers: self.numbers }
    }

    /// Are all of these ports among those of `other`? Both in canonical spelling.
    #[must_use]
    pub fn is_within(&self, other: &PortRange) -> bool {
        if self.numbers.is_none() {
            return other.contains(&self.prefix);
        }
        match self.beside(other) {
            Some((own, others)) => {
                own.iter().all(|own| others.iter().any(|o| o.start() <= own.start() && own.end() <= o.end()))
            }
            None => false,
        }
    }

    /// Is any port both one of these and one of `other`? Both in canonical spelling.
    #[must_use]
    pub fn meets(&self, other: &PortRange) -> bool {
        match (self.numbers, other.numbers) {
            (None, _) => other.contains(&self.prefix),
            (_, None) => self.contains(&other.prefix),
            _ => self.beside(other).is_some_and(|(own, others)| {
                own.iter().any(|own| others.iter().any(|o| o.start() <= own.end() && own.start() <= o.end()))
            }),
        }
    }

    /// The numbers of both ranges behind the shorter of their prefixes; none where they begin differently.
    fn beside(&self, other: &PortRange) -> Option<(Vec<Interval>, Vec<Interval>)> {
        let shorter = if self.prefix.len() <= other.prefix.len() { &self.prefix } else { &other.prefix };
        Some((self.behind(shorter)?, other.behind(shorter)?))
    }

    /// The numbers of this range behind `shorter`, as intervals that do not touch. `Gi1/0/1` with 0 to 12 is `Gi1/0/` with
    /// 10 to 19 and 110 to 112.
    fn behind(&self, shorter: &str) -> Option<Vec<Interval>> {
        let Numbers { from, to } = self.numbers?;
        let between = self.prefix.strip_prefix(shorter)?;
        let (from, to) = (u128::from(from), u128::from(to));
        if between.is_empty() {
            return Some(vec![from..=to]);
        }
        if between.starts_with('0') || !between.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        // No port beyond what `contains` reads as a number.
        let between: u128 = u128::from(between.parse::<u32>().ok()?);
        let intervals = (1..=10).filter_map(|digits| {
            let power = 10_u128.pow(digits);
            let least = if digits == 1 { 0 } else { power / 10 };
            let (from, to) = (from.max(least), to.min(power - 1));
            (from <= to).then(|| between * power + from..=between * power + to)
        });
        Some(intervals.collect())
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

type Interval = RangeInclusive<u128>;

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
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

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

    fn ranges() -> impl Strategy<Value = PortRange> {
        let prefix =
            proptest::sample::select(&["Gi1/0/", "Gi1/0/1", "Gi1/0/12", "Gi1/1/", "1", "", "Gi1/0/0"][..]);
        let numbers = proptest::option::of(
            (0_u32..130, 0_u32..130).prop_map(|(a, b)| Numbers { from: a.min(b), to: a.max(b) }),
        );
        (prefix, numbers).prop_map(|(prefix, numbers)| PortRange { prefix: prefix.to_owned(), numbers })
    }

    /// All ports of a range, one by one.
    fn ports(range: &PortRange) -> Vec<String> {
        match range.numbers {
            None => vec![range.prefix.clone()],
            Some(Numbers { from, to }) => {
                (from..=to).map(|number| format!("{}{number}", range.prefix)).collect()
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn ranges_compare_as_their_ports_do(a in ranges(), b in ranges()) {
            let own = ports(&a);
            // Of a range without a usable number nothing is held, not even by itself.
            prop_assume!(own.iter().all(|port| a.contains(port)));
            prop_assert_eq!(a.is_within(&b), own.iter().all(|port| b.contains(port)), "{} within {}", a, b);
            prop_assert_eq!(a.meets(&b), own.iter().any(|port| b.contains(port)), "{} meets {}", a, b);
            prop_assert_eq!(a.meets(&b), b.meets(&a));
        }
    }
}
