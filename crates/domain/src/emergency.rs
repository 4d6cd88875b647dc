//! What is dialled for help.

/// Numbers that call the emergency services. Numbers of crisis lines are not among them: who calls those is looked for by
/// nobody.
pub const HELP_NUMBERS: [&str; 4] = ["000", "112", "911", "999"];
/// The number that tests what an emergency call would say.
pub const TEST_NUMBER: &str = "933";
/// The emergency services by their name in all countries, with or without a kind behind it (RFC 5031).
const SERVICE: &str = "urn:service:sos";

/// What a call for help is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Help {
    /// Somebody needs help.
    Needed,
    /// Somebody tests whether it would come.
    Tested,
}

impl Help {
    /// What a number calls for; none for all others.
    ///
    /// ```
    /// use roamline_domain::emergency::Help;
    ///
    /// assert_eq!(Help::of("112"), Some(Help::Needed));
    /// assert_eq!(Help::of("urn:service:sos.fire"), Some(Help::Needed));
    /// assert_eq!(Help::of("933"), Some(Help::Tested));
    /// assert_eq!(Help::of("1120"), None);
    /// ```
    #[must_use]
    pub fn of(dialled: &str) -> Option<Self> {
        let kind = dialled.strip_prefix(SERVICE);
        let is_service = kind.is_some_and(|kind| kind.is_empty() || kind.starts_with('.'));
        match dialled {
            TEST_NUMBER => Some(Help::Tested),
            _ if is_service || HELP_NUMBERS.contains(&dialled) => Some(Help::Needed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extension::EMERGENCY_NUMBERS;

    #[test]
    fn no_extension_stands_in_the_way_of_help() {
        for number in HELP_NUMBERS.into_iter().chain([TEST_NUMBER]) {
            assert!(EMERGENCY_NUMBERS.contains(&number), "{number}");
        }
    }

    #[test]
    fn what_only_looks_like_it_is_not_help() {
        for number in ["", "91", "9112", "+112", "988", "urn:service:sosx", "urn:service:counseling"] {
            assert_eq!(Help::of(number), None, "{number}");
        }
    }
}
