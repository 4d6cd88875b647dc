#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::emergency::EmergencyNumbers;

/// A house with these extensions and numbers.
struct Of<'a>(&'a [&'a str], &'a [&'a str]);

impl House for Of<'_> {
    fn has_extension(&self, digits: &str) -> bool {
        self.0.contains(&digits)
    }

    fn has_number(&self, digits: &str) -> bool {
        self.1.contains(&digits)
    }
}

const HOUSE: Of<'static> =
    Of(&["204", "118", "4960"], &["441134960212", "15125550123", "493030123456", "39066982"]);

fn plan(country: &str, area: &str, outside: &str) -> NumberingPlan {
    let given = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    NumberingPlan { country: country.to_owned(), area_code: given(area), outside_prefix: given(outside) }
}

fn extension(number: &str) -> Called {
    Called::Extension(number.parse().unwrap())
}

fn own(number: &str) -> Called {
    Called::Own(number.parse().unwrap())
}

fn outside(number: &str) -> Called {
    Called::Outside(number.parse().unwrap())
}

#[rstest]
// The house first, also behind the prefix for an outside line.
#[case::extension("204", extension("204"))]
#[case::extension_behind_prefix("9204", extension("204"))]
#[case::extension_that_is_a_service_outside("118", extension("118"))]
// Own numbers in every form.
#[case::international("+441134960212", own("+441134960212"))]
#[case::zero_in_brackets("+44 (0)113 496 0212", own("+441134960212"))]
#[case::abroad("00441134960212", own("+441134960212"))]
#[case::abroad_outside("900441134960212", own("+441134960212"))]
#[case::with_code("441134960212", own("+441134960212"))]
#[case::national("01134960212", own("+441134960212"))]
#[case::national_outside("901134960212", own("+441134960212"))]
#[case::significant("1134960212", own("+441134960212"))]
#[case::local("4960212", own("+441134960212"))]
#[case::local_outside("94960212", own("+441134960212"))]
#[case::written("(0113) 496-0212", own("+441134960212"))]
#[case::abroad_of_another_country("0015125550123", own("+15125550123"))]
// And everybody else's.
#[case::national_of_others("0207 946 0018", outside("+442079460018"))]
#[case::local_of_others("496 0213", outside("+441134960213"))]
#[case::abroad_of_others("9 00 49 30 901820", outside("+4930901820"))]
// What is no public number leaves as it was dialled, without what was dialled for an outside line.
#[case::short("118118", outside("118118"))]
#[case::short_outside("9118118", outside("118118"))]
#[case::service_code("*21*204#", outside("*21*204#"))]
#[case::service_code_outside("9*21#", outside("*21#"))]
#[case::prefix_alone("9", outside("9"))]
#[case::too_short("0113496", outside("0113496"))]
#[case::nowhere("+999123456789", outside("+999123456789"))]
fn what_a_telephone_in_leeds_calls(#[case] dialled: &str, #[case] expected: Called) {
    let leeds = plan("GB", "113", "9");
    assert_eq!(from_phone(dialled, &EmergencyNumbers::default(), Some(&leeds), &HOUSE), Ok(expected));
}

#[rstest]
#[case::ten_digits("5125550123", own("+15125550123"))]
#[case::eleven_digits("15125550123", own("+15125550123"))]
#[case::seven_digits("5550123", own("+15125550123"))]
#[case::outside("95550123", own("+15125550123"))]
#[case::outside_with_one("915125550123", own("+15125550123"))]
#[case::abroad("011441134960212", own("+441134960212"))]
#[case::abroad_as_elsewhere("00441134960212", own("+441134960212"))]
#[case::abroad_outside("9011441134960212", own("+441134960212"))]
#[case::begins_with_the_prefix("9725550123", outside("+19725550123"))]
#[case::others("2125550123", outside("+12125550123"))]
#[case::short("611", outside("611"))]
fn what_a_telephone_in_austin_calls(#[case] dialled: &str, #[case] expected: Called) {
    let austin = plan("US", "512", "9");
    assert_eq!(from_phone(dialled, &EmergencyNumbers::default(), Some(&austin), &HOUSE), Ok(expected));
}

#[rstest]
// A zero for an outside line, in a country whose national numbers begin with one.
#[case::local_outside("030123456", "0", own("+493030123456"))]
#[case::national_outside("003030123456", "0", own("+493030123456"))]
#[case::abroad_outside("000441134960212", "0", own("+441134960212"))]
#[case::local_where_nothing_is_dialled_first("30123456", "", own("+493030123456"))]
#[case::national_where_nothing_is_dialled_first("03030123456", "", own("+493030123456"))]
fn what_a_telephone_in_berlin_calls(#[case] dialled: &str, #[case] first: &str, #[case] expected: Called) {
    let berlin = plan("DE", "30", first);
    assert_eq!(from_phone(dialled, &EmergencyNumbers::default(), Some(&berlin), &HOUSE), Ok(expected));
}

#[rstest]
#[case::extension("204", extension("204"))]
#[case::international("+441134960212", own("+441134960212"))]
#[case::abroad("00441134960212", own("+441134960212"))]
#[case::with_code("441134960212", own("+441134960212"))]
#[case::national("01134960212", outside("01134960212"))]
#[case::others("+442079460018", outside("+442079460018"))]
#[case::others_as_dialled("9442079460018", outside("9442079460018"))]
fn without_a_plan_what_is_dialled_is_what_leaves(#[case] dialled: &str, #[case] expected: Called) {
    assert_eq!(from_phone(dialled, &EmergencyNumbers::default(), None, &HOUSE), Ok(expected));
}

#[rstest]
#[case::international("+441134960212", "+441134960212")]
#[case::abroad("00441134960212", "+441134960212")]
#[case::with_code("441134960212", "+441134960212")]
#[case::national("01134960212", "+441134960212")]
#[case::significant("1134960212", "+441134960212")]
#[case::local("4960212", "+441134960212")]
#[case::outside_line("901134960212", "+441134960212")]
#[case::plus_in_front_of_national("+01134960212", "+441134960212")]
#[case::zero_behind_the_code("+4401134960212", "+441134960212")]
#[case::link("tel:+44-113-4960212", "+441134960212")]
#[case::another_site_national("15125550123", "+15125550123")]
#[case::another_site_ten_digits("5125550123", "+15125550123")]
#[case::another_site_seven_digits("5550123", "+15125550123")]
#[case::another_site_abroad("01115125550123", "+15125550123")]
#[case::italian_zero("066982", "+39066982")]
#[case::extension("204", "204")]
fn a_trunk_may_write_our_numbers_as_it_likes(#[case] dialled: &str, #[case] expected: &str) {
    let sites = [plan("GB", "113", "9"), plan("US", "512", "9"), plan("IT", "", "")];
    assert_eq!(from_trunk(dialled, &sites, &HOUSE), Some(expected.parse().unwrap()));
}

#[rstest]
#[case("01134960213")]
#[case("4960213")]
#[case("960212")]
#[case("+1134960999")]
#[case("")]
#[case("roamline")]
#[case("*21#")]
fn what_a_trunk_calls_and_nobody_has_is_nobodys(#[case] dialled: &str) {
    let sites = [plan("GB", "113", "9"), plan("US", "512", "9")];
    assert_eq!(from_trunk(dialled, &sites, &HOUSE), None);
}

/// The rule for numbers that could be several: the form in which most of it was given; and nobody where that is no answer.
#[rstest]
// 2079460018 is one number of London without its zero, and a number of Maine with all of it.
#[case::with_code_over_national(&["442079460018", "12079460018"], "12079460018", Some("+12079460018"))]
#[case::equally_exact(&["442079460018", "12079460018"], "2079460018", None)]
#[case::only_one_is_ours(&["442079460018"], "2079460018", Some("+442079460018"))]
// The same number of two areas.
#[case::local_of_two_areas(&["441134960212", "441144960212"], "4960212", None)]
#[case::local_of_one(&["441144960212"], "4960212", Some("+441144960212"))]
#[case::national_says_which(&["441134960212", "441144960212"], "01144960212", Some("+441144960212"))]
// All digits of one, and the local number of another.
#[case::national_over_local(&["441134960212", "4920349602"], "020349602", Some("+4920349602"))]
fn who_is_meant_among_several(
    #[case] numbers: &[&str],
    #[case] dialled: &str,
    #[case] expected: Option<&str>,
) {
    let sites = [plan("GB", "113", ""), plan("GB", "114", ""), plan("US", "512", ""), plan("DE", "", "")];
    let sites: Vec<_> = sites.iter().collect();
    let house = Of(&[], numbers);
    let expected: Option<Number> = expected.map(|number| number.parse().unwrap());
    assert_eq!(from_trunk(dialled, sites.iter().copied(), &house), expected);
    assert_eq!(
        from_trunk(dialled, sites.iter().rev().copied(), &house),
        expected,
        "whichever site comes first"
    );
}

/// Country, area code, and what is dialled for an outside line.
type Kept<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

#[rstest]
#[case("gb", "(0113)", "9", Ok(("GB", Some("113"), Some("9"))))]
#[case(" us ", "512", "", Ok(("US", Some("512"), None)))]
#[case("RU", "812", " ", Ok(("RU", Some("812"), None)))]
#[case("HU", "06 1", "0", Ok(("HU", Some("1"), Some("0"))))]
#[case("IT", "06", "", Ok(("IT", Some("06"), None)))]
#[case("", "", "", Err(vec![InvalidNumberingPlan::Country]))]
#[case("XX", "12a", "1234", Err(vec![InvalidNumberingPlan::Country, InvalidNumberingPlan::AreaCode, InvalidNumberingPlan::OutsidePrefix]))]
#[case("001", "", "", Err(vec![InvalidNumberingPlan::Country]))]
#[case("GB", "0", "", Err(vec![InvalidNumberingPlan::AreaCode]))]
#[case("GB", "1134960", "", Err(vec![InvalidNumberingPlan::AreaCode]))]
#[case("GB", "\u{661}\u{661}\u{663}", "", Err(vec![InvalidNumberingPlan::AreaCode]))]
#[case("GB", "", "*9", Err(vec![InvalidNumberingPlan::OutsidePrefix]))]
fn what_is_typed_is_kept_plainly_or_refused(
    #[case] country: &str,
    #[case] area: &str,
    #[case] first: &str,
    #[case] expected: Result<Kept<'_>, Vec<InvalidNumberingPlan>>,
) {
    let typed = NumberingPlan {
        country: country.to_owned(),
        area_code: Some(area.to_owned()),
        outside_prefix: Some(first.to_owned()),
    };
    let expected =
        expected.map(|(country, area, first)| plan(country, area.unwrap_or(""), first.unwrap_or("")));
    assert_eq!(typed.normalized(), expected);
}

/// The countries that the library knows.
fn any_country() -> impl Strategy<Value = String> {
    let known: Vec<String> = phonenumber::metadata::DATABASE
        .iter()
        .map(|of| of.id().to_owned())
        .filter(|id| id != "001")
        .collect();
    prop_oneof![4 => prop::sample::select(known), 1 => "[A-Z]{0,3}"]
}

fn any_plan() -> impl Strategy<Value = NumberingPlan> {
    let area = prop::option::of("[0-9]{1,6}");
    let outside =
        prop_oneof![prop::option::of("[0-9]{1,3}"), Just(Some("9".to_owned())), Just(Some("0".to_owned()))];
    (any_country(), area, outside).prop_map(|(country, area_code, outside_prefix)| NumberingPlan {
        country,
        area_code,
        outside_prefix,
    })
}

fn emergency(plan: &NumberingPlan) -> EmergencyNumbers {
    EmergencyNumbers {
        site_prefixes: plan.outside_prefix.iter().cloned().collect(),
        ..EmergencyNumbers::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_plan_takes_an_emergency_number_away(plan in any_plan(), number in prop::sample::select(vec!["000", "112", "911", "999"])) {
        let numbers = emergency(&plan);
        let mut ways = vec![number.to_owned(), format!("sip:{number}@pbx.example"), format!("tel:{number}")];
        if let Some(prefix) = &plan.outside_prefix {
            ways.extend([format!("{prefix}{number}"), format!("{prefix} {number}"), format!("{prefix},{number}")]);
        }
        // Whatever extensions and numbers there are.
        struct Everything;
        impl House for Everything {
            fn has_extension(&self, _: &str) -> bool { true }
            fn has_number(&self, _: &str) -> bool { true }
        }
        for dialled in ways {
            let called = from_phone(&dialled, &numbers, Some(&plan), &Everything);
            // An emergency number of the list may itself stand behind the prefix of another: it is one in either case.
            prop_assert!(matches!(called, Ok(Called::Emergency(crate::emergency::DialledEmergency::Call, _))), "{dialled}: {called:?}");
        }
    }

    #[test]
    fn no_plan_makes_an_emergency_call_of_anything_else(plan in any_plan(), dialled in "[+0-9*#]{0,16}|9{0,3}(911|112|999)[0-9]{0,2}") {
        let numbers = emergency(&plan);
        let called = from_phone(&dialled, &numbers, Some(&plan), &HOUSE);
        if let Ok(Called::Outside(number) | Called::Own(number) | Called::Extension(number)) = called {
            prop_assert_eq!(numbers.classify(number.as_str()), None, "{}", dialled);
        }
    }

    #[test]
    fn anything_can_be_dialled_anywhere(plan in any_plan(), dialled in "\\PC{0,40}|[+0-9]{0,33}|0{0,3}[0-9]{3,15}") {
        let numbers = emergency(&plan);
        if let Ok(Called::Outside(number)) = from_phone(&dialled, &numbers, Some(&plan), &HOUSE) {
            // What has left as a public number is that number wherever it is dialled.
            if number.as_str().starts_with('+') && dialled.parse::<Number>().is_ok_and(|d| d != number) {
                let again = from_phone(number.as_str(), &numbers, Some(&plan), &HOUSE);
                prop_assert_eq!(again, Ok(Called::Outside(number)));
            }
        }
        let sites = [plan];
        if let Some(number) = from_trunk(&dialled, &sites, &HOUSE) {
            let found = number.as_str().strip_prefix('+').map(|digits| HOUSE.has_number(digits));
            prop_assert!(found.unwrap_or_else(|| HOUSE.has_extension(number.as_str())));
        }
    }
}
