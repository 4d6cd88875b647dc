//! What is dialled in an emergency: the one place that decides whether something makes an emergency call.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::civic::CivicAddress;
use crate::dialled::{self, Dialled};
use crate::feature_code::behind_presentation;
use crate::field_error::FieldError;

/// The emergency services by their name in all countries, with or without a kind behind it (RFC 5031 section 4.2).
const SERVICE: &str = "sos";
/// The same, to test it (RFC 6881 section 17.1).
const TEST_SERVICE: &str = "test.sos";
/// Countries in which 911 is the number for all emergencies (ISO 3166); elsewhere 112 is taken, which is answered in most
/// of the world, and on every mobile network.
const DIALS_911: [&str; 19] = [
    "AR", "AS", "BM", "BS", "CA", "CR", "DO", "EC", "GU", "KY", "MP", "MX", "PA", "PH", "PR", "PY", "US",
    "UY", "VI",
];

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
    /// Whether telephones that nobody knows may make emergency calls. They are bounded per address, and carry no address.
    #[serde(default)]
    pub strangers: bool,
    /// What sites dial for an outside line, by their numbering plans. All of the above hold with any of these in front,
    /// from whatever telephone.
    #[serde(skip)]
    pub site_prefixes: BTreeSet<String>,
}

impl Default for EmergencyNumbers {
    /// The numbers of most of the world, tested with 933. Numbers of crisis lines are not among them: who calls those is
    /// looked for by nobody.
    fn default() -> Self {
        Self {
            numbers: ["000", "112", "911", "999"].map(str::to_owned).into(),
            test: "933".to_owned(),
            prefix: None,
            strangers: false,
            site_prefixes: BTreeSet::new(),
        }
    }
}

/// Why emergency numbers cannot be set so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmergencyNumbers {
    /// Nobody could dial it, or it is as long as an ordinary number.
    #[error("write each emergency number with 2 to 6 digits")]
    Number(usize),
    /// More than anybody knows by heart.
    #[error("list 20 emergency numbers at most")]
    TooMany,
    /// As above.
    #[error("write the test number with 2 to 6 digits")]
    Test,
    /// It would test where somebody makes an emergency call.
    #[error("choose a test number that makes no emergency call")]
    TestIsEmergency,
    /// Longer than any that is in use.
    #[error("write the prefix with 1 to 3 digits")]
    Prefix,
    /// The same digits would mean two things.
    #[error(
        "choose a prefix that makes no emergency number of the test number, and no test of an emergency number"
    )]
    PrefixMixes,
}

impl From<InvalidEmergencyNumbers> for FieldError {
    fn from(problem: InvalidEmergencyNumbers) -> Self {
        let said = problem.to_string();
        match problem {
            InvalidEmergencyNumbers::Number(at) => FieldError::new(format!("numbers[{at}]"), &said),
            InvalidEmergencyNumbers::TooMany => FieldError::new("numbers", &said),
            InvalidEmergencyNumbers::Test | InvalidEmergencyNumbers::TestIsEmergency => {
                FieldError::new("test", &said)
            }
            InvalidEmergencyNumbers::Prefix | InvalidEmergencyNumbers::PrefixMixes => {
                FieldError::new("prefix", &said)
            }
        }
    }
}

impl EmergencyNumbers {
    /// What strangers and children dial, and mobile telephones everywhere take (3GPP TS 22.101 section 10.1).
    pub const ALWAYS: [&str; 2] = ["112", "911"];
    /// Most numbers in a list.
    pub const MOST: usize = 20;

    /// Whether what was dialled makes an emergency call or a test of one; none for everything else.
    ///
    /// It may be written as a number with any visual separators (RFC 3966 section 3), escaped, with a `#` at its end or
    /// digits behind a pause, as a `tel:` or `sip:` address, or as `urn:service:sos` with any subservice. Behind
    /// [`EmergencyNumbers::prefix`] every number holds as well. A number that is longer, or that begins with a plus sign (which
    /// makes it another country's), is an ordinary one.
    ///
    /// ```
    /// use roamline_domain::emergency::{DialledEmergency, EmergencyNumbers};
    ///
    /// let numbers = EmergencyNumbers { prefix: Some("9".to_owned()), ..EmergencyNumbers::default() };
    /// assert_eq!(numbers.classify("1-1-2"), Some(DialledEmergency::Call));
    /// assert_eq!(numbers.classify("9,112"), Some(DialledEmergency::Call));
    /// assert_eq!(numbers.classify("sip:933@pbx.example"), Some(DialledEmergency::Test));
    /// assert_eq!(numbers.classify("urn:service:sos.fire"), Some(DialledEmergency::Call));
    /// assert_eq!(numbers.classify("1120"), None);
    /// ```
    #[must_use]
    pub fn classify(&self, dialled: &str) -> Option<DialledEmergency> {
        self.read(dialled).map(|(emergency, _)| emergency)
    }

    /// What was dialled, as the emergency services know it: the number without what was written around it, or the service.
    /// What makes no emergency call stays as it is.
    ///
    /// ```
    /// use roamline_domain::emergency::EmergencyNumbers;
    ///
    /// let numbers = EmergencyNumbers { prefix: Some("9".to_owned()), ..EmergencyNumbers::default() };
    /// assert_eq!(numbers.canonical("9 1-1-2"), "112");
    /// assert_eq!(numbers.canonical("URN:service:SOS.fire"), "urn:service:sos.fire");
    /// assert_eq!(numbers.canonical("95"), "95");
    /// ```
    #[must_use]
    pub fn canonical(&self, dialled: &str) -> String {
        self.read(dialled).map_or_else(|| dialled.to_owned(), |(_, canonical)| canonical)
    }

    /// The number to dial for `urn:service:sos` and its subservices where only numbers are understood: 911 where that is
    /// the number of the country that the caller is in, else 112. Where nobody knows the country, the first of the two that
    /// the account lists.
    #[must_use]
    pub fn for_service(&self, caller_at: Option<&CivicAddress>) -> &'static str {
        let [everywhere, north_america] = Self::ALWAYS;
        match caller_at.map(|address| address.country.trim()).filter(|country| !country.is_empty()) {
            Some(country) if DIALS_911.iter().any(|known| known.eq_ignore_ascii_case(country)) => {
                north_america
            }
            Some(_) => everywhere,
            None => {
                let listed =
                    self.numbers.iter().find_map(|number| Self::ALWAYS.into_iter().find(|one| one == number));
                listed.unwrap_or(everywhere)
            }
        }
    }

    /// What makes an emergency call, or a test of one, as a number alone: a service is taken by the one that is right where the
    /// caller is. None for what makes none.
    #[must_use]
    pub fn as_number(&self, dialled: &str, caller_at: Option<&CivicAddress>) -> Option<String> {
        let (emergency, canonical) = self.read(dialled)?;
        let is_number = canonical.bytes().all(|b| b.is_ascii_digit());
        Some(match emergency {
            _ if is_number => canonical,
            DialledEmergency::Call => self.for_service(caller_at).to_owned(),
            DialledEmergency::Test => self.test.clone(),
        })
    }

    fn read(&self, dialled: &str) -> Option<(DialledEmergency, String)> {
        let (number, after) = match Dialled::read(dialled) {
            Dialled::Service(service) => {
                let canonical = format!("urn:service:{service}");
                return named(&service).map(|emergency| (emergency, canonical));
            }
            Dialled::Number { number, after } => (number, after),
        };
        // Who says whether their number is shown calls for help all the same, and is known.
        let number = behind_presentation(&number).map_or(number.as_str(), |(called, _)| called);
        let listed = |number: &str| Some((self.listed(number)?, number.to_owned()));
        // What follows a pause is sent when somebody has answered, except behind the digits for an outside line.
        let behind_pause = || {
            let after = after.filter(|_| self.prefixes().any(|prefix| prefix == number))?;
            match Dialled::read(&after) {
                Dialled::Number { number, .. } => listed(&number),
                Dialled::Service(_) => None,
            }
        };
        let behind_prefix = self.prefixes().filter_map(|prefix| listed(number.strip_prefix(prefix)?));
        let readings = listed(number).into_iter().chain(behind_prefix).chain(behind_pause());
        // What could be either is no test.
        readings.min_by_key(|(emergency, _)| *emergency == DialledEmergency::Test)
    }

    /// What anybody dials for an outside line.
    fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.prefix.iter().chain(&self.site_prefixes).map(String::as_str)
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
        if self.prefix.as_ref().is_some_and(|prefix| prefix.is_empty() || !digits(prefix, 3)) {
            return Err(InvalidEmergencyNumbers::Prefix);
        }
        if self.prefixes().any(|prefix| self.mixes(prefix)) {
            return Err(InvalidEmergencyNumbers::PrefixMixes);
        }
        Ok(())
    }

    /// Whether the test number behind a prefix is an emergency number, or an emergency number behind it the test.
    #[must_use]
    pub fn mixes(&self, prefix: &str) -> bool {
        let needed = Self::ALWAYS.into_iter().chain(self.numbers.iter().map(String::as_str));
        let mut needed_behind = needed.map(|number| format!("{prefix}{number}"));
        self.listed(&format!("{prefix}{}", self.test)) == Some(DialledEmergency::Call)
            || needed_behind.any(|number| number == self.test)
    }
}

/// Whether text names the emergency services: `urn:service:sos` or a subservice.
#[must_use]
pub(crate) fn is_service(text: &str) -> bool {
    dialled::service(text).is_some_and(|service| named(&service) == Some(DialledEmergency::Call))
}

/// What a service is, by its name without `urn:service:`.
fn named(service: &str) -> Option<DialledEmergency> {
    let is =
        |name: &str| service.strip_prefix(name).is_some_and(|kind| kind.is_empty() || kind.starts_with('.'));
    if is(SERVICE) {
        return Some(DialledEmergency::Call);
    }
    is(TEST_SERVICE).then_some(DialledEmergency::Test)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn set(numbers: &[&str], test: &str, prefix: Option<&str>) -> EmergencyNumbers {
        EmergencyNumbers {
            numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
            test: test.to_owned(),
            prefix: prefix.map(str::to_owned),
            ..EmergencyNumbers::default()
        }
    }

    #[test]
    fn what_only_looks_like_it_is_none() {
        for number in ["", "91", "9112", "+112", "988", "urn:service:sosx", "urn:service:counseling"] {
            assert_eq!(EmergencyNumbers::default().classify(number), None, "{number}");
        }
    }

    #[test]
    fn a_list_adds_to_what_always_holds() {
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
    fn what_could_be_a_test_or_an_emergency_call_is_no_test() {
        let numbers =
            EmergencyNumbers { site_prefixes: ["933".to_owned()].into(), ..EmergencyNumbers::default() };
        assert_eq!(numbers.classify("933"), Some(DialledEmergency::Test));
        assert_eq!(numbers.classify("933,000"), Some(DialledEmergency::Call));
        assert_eq!(numbers.canonical("933,000"), "000");
        assert_eq!(numbers.classify("933,5"), Some(DialledEmergency::Test));
    }

    #[rstest]
    #[case("9-1-1", Some("911"))]
    #[case("1 1 2", Some("112"))]
    #[case("1%201%202", Some("112"))]
    #[case("(911)", Some("911"))]
    #[case("911#", Some("911"))]
    #[case("911%23", Some("911"))]
    #[case("9.1.1", Some("911"))]
    #[case("9\u{2011}1\u{2011}1", Some("911"))]
    #[case("\u{202a}112\u{202c}", Some("112"))]
    #[case("\u{ff19}\u{ff11}\u{ff11}", Some("911"))]
    #[case("\u{661}\u{661}\u{662}", Some("112"))]
    #[case("tel:911", Some("911"))]
    #[case("tel:9-1-1;phone-context=+1", Some("911"))]
    #[case("TEL:112;phone-context=example.org", Some("112"))]
    #[case("sip:911@pbx.example", Some("911"))]
    #[case("sips:112@pbx.example:5061;user=phone;transport=tcp", Some("112"))]
    #[case("sip:911;phone-context=+1@pbx.example;user=phone", Some("911"))]
    #[case("sip:%39%31%31@pbx.example", Some("911"))]
    #[case("<sip:112@pbx.example>", Some("112"))]
    #[case("sip:911", Some("911"))]
    #[case("urn:service:sos", Some("urn:service:sos"))]
    #[case("URN:Service:SOS.Police", Some("urn:service:sos.police"))]
    #[case("sip:urn:service:sos.fire@pbx.example", Some("urn:service:sos.fire"))]
    #[case("sip:urn%3aservice%3asos@pbx.example", Some("urn:service:sos"))]
    #[case("urn:service:test.sos", Some("urn:service:test.sos"))]
    #[case("9-933", Some("933"))]
    // An outside line, with or without a pause; and digits that are sent once somebody has answered.
    #[case("9911", Some("911"))]
    #[case("9 911", Some("911"))]
    #[case("9,911", Some("911"))]
    #[case("9pp112", Some("112"))]
    #[case("9w(911)#", Some("911"))]
    #[case("911,,1", Some("911"))]
    #[case("*67911", Some("911"))]
    #[case("*67 9-112", Some("112"))]
    #[case("*82911", Some("911"))]
    #[case("#31#112", Some("112"))]
    // Ordinary numbers that begin or end alike.
    #[case("+4491112345", None)]
    #[case("9111234567", None)]
    #[case("+911", None)]
    #[case("+112", None)]
    #[case("0112", None)]
    #[case("00112", None)]
    #[case("9110", None)]
    #[case("91", None)]
    #[case("*911", None)]
    #[case("1,911", None)]
    #[case("9,9111234567", None)]
    #[case("+1 911 555 0100", None)]
    #[case("tel:+911", None)]
    #[case("sip:911@h@pbx.example", None)]
    #[case("911x", None)]
    #[case("press911", None)]
    #[case("urn:service:sosx", None)]
    #[case("urn:service:counseling", None)]
    #[case("sip:alice@911", None)]
    #[case("", None)]
    fn however_it_is_written(#[case] dialled: &str, #[case] expected: Option<&str>) {
        let numbers = set(&["000", "112", "911", "999"], "933", Some("9"));
        let canonical = numbers.classify(dialled).map(|_| numbers.canonical(dialled));
        assert_eq!(canonical.as_deref(), expected, "{dialled}");
    }

    #[test]
    fn a_service_is_dialled_by_the_number_of_the_country_that_the_caller_is_in() {
        let at = |country: &str| CivicAddress { country: country.to_owned(), ..CivicAddress::default() };
        let numbers = EmergencyNumbers::default();
        for (country, expected) in [("US", "911"), ("ca", "911"), ("GB", "112"), ("DE", "112")] {
            assert_eq!(numbers.for_service(Some(&at(country))), expected, "{country}");
        }
        assert_eq!(numbers.for_service(None), "112");
        assert_eq!(numbers.as_number("urn:service:sos.fire", Some(&at("US"))).as_deref(), Some("911"));
        assert_eq!(numbers.as_number("urn:service:test.sos", Some(&at("US"))).as_deref(), Some("933"));
        assert_eq!(numbers.as_number("9-9-9", None).as_deref(), Some("999"));
        assert_eq!(numbers.as_number("5550100", None), None);
        assert_eq!(set(&["999", "911", "112"], "933", None).for_service(None), "911");
        assert_eq!(set(&["999"], "933", None).for_service(Some(&at(""))), "112");
    }

    /// Signs that may stand anywhere within a number.
    const SEPARATORS: [&str; 9] = ["", "-", ".", "(", ")", " ", "%20", "\u{2011}", "\u{a0}"];

    fn spelled(number: &str, between: &[usize]) -> String {
        let sign = |at: usize| SEPARATORS[between[at % between.len()] % SEPARATORS.len()];
        number.chars().enumerate().map(|(at, digit)| format!("{}{digit}", sign(at))).collect::<String>()
            + sign(number.len())
    }

    proptest! {
        #[test]
        fn any_spelling_is_recognised(
            number in prop::sample::select(vec!["112", "911", "000", "999", "9112", "9911"]),
            between in prop::collection::vec(0..SEPARATORS.len(), 1..8),
            form in 0..4usize,
        ) {
            let numbers = set(&["000", "112", "911", "999"], "933", Some("9"));
            let spelled = spelled(number, &between);
            let dialled = match form {
                0 => spelled,
                1 => format!("{spelled}#"),
                2 => format!("sip:{spelled}@pbx.example;user=phone"),
                _ => format!("tel:{spelled};phone-context=+1"),
            };
            prop_assert_eq!(numbers.classify(&dialled), Some(DialledEmergency::Call), "{}", dialled);
            let expected = if number.len() == 4 { &number[1..] } else { number };
            prop_assert_eq!(numbers.canonical(&dialled), expected);
        }

        #[test]
        fn a_longer_number_never_is(
            number in "(\\+?[0-9]{1,4})?(112|911|933)[0-9]{1,9}",
            between in prop::collection::vec(0..SEPARATORS.len(), 1..8),
        ) {
            let numbers = set(&["112", "911"], "933", Some("9"));
            // Unless one of the numbers happens to stand behind the prefix.
            prop_assume!(!["9112", "9911", "9933"].contains(&number.as_str()));
            prop_assert_eq!(numbers.classify(&spelled(&number, &between)), None);
        }
    }

    #[test]
    fn a_list_has_an_end() {
        let many: Vec<String> = (100..121).map(|number: u32| number.to_string()).collect();
        let numbers = EmergencyNumbers { numbers: many, ..EmergencyNumbers::default() };
        assert_eq!(numbers.check(), Err(InvalidEmergencyNumbers::TooMany));
    }
}
