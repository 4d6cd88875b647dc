//! Documents as they are written and read, for anything that people type, and judged by schemas.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, unreachable_pub)]

#[path = "support/judges.rs"]
mod judges;
#[path = "support/rfc.rs"]
mod rfc;

use judges::judges;
use proptest::prelude::*;
use roamline_domain::civic::{CivicAddress, CivicElement};
use roamline_pidf_lo::{
    Confidence, Document, Location, Method, Percentage, Position, Radius, ReadError, Shape, XmlError,
};

fn document(location: Location) -> Document {
    Document {
        entity: "pres:caller@example.org".into(),
        device: "urn:uuid:8d6f0b0e-9a3c-4b8f-8f53-7d7ad4a3d6f1".into(),
        determined_at: "2026-11-23T08:00:00Z".parse().unwrap(),
        location,
        confidence: Some(Confidence::Percent(Percentage::DEFAULT)),
        method: Method::Manual,
        may_be_passed_on: true,
        keep_until: Some("2026-11-24T08:00:00Z".parse().unwrap()),
    }
}

fn leeds() -> CivicAddress {
    let mut address = CivicAddress { country: "GB".into(), ..CivicAddress::default() };
    for (element, value) in [
        (CivicElement::A3, "Leeds"),
        (CivicElement::Rd, "Wharf Street"),
        (CivicElement::Hno, "12"),
        (CivicElement::Flr, "3"),
        (CivicElement::Pc, "LS2 7EQ"),
    ] {
        address.set(element, Some(value.into()));
    }
    address
}

fn somewhere() -> Shape {
    Shape::Circle { centre: Position::new(53.795, -1.538).unwrap(), radius: Radius::new(30.5).unwrap() }
}

/// What a text is after it was written: single spaces, and nothing that XML cannot carry.
fn as_token(text: &str) -> String {
    let gone = |c: char| (c < ' ') || c == '\u{FFFE}' || c == '\u{FFFF}';
    let spaced: String = text.chars().map(|c| if gone(c) { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn as_written(mut address: CivicAddress) -> CivicAddress {
    for element in CivicElement::ALL {
        let value = address.get(*element).map(as_token).filter(|value| !value.is_empty());
        address.set(*element, value);
    }
    address
}

#[test]
fn an_address_and_coordinates_are_read_as_they_were_written() {
    for location in [
        Location { civic: Some(leeds()), shape: None },
        Location { civic: Some(leeds()), shape: Some(somewhere()) },
        Location { civic: None, shape: Some(Shape::Point(Position::new(-33.8568, 151.2153).unwrap())) },
    ] {
        let document = document(location);
        assert_eq!(Document::read(&document.write()), Ok(document));
    }
}

#[test]
fn what_is_written_is_valid() {
    let mut full = leeds();
    for element in CivicElement::ALL {
        full.set(*element, Some(format!("<{}> & \"{}\"", element.xml_name(), element.name())));
    }
    let mut odd = leeds();
    odd.set(CivicElement::Nam, Some("東京都\u{0} \t]]>&#0; \u{1F691} e\u{301}".into()));
    odd.set(CivicElement::Loc, Some("\u{1}\u{FFFE}".into()));
    let point = Shape::Point(Position::new(-33.8568, 151.2153).unwrap());
    for judge in judges("pidf.xsd") {
        for location in [
            Location { civic: Some(full.clone()), shape: Some(somewhere()) },
            Location { civic: Some(odd.clone()), shape: None },
            Location { civic: None, shape: Some(somewhere()) },
            Location { civic: None, shape: Some(point) },
            Location { civic: Some(leeds()), shape: Some(point) },
        ] {
            let mut document = document(location);
            assert!(judge.takes(&document.write()), "{}", judge.name);
            document.keep_until = None;
            document.confidence = Some(Confidence::Unknown);
            assert!(judge.takes(&document.write()), "{}", judge.name);
            document.confidence = None;
            document.may_be_passed_on = false;
            assert!(judge.takes(&document.write()), "{}", judge.name);
        }
    }
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let right = document(Location { civic: Some(leeds()), shape: None }).write();
    let judges = judges("pidf.xsd");
    for (from, to) in [
        ("<ca:RD>Wharf Street</ca:RD><ca:HNO>12</ca:HNO>", "<ca:HNO>12</ca:HNO><ca:RD>Wharf Street</ca:RD>"),
        ("<ca:country>GB</ca:country>", "<ca:country>gb</ca:country>"),
        ("<ca:PC>", "<ca:ZIP>"),
        ("entity=", "identity="),
        ("true", "perhaps"),
        (">95<", ">100<"),
        (">95<", ">sure<"),
        ("<gp:method>Manual</gp:method>", "<gp:how>Manual</gp:how>"),
    ] {
        let wrong = right
            .replace(from, to)
            .replace("LS2 7EQ</ca:PC>", if to == "<ca:ZIP>" { "x</ca:ZIP>" } else { "LS2 7EQ</ca:PC>" });
        assert_ne!(wrong, right);
        for judge in &judges {
            assert!(!judge.takes(&wrong), "{}: {to}", judge.name);
        }
    }
}

#[test]
fn others_write_the_same_with_other_prefixes() {
    let text = r#"<p:presence xmlns:p="urn:ietf:params:xml:ns:pidf" xmlns:d="urn:ietf:params:xml:ns:pidf:data-model"
        entity="pres:a@example.com"><!-- of a phone -->
      <d:device id="x"><g:geopriv xmlns:g="urn:ietf:params:xml:ns:pidf:geopriv10"><g:location-info>
        <civicAddress xmlns="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" xml:lang="en"><country>us</country>
          <A1>WA</A1><RD><![CDATA[Pike & Pine]]></RD><STP>unknown to us</STP><HNO> 1&#x2F;2 </HNO></civicAddress>
      </g:location-info><g:usage-rules/></g:geopriv>
      <d:deviceID>mac:8asd7d7d70</d:deviceID><d:timestamp>2026-11-23T08:00:00+01:00</d:timestamp></d:device>
    </p:presence>"#;
    let read = Document::read(text).unwrap();
    let civic = read.location.civic.unwrap();
    assert_eq!((civic.country.as_str(), civic.a1.as_deref()), ("US", Some("WA")));
    assert_eq!((civic.rd.as_deref(), civic.hno.as_deref()), (Some("Pike & Pine"), Some("1/2")));
    assert!(!read.may_be_passed_on, "what is not said is not allowed");
    assert_eq!(read.method, Method::Other(String::new()));
}

#[test]
fn times_are_written_in_whole_seconds() {
    let at = |text: &str| text.parse().unwrap();
    let mut document = document(Location { civic: Some(leeds()), shape: None });
    document.determined_at = at("2026-11-23T08:00:00.987654Z");
    document.keep_until = Some(at("2026-11-24T08:00:00.5Z"));
    let text = document.write();
    for said in ["<dm:timestamp>2026-11-23T08:00:00Z<", "<gbp:retention-expiry>2026-11-24T08:00:00Z<"] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let fraction = text.replace("08:00:00Z</dm", "08:00:00.25+00:00</dm");
    assert_eq!(
        Document::read(&fraction).unwrap().determined_at,
        at("2026-11-23T08:00:00.25Z"),
        "others write them"
    );
}

#[test]
fn methods_have_the_names_of_their_registry() {
    for name in ["Manual", "Wiremap", "802.11", "best-guess", "GPS", ""] {
        let method = Method::from(name);
        assert_eq!(method.as_str(), name);
        assert_eq!(matches!(method, Method::Other(_)), matches!(name, "GPS" | ""), "{name}");
    }
}

#[test]
fn hostile_documents_are_refused() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>"#;
    let outside = r#"<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>"#;
    let deep = "<x>".repeat(40_000 / 3);
    let attributes: String = (0..1_000).map(|n| format!(" a{n}=''")).collect();
    let long = " ".repeat(65_537);
    for (text, why) in [
        (bomb, XmlError::Declares),
        (outside, XmlError::Declares),
        ("<x>&nbsp;</x>", XmlError::Declares),
        (deep.as_str(), XmlError::TooDeep),
        (&format!("<x{attributes}/>"), XmlError::TooDeep),
        (long.as_str(), XmlError::TooLarge),
        ("", XmlError::Malformed),
        ("<x></y>", XmlError::Malformed),
        ("<x/><x/>", XmlError::Malformed),
        ("<x/>text", XmlError::Malformed),
        ("<x>&#0;</x>", XmlError::Malformed),
        ("<x a='1' a='2'/>", XmlError::Malformed),
        ("<p:x/>", XmlError::Malformed),
        ("<x>", XmlError::Malformed),
    ] {
        let short: String = text.chars().take(60).collect();
        assert_eq!(Document::read(text), Err(ReadError::Xml(why)), "{short}");
    }
}

#[test]
fn what_is_missing_or_unclear_is_named() {
    let right = document(Location { civic: Some(leeds()), shape: Some(somewhere()) }).write();
    for (from, to, why) in [
        ("<presence ", "<other ", ReadError::Missing("presence")),
        (" entity=", " id=", ReadError::Missing("entity")),
        ("urn:ogc:def:uom:EPSG::9001", "feet", ReadError::Unclear("radius")),
        (">30.5<", ">-1<", ReadError::Unclear("radius")),
        ("53.795 -1.538", "91 0", ReadError::Unclear("pos")),
        ("53.795 -1.538", "53.795", ReadError::Unclear("pos")),
        ("EPSG::4326", "EPSG::1", ReadError::Unclear("srsName")),
        (">true<", ">perhaps<", ReadError::Unclear("retransmission-allowed")),
        ("2026-11-24T", "tomorrow", ReadError::Unclear("retention-expiry")),
        (">95<", ">100<", ReadError::Unclear("confidence")),
        (">95<", ">0<", ReadError::Unclear("confidence")),
        (">95<", ">9e1<", ReadError::Unclear("confidence")),
        (">95<", ">sure<", ReadError::Unclear("confidence")),
    ] {
        let wrong = right
            .replace(from, to)
            .replace("</presence>", if to == "<other " { "</other>" } else { "</presence>" });
        assert_eq!(Document::read(&wrong), Err(why), "{to}");
    }
}

prop_compose! {
    fn an_address()(values in prop::collection::vec(prop::option::of("\\PC{0,20}|[\\x00-\\x40\u{FFFE}]{0,20}"), CivicElement::ALL.len()),
        country in "[A-Z]{2}") -> CivicAddress {
        let mut address = CivicAddress { country, ..CivicAddress::default() };
        for (element, value) in CivicElement::ALL.iter().zip(values) {
            address.set(*element, value);
        }
        address
    }
}

proptest! {
    #[test]
    fn anything_that_people_type_is_read_as_it_was_written(
        address in an_address(), latitude in -90.0..=90.0, longitude in -180.0..=180.0, radius in 0.001..1e9,
        coordinates in any::<bool>(), confidence in prop::option::of(prop::option::of(0.0001..=99.9999)), entity in "pres:[\\w@&<>\"']{0,20}"
    ) {
        let shape = coordinates.then(|| Shape::Circle {
            centre: Position::new(latitude, longitude).unwrap(),
            radius: Radius::new(radius).unwrap(),
        });
        let confidence = confidence.map(|percent| match percent {
            Some(percent) => Confidence::Percent(Percentage::new(percent).unwrap()),
            None => Confidence::Unknown,
        });
        let document =
            Document { entity, confidence, ..document(Location { civic: Some(address.clone()), shape }) };
        let read = Document::read(&document.write()).unwrap();
        let location = Location { civic: Some(as_written(address)), shape };
        prop_assert_eq!(read, Document { location, ..document });
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,200}|(<[a-z:/!\\[\\]&;#x\"'= -]{0,12}>?){0,20}") {
        let _ = Document::read(&text);
    }

    #[test]
    fn no_part_of_a_document_is_one(cut in 0usize..900) {
        let whole = document(Location { civic: Some(leeds()), shape: Some(somewhere()) }).write();
        let cut = cut.min(whole.trim_end().len() - 1);
        prop_assert!(whole.get(..cut).is_none_or(|part| Document::read(part).is_err()));
    }
}
