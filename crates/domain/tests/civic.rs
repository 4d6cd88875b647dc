//! Civic addresses: what is asked for, what is written, what lies within what.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use roamline_domain::address_format::{country_codes, format_of};
use roamline_domain::civic::{AddressProblem, CivicAddress, CivicElement, ELEMENT_MAX};

fn country() -> impl Strategy<Value = String> {
    proptest::sample::select(country_codes().map(str::to_owned).collect::<Vec<_>>())
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z0-9äß]{1,12}", "[ \ta-z]{0,4}", any::<String>(), Just("x".repeat(ELEMENT_MAX + 1))]
}

prop_compose! {
    fn any_address()(
        country in prop_oneof![9 => country(), 1 => "[A-Za-z]{0,3}"],
        values in proptest::collection::vec((proptest::sample::select(CivicElement::ALL), value()), 0..14),
    ) -> CivicAddress {
        let mut address = CivicAddress { country, ..CivicAddress::default() };
        for (element, value) in values {
            address.set(element, Some(value));
        }
        address
    }
}

/// All that a country's form asks for, filled in with a text that names its element.
fn full(country: &str) -> CivicAddress {
    let mut address = CivicAddress { country: country.to_owned(), ..CivicAddress::default() };
    for field in format_of(country).unwrap().fields {
        address.set(field.element, Some(format!("<{}>", field.element.name())));
    }
    address
}

#[test]
fn a_filled_in_form_is_good_and_writes_all_that_was_filled_in() {
    for country in country_codes() {
        let address = full(country);
        assert_eq!(address.problems(), [], "{country}");
        let written = address.one_line();
        for field in format_of(country).unwrap().fields {
            assert!(written.contains(&format!("<{}>", field.element.name())), "{country}: {written}");
        }
    }
}

#[test]
fn leaving_out_what_is_needed_names_exactly_that() {
    for country in country_codes() {
        for field in format_of(country).unwrap().fields {
            let mut address = full(country);
            address.set(field.element, None);
            let expected: &[AddressProblem] =
                if field.required { &[AddressProblem::Missing(field.element)] } else { &[] };
            assert_eq!(address.problems(), expected, "{country} without {}", field.element.name());
        }
    }
}

#[test]
fn the_two_names_of_an_element_are_distinct_from_all_others() {
    let names: std::collections::BTreeSet<_> = CivicElement::ALL.iter().map(|e| e.name()).collect();
    assert_eq!(names.len(), CivicElement::ALL.len());
    for element in CivicElement::ALL {
        assert_eq!(element.name().to_uppercase(), element.xml_name());
    }
}

proptest! {
    #[test]
    fn no_form_input_panics_and_normalizing_once_is_enough(address in any_address()) {
        let _ = (address.problems(), address.lines());
        let once = address.normalized();
        prop_assert_eq!(once.clone().normalized(), once.clone());
        for &element in CivicElement::ALL {
            prop_assert!(once.get(element).is_none_or(|v| !v.is_empty() && v.trim() == v));
        }
    }

    #[test]
    fn a_good_address_has_lines_without_blanks_at_their_ends(address in any_address()) {
        let address = address.normalized();
        if address.problems().is_empty() {
            let lines = address.lines();
            prop_assert!(!lines.is_empty());
            for line in lines {
                prop_assert!(!line.trim().is_empty() && line.trim() == line, "{:?}", line);
                prop_assert!(!line.chars().any(char::is_control));
            }
        }
    }

    #[test]
    fn every_bad_value_is_named(address in any_address()) {
        if format_of(&address.country).is_none() {
            prop_assert_eq!(address.problems(), [AddressProblem::Country]);
            return Ok(());
        }
        let fields: Vec<_> = address.problems().iter().map(AddressProblem::field).collect();
        for &element in CivicElement::ALL {
            let bad = address.get(element)
                .is_some_and(|v| v.is_empty() || v.len() > ELEMENT_MAX || v.chars().any(char::is_control));
            prop_assert!(!bad || fields.contains(&element.name()), "{}", element.name());
        }
        let mut once = fields.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), fields.len(), "each is named once");
    }

    #[test]
    fn within_is_a_partial_order(a in any_address(), more in any_address()) {
        prop_assert!(a.is_within(&a));
        let mut inner = a.clone();
        for &element in CivicElement::ALL {
            if a.get(element).is_none() {
                inner.set(element, more.get(element).map(str::to_owned));
            }
        }
        prop_assert!(inner.is_within(&a));
        prop_assert_eq!(a.is_within(&inner), a == inner);
        let elsewhere = CivicAddress { country: format!("{}?", a.country), ..a.clone() };
        prop_assert!(!elsewhere.is_within(&a));
    }

    #[test]
    fn json_keeps_every_element(address in any_address()) {
        let text = serde_json::to_string(&address).unwrap();
        prop_assert_eq!(serde_json::from_str::<CivicAddress>(&text).unwrap(), address);
    }
}
