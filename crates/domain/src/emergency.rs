//! What is dialled in an emergency.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The emergency services by their name in all countries, with or without a kind behind it (RFC 5031).
const SERVICE: &str = "urn:service:sos";

/// What an emergency call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DialledEmergency {
    /// Somebody needs help.
    Call,
    /// Somebody tests whether it would come.
    Test,
}

/// What people dial in an emergency. No number here ever needs a prefix: in the United States that would be against the law (47 CFR
/// 9.16), and elsewhere somebody would not know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyNumbers {
    /// Numbers that call the emergency services. [`EmergencyNumbers::ALWAYS`] do without being listed.
    #[schema(max_items = 20)]
    pub numbers: Vec<String>,
    /// The number that tests what an emergency call would say; nobody is called.
    pub test: String,
    /// What people are used to dial for an outside line. All of the above hold with it in front as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

impl Default for EmergencyNumbers {
    /// The numbers of most of the world, tested with 933. Numbers of crisis lines are not among them: who calls those is
    /// looked for by nobody.
    fn default() -> Self {
        Self {
            numbers: ["000", "112", "911", "999"].map(str::to_owned).into(),
            test: "933".to_owned(),
            prefix: None,
        }
    }
}

/// Why emergency numbers cannot be set so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmergencyNumbers {
    /// Nobody could dial it, or it is as long as an ordinary number.
    #[error("numbers: write each emergency number with 2 to 6 digits")]
    Number(usize),
    /// More than anybody knows by heart.
    #[error("numbers: list 20 emergency numbers at most")]
    TooMany,
    /// As above.
    #[error("test: write the test number with 2 to 6 digits")]
    Test,
    /// It would test where somebody needs help.
    #[error("test: choose a test number that makes no emergency call")]
    TestIsEmergency,
    /// Longer than any that is in use.
    #[error("prefix: write the prefix with 1 to 3 digits")]
    Prefix,
    /// The same digits would mean two things.
    #[error(
        "prefix: choose a prefix that makes no emergency number of the test number, and no test of an emergency number"
    )]
    PrefixMixes,
}

impl EmergencyNumbers {
    /// What strangers and children dial, and mobile telephones everywhere take (3GPP TS 22.101 section 10.1).
    pub const ALWAYS: [&str; 2] = ["112", "911"];
    /// Most numbers in a list.
    pub const MOST: usize = 20;

    /// What a number calls for; none for all others.
    ///
    /// ```
    /// use roamline_domain::emergency::{EmergencyNumbers, DialledEmergency};
    ///
    /// let numbers = EmergencyNumbers { prefix: Some("9".to_owned()), ..EmergencyNumbers::default() };
    /// assert_eq!(numbers.classify("112"), Some(DialledEmergency::Call));
    /// assert_eq!(numbers.classify("9112"), Some(DialledEmergency::Call));
    /// assert_eq!(numbers.classify("933"), Some(DialledEmergency::Test));
    /// assert_eq!(numbers.classify("urn:service:sos.fire"), Some(DialledEmergency::Call));
    /// assert_eq!(numbers.classify("1120"), None);
    /// ```
    #[must_use]
    pub fn classify(&self, dialled: &str) -> Option<DialledEmergency> {
        let kind = dialled.strip_prefix(SERVICE);
        if kind.is_some_and(|kind| kind.is_empty() || kind.starts_with('.')) {
            return Some(DialledEmergency::Call);
        }
        self.listed(dialled).or_else(|| self.listed(self.behind_prefix(dialled)?))
    }

    /// What was dialled, as the emergency services know it.
    ///
    /// ```
    /// use roamline_domain::emergency::EmergencyNumbers;
    ///
    /// let numbers = EmergencyNumbers { prefix: Some("9".to_owned()), ..EmergencyNumbers::default() };
    /// assert_eq!(numbers.without_prefix("9112"), "112");
    /// assert_eq!(numbers.without_prefix("911"), "911");
    /// assert_eq!(numbers.without_prefix("95"), "95");
    /// ```
    #[must_use]
    pub fn without_prefix<'a>(&self, dialled: &'a str) -> &'a str {
        let behind = self.behind_prefix(dialled).filter(|number| self.listed(number).is_some());
        if self.listed(dialled).is_some() { dialled } else { behind.unwrap_or(dialled) }
    }

    fn behind_prefix<'a>(&self, dialled: &'a str) -> Option<&'a str> {
        dialled.strip_prefix(self.prefix.as_deref()?)
    }

    fn listed(&self, number: &str) -> Option<DialledEmergency> {
        if Self::ALWAYS.contains(&number) || self.numbers.iter().any(|listed| listed == number) {
            return Some(DialledEmergency::Call);
        }
        (number == self.test).then_some(DialledEmergency::Test)
    }

    /// What is wrong with them, if anything.
    ///
    /// # Errors
    /// [`InvalidEmergencyNumbers`] for the first thing.
    pub fn check(&self) -> Result<(), InvalidEmergencyNumbers> {
        let digits = |text: &str, most: usize| text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
        let is_number = |text: &str| text.len() >= 2 && digits(text, 6);
        if self.numbers.len() > Self::MOST {
            return Err(InvalidEmergencyNumbers::TooMany);
        }
        if let Some(at) = self.numbers.iter().position(|number| !is_number(number)) {
            return Err(InvalidEmergencyNumbers::Number(at));
        }
        if !is_number(&self.test) {
            return Err(InvalidEmergencyNumbers::Test);
        }
        if self.listed(&self.test) != Some(DialledEmergency::Test) {
            return Err(InvalidEmergencyNumbers::TestIsEmergency);
        }
        let Some(prefix) = &self.prefix else { return Ok(()) };
        if prefix.is_empty() || !digits(prefix, 3) {
            return Err(InvalidEmergencyNumbers::Prefix);
        }
        let needed = Self::ALWAYS.into_iter().chain(self.numbers.iter().map(String::as_str));
        let mut needed_behind = needed.map(|number| format!("{prefix}{number}"));
        if self.listed(&format!("{prefix}{}", self.test)) == Some(DialledEmergency::Call)
            || needed_behind.any(|number| number == self.test)
        {
            return Err(InvalidEmergencyNumbers::PrefixMixes);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn set(numbers: &[&str], test: &str, prefix: Option<&str>) -> EmergencyNumbers {
        EmergencyNumbers {
            numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
            test: test.to_owned(),
            prefix: prefix.map(str::to_owned),
        }
    }

    #[test]
    fn what_only_looks_like_it_is_not_help() {
        for number in ["", "91", "9112", "+112", "988", "urn:service:sosx", "urn:service:counseling"] {
            assert_eq!(EmergencyNumbers::default().classify(number), None, "{number}");
        }
    }

    #[test]
    fn a_list_adds_to_what_always_makes_an_emergency_call() {
        let numbers = set(&["18"], "120", Some("0"));
        for number in ["18", "018", "112", "0112", "911", "urn:service:sos"] {
            assert_eq!(numbers.classify(number), Some(DialledEmergency::Call), "{number}");
        }
        assert_eq!(numbers.classify("120"), Some(DialledEmergency::Test));
        assert_eq!(numbers.classify("0120"), Some(DialledEmergency::Test));
        for number in ["999", "933", "0018", "00112"] {
            assert_eq!(numbers.classify(number), None, "{number}");
        }
    }

    #[rstest]
    #[case(set(&[], "933", None), Ok(()))]
    #[case(EmergencyNumbers::default(), Ok(()))]
    #[case(set(&["110", "119"], "933", Some("00")), Ok(()))]
    #[case(set(&["110", ""], "933", None), Err(InvalidEmergencyNumbers::Number(1)))]
    #[case(set(&["1"], "933", None), Err(InvalidEmergencyNumbers::Number(0)))]
    #[case(set(&["1234567"], "933", None), Err(InvalidEmergencyNumbers::Number(0)))]
    #[case(set(&["1a"], "933", None), Err(InvalidEmergencyNumbers::Number(0)))]
    #[case(set(&["١٢"], "933", None), Err(InvalidEmergencyNumbers::Number(0)))]
    #[case(set(&[], "", None), Err(InvalidEmergencyNumbers::Test))]
    #[case(set(&[], "112", None), Err(InvalidEmergencyNumbers::TestIsEmergency))]
    #[case(set(&["933"], "933", None), Err(InvalidEmergencyNumbers::TestIsEmergency))]
    #[case(set(&[], "933", Some("")), Err(InvalidEmergencyNumbers::Prefix))]
    #[case(set(&[], "933", Some("1234")), Err(InvalidEmergencyNumbers::Prefix))]
    // Dialled behind the prefix, 11 would be 911.
    #[case(set(&[], "11", Some("9")), Err(InvalidEmergencyNumbers::PrefixMixes))]
    // And 112 behind it would be the test.
    #[case(set(&[], "9112", Some("9")), Err(InvalidEmergencyNumbers::PrefixMixes))]
    fn nothing_is_set_that_could_be_misunderstood(
        #[case] numbers: EmergencyNumbers,
        #[case] expected: Result<(), InvalidEmergencyNumbers>,
    ) {
        assert_eq!(numbers.check(), expected);
    }

    #[test]
    fn a_list_has_an_end() {
        let many: Vec<String> = (100..121).map(|number: u32| number.to_string()).collect();
        let numbers = EmergencyNumbers { numbers: many, ..EmergencyNumbers::default() };
        assert_eq!(numbers.check(), Err(InvalidEmergencyNumbers::TooMany));
    }
}
