//! Questions and answers of HELD, as they are written and read, and judged by schemas.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, unreachable_pub)]

#[path = "support/judges.rs"]
mod judges;
#[path = "support/rfc.rs"]
mod rfc;

use judges::{Judge, judges};
use proptest::prelude::*;
use roamline_domain::civic::CivicAddress;
use roamline_domain::mac::MacAddr;
use roamline_pidf_lo::held::{
    AccessPoint, Answer, ErrorCode, Failure, Identifier, LldpId, LldpPort, LocationRequest, LocationResponse,
    LocationTypes, LocationUriSet, Measurements, RequestError, ResponseTime,
};
use roamline_pidf_lo::{Document, Location, Method, XmlError};

/// All judges take it for valid.
fn is_valid(judges: &[Judge], text: &str) {
    for judge in judges {
        assert!(judge.takes(text), "{}", judge.name);
    }
}

fn is_refused(judges: &[Judge], text: &str, why: &str) {
    for judge in judges {
        assert!(!judge.takes(text), "{}: {why}", judge.name);
    }
}

fn full() -> LocationRequest {
    let wap = |bssid: &str, ssid: Option<&str>| AccessPoint {
        bssid: bssid.parse().unwrap(),
        ssid: ssid.map(str::to_owned),
    };
    LocationRequest {
        types: LocationTypes { civic: true, location_uri: true, ..LocationTypes::NONE },
        exact: true,
        response_time: Some(ResponseTime::EmergencyDispatch),
        device: Some(vec![
            Identifier::Ip("192.0.2.7".parse().unwrap()),
            Identifier::Ip("2001:db8::7".parse().unwrap()),
            Identifier::Mac("8c:16:45:00:00:01".parse().unwrap()),
            Identifier::Tel("+441134960212".into()),
            Identifier::Sip { user: "ann".into(), host: "example.org".into() },
        ]),
        measurements: Measurements {
            serving: Some(wap("00:12:f0:a0:80:ef", Some("a <network> & more"))),
            neighbours: vec![wap("00:12:f0:a0:80:f0", None)],
            port: Some(LldpPort {
                chassis: LldpId { subtype: 4, octets: vec![0, 0x1b, 0x21, 0, 0, 1] },
                port: LldpId { subtype: 5, octets: b"Gi1/0/12".to_vec() },
            }),
        },
    }
}

fn document() -> Document {
    Document {
        entity: "pres:device@example.org".into(),
        device: "urn:uuid:8d6f0b0e-9a3c-4b8f-8f53-7d7ad4a3d6f1".into(),
        determined_at: "2026-11-23T08:00:00Z".parse().unwrap(),
        confidence: None,
        location: Location {
            civic: Some(CivicAddress {
                country: "GB".into(),
                a3: Some("Leeds".into()),
                ..CivicAddress::default()
            }),
            shape: None,
        },
        method: Method::Manual,
        may_be_passed_on: true,
        keep_until: None,
    }
}

fn located(by_value: bool, by_reference: bool) -> LocationResponse {
    LocationResponse {
        uri_set: by_reference.then(|| LocationUriSet {
            uris: vec!["https://example.org/held/abc?x=1&y=2".into()],
            expires: "2026-11-24T08:00:00Z".parse().unwrap(),
        }),
        document: by_value.then(document),
    }
}

/// A request with this in it.
fn asking(inside: &str) -> String {
    format!(r#"<locationRequest xmlns="urn:ietf:params:xml:ns:geopriv:held">{inside}</locationRequest>"#)
}

fn named(inside: &str) -> Result<Vec<Identifier>, RequestError> {
    let device = format!(r#"<device xmlns="urn:ietf:params:xml:ns:geopriv:held:id">{inside}</device>"#);
    LocationRequest::read(&asking(&device)).map(|request| request.device.unwrap())
}

#[test]
fn a_request_is_valid_and_read_as_it_was_written() {
    let judges = judges("held.xsd");
    let bare = LocationRequest::default();
    let timed = LocationRequest { response_time: Some(ResponseTime::Milliseconds(8_000)), ..bare.clone() };
    let routed = LocationRequest { response_time: Some(ResponseTime::EmergencyRouting), ..bare.clone() };
    for request in [full(), bare, timed, routed] {
        let text = request.write();
        is_valid(&judges, &text);
        assert_eq!(LocationRequest::read(&text), Ok(request));
    }
}

#[test]
fn an_answer_is_valid_and_read_as_it_was_written() {
    let judges = judges("held.xsd");
    for (by_value, by_reference) in [(true, false), (false, true), (true, true)] {
        let response = located(by_value, by_reference);
        let text = response.write();
        is_valid(&judges, &text);
        assert_eq!(Answer::read(&text), Ok(Answer::Located(Box::new(response))));
    }
    for code in ErrorCode::ALL {
        for message in ["", "not <known> & so on"] {
            let failure = Failure { code, message: message.into() };
            let text = failure.write();
            is_valid(&judges, &text);
            assert_eq!(Answer::read(&text), Ok(Answer::Failed(failure)));
        }
    }
}

#[test]
fn the_schemas_refuse_what_is_wrong() {
    let judges = judges("held.xsd");
    let request = full().write();
    let response = located(true, true).write();
    for (right, from, to) in [
        (&request, "civic locationURI", "postal"),
        (&request, "emergencyDispatch", "soon"),
        (&request, "<id:ip v=\"4\">", "<id:ip>"),
        (&request, "8c-16-45-00-00-01", "8c:16:45:00:00:01"),
        (&request, "<lldp:port type=\"5\">", "<lldp:port>"),
        (&request, "<wifi:bssid>00-12-f0-a0-80-ef</wifi:bssid>", ""),
        (&response, " expires=", " until="),
        (&response, "<ca:country>GB</ca:country>", "<ca:country>gb</ca:country>"),
    ] {
        let wrong = right.replacen(from, to, 1);
        assert_ne!(wrong, *right);
        is_refused(&judges, &wrong, to);
    }
    // The codes are a registry that others may add to: the RFC's schema takes any.
    let late =
        Failure { code: ErrorCode::Timeout, message: String::new() }.write().replace("timeout", "late");
    for judge in judges.iter().filter(|judge| judge.name == "own") {
        assert!(!judge.takes(&late));
    }
}

#[test]
fn a_request_that_says_nothing_asks_for_whatever_there_is_of_whoever_asks() {
    let text = r#"<?xml version="1.0"?><h:locationRequest xmlns:h="urn:ietf:params:xml:ns:geopriv:held"/>"#;
    assert_eq!(LocationRequest::read(text), Ok(LocationRequest::default()));
    let text = asking(
        "<locationType exact=\" 1 \">\n any\n civic geodetic </locationType><other xmlns='x:y'>z</other>",
    );
    let request = LocationRequest::read(&text).unwrap();
    assert_eq!(request.types, LocationTypes { any: true, civic: true, geodetic: true, location_uri: false });
    assert!(request.exact);
}

#[test]
fn identities_are_read_in_each_spelling() {
    let tel = |number: &str| Ok(vec![Identifier::Tel(number.into())]);
    let sip = |user: &str, host: &str| Ok(vec![Identifier::Sip { user: user.into(), host: host.into() }]);
    for (inside, expected) in [
        ("<uri>tel:+44-113-496.0212;ext=7</uri>", tel("+441134960212")),
        ("<uri>TEL:204;phone-context=example.org</uri>", tel("204")),
        ("<uri>sip:ann@Example.org:5061;transport=tls</uri>", sip("ann", "example.org")),
        ("<uri>sip:+441134960212;ext=7@example.org?x=y@z</uri>", sip("+441134960212", "example.org")),
        ("<uri>sips:+441134960212@[2001:db8::1]:5061</uri>", sip("+441134960212", "2001:db8::1")),
        ("<uri>mailto:ann@example.org</uri>", Err(RequestError::Identifier)),
        ("<uri>tel:</uri>", Err(RequestError::Identifier)),
        ("<uri>tel:ann</uri>", Err(RequestError::Identifier)),
        ("<uri>sip:example.org</uri>", Err(RequestError::Identifier)),
        ("<ip v='4'>192.0.2.7</ip>", Ok(vec![Identifier::Ip("192.0.2.7".parse().unwrap())])),
        ("<ip v='6'>::ffff:192.0.2.7</ip>", Ok(vec![Identifier::Ip("192.0.2.7".parse().unwrap())])),
        ("<ip v='6'>192.0.2.7</ip>", Err(RequestError::Identifier)),
        ("<ip v='4'>192.0.2</ip>", Err(RequestError::Identifier)),
        (
            "<mac>A0-12-34-56-78-90</mac>",
            Ok(vec![Identifier::Mac(MacAddr([0xa0, 0x12, 0x34, 0x56, 0x78, 0x90]))]),
        ),
        ("<mac>A0-12-34-56-78-90-11-22</mac>", Err(RequestError::Identifier)),
        ("", Err(RequestError::Identifier)),
        ("<nai>ann@example.org</nai>", Err(RequestError::Identifier)),
        ("<imei>123</imei><uri>tel:204</uri>", tel("204")),
        (
            "<requiredIdentifiers>imei</requiredIdentifiers><imei>1</imei><uri>tel:204</uri>",
            Err(RequestError::Identifier),
        ),
        (
            "<requiredIdentifiers>id:mac uri</requiredIdentifiers><uri>tel:204</uri>",
            Err(RequestError::Identifier),
        ),
        ("<requiredIdentifiers>id:uri</requiredIdentifiers><uri>tel:204</uri>", tel("204")),
        ("<requiredIdentifiers> uri\n uri </requiredIdentifiers><uri>tel:204</uri>", tel("204")),
        ("<requiredIdentifiers/><uri>tel:204</uri>", tel("204")),
        (
            "<requiredIdentifiers xmlns:x='urn:ietf:params:xml:ns:geopriv:held:id'>x:uri</requiredIdentifiers><uri>tel:204</uri>",
            tel("204"),
        ),
        (
            "<requiredIdentifiers xmlns:x='urn:example:of-others'>x:uri</requiredIdentifiers><uri>tel:204</uri>",
            Err(RequestError::Identifier),
        ),
    ] {
        assert_eq!(named(inside), expected, "{inside}");
    }
    assert_eq!(RequestError::Identifier.code(), ErrorCode::BadIdentifier);
}

#[test]
fn a_device_is_named_in_each_vocabulary_that_is_used_for_it() {
    let held = "urn:ietf:params:xml:ns:geopriv:held";
    let tel = Ok(Some(vec![Identifier::Tel("204".into())]));
    let bad = Err(RequestError::Identifier);
    for (text, expected) in [
        // RFC 6155 with a prefix, and its elements beside the device.
        (
            format!(
                "<locationRequest xmlns='{held}' xmlns:id='{held}:id'><id:requiredIdentifiers>id:uri</id:requiredIdentifiers>\
                <id:device><id:uri>tel:204</id:uri></id:device></locationRequest>"
            ),
            tel.clone(),
        ),
        (
            format!(
                "<locationRequest xmlns='{held}' xmlns:id='{held}:id'><id:requiredIdentifiers>id:mac</id:requiredIdentifiers>\
                <id:device><id:uri>tel:204</id:uri></id:device></locationRequest>"
            ),
            bad.clone(),
        ),
        // As if it were all of HELD's own vocabulary.
        (
            format!("<locationRequest xmlns='{held}'><device><uri>tel:204</uri></device></locationRequest>"),
            tel.clone(),
        ),
        (
            format!(
                "<h:locationRequest xmlns:h='{held}'><h:device><h:uri>tel:204</h:uri></h:device></h:locationRequest>"
            ),
            tel.clone(),
        ),
        (
            format!(
                "<locationRequest xmlns='{held}'><device><requiredIdentifiers>mac</requiredIdentifiers>\
                <uri>tel:204</uri></device></locationRequest>"
            ),
            bad.clone(),
        ),
        (
            format!(
                "\u{FEFF}<locationRequest xmlns='{held}'><device><uri>tel:204</uri></device></locationRequest>"
            ),
            tel.clone(),
        ),
        // Something else that is called a device.
        (
            format!(
                "<locationRequest xmlns='{held}'><device xmlns='urn:example:x'><uri>tel:204</uri></device></locationRequest>"
            ),
            Ok(None),
        ),
    ] {
        assert_eq!(LocationRequest::read(&text).map(|request| request.device), expected, "{text}");
    }
    let written = full().write();
    assert!(
        written.contains("xmlns:id=\"urn:ietf:params:xml:ns:geopriv:held:id\"")
            && written.contains("<id:device>")
    );
}

#[test]
fn a_time_to_answer_has_no_largest_number() {
    let time = |time: &str| {
        let text = asking("").replace(" xmlns", &format!(" responseTime='{time}' xmlns"));
        LocationRequest::read(&text).map(|request| request.response_time)
    };
    assert_eq!(time(" 8000 "), Ok(Some(ResponseTime::Milliseconds(8_000))));
    assert_eq!(time("99999999999999999999999"), Ok(Some(ResponseTime::Milliseconds(u64::MAX))));
    for wrong in ["", "-1", "8s", "1.5"] {
        assert_eq!(time(wrong), Err(RequestError::Invalid("the responseTime")), "{wrong}");
    }
}

#[test]
fn an_answer_expires_at_a_whole_second() {
    let mut response = located(false, true);
    response.uri_set.as_mut().unwrap().expires = "2026-11-24T08:00:00.123456Z".parse().unwrap();
    assert!(response.write().contains("expires=\"2026-11-24T08:00:00Z\""));
}

#[test]
fn measurements_of_other_kinds_are_passed_over() {
    let text = asking(
        r#"<m:measurements xmlns:m="urn:ietf:params:xml:ns:geopriv:lm" time="2026-11-23T08:00:00Z">
          <dhcp xmlns="urn:ietf:params:xml:ns:geopriv:lm:dhcp"><giaddr>192.0.2.158</giaddr></dhcp>
          <wifi xmlns="urn:ietf:params:xml:ns:geopriv:lm:wifi"><nicType>x</nicType>
            <ap serving=" 1 "><bssid verified="false">00-12-F0-A0-80-EF</bssid><ssid>wlan</ssid><channel>7</channel></ap>
          </wifi></m:measurements>"#,
    );
    let measured = LocationRequest::read(&text).unwrap().measurements;
    assert_eq!(measured.serving.unwrap().bssid.to_string(), "00:12:f0:a0:80:ef");
    assert_eq!((measured.neighbours.len(), measured.port), (0, None));
}

#[test]
fn switch_and_port_are_named_as_rules_name_them() {
    let id = |subtype, octets: &[u8]| LldpId { subtype, octets: octets.to_vec() };
    let mac = [0, 0x1b, 0x21, 0, 0, 1];
    let v6 = [&[2][..], &"2001:db8::1".parse::<std::net::Ipv6Addr>().unwrap().octets()].concat();
    for (chassis, text) in [
        (id(4, &mac), Some("00:1b:21:00:00:01")),
        (id(4, &mac[..5]), None),
        (id(5, &[1, 10, 0, 0, 1]), Some("10.0.0.1")),
        (id(5, &[1, 10, 0, 0]), None),
        (id(5, &[9, 10, 0, 0, 1]), None),
        (id(5, &v6), Some("2001:db8::1")),
        (id(7, b"sw-1\0 "), Some("sw-1")),
        (id(7, &[0]), None),
    ] {
        assert_eq!(chassis.chassis_text().as_deref(), text, "{chassis:?}");
    }
    for (port, text) in [
        (id(3, &mac), Some("00:1b:21:00:00:01")),
        (id(4, &[1, 10, 0, 0, 1]), Some("10.0.0.1")),
        (id(5, b"Gi1/0/12"), Some("Gi1/0/12")),
    ] {
        assert_eq!(port.port_text().as_deref(), text, "{port:?}");
    }
}

#[test]
fn hostile_and_wrong_requests_are_refused() {
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>"#;
    let deep = "<x>".repeat(1_000);
    let lldp = |inside: &str| {
        asking(&format!(
            r#"<measurements xmlns="urn:ietf:params:xml:ns:geopriv:lm"><lldp xmlns="urn:ietf:params:xml:ns:geopriv:lm:lldp">{inside}</lldp></measurements>"#
        ))
    };
    let wifi = |inside: &str| {
        asking(&format!(
            r#"<measurements xmlns="urn:ietf:params:xml:ns:geopriv:lm"><wifi xmlns="urn:ietf:params:xml:ns:geopriv:lm:wifi">{inside}</wifi></measurements>"#
        ))
    };
    for (text, code) in [
        (bomb.to_owned(), ErrorCode::XmlError),
        (deep, ErrorCode::XmlError),
        (" ".repeat(70_000), ErrorCode::XmlError),
        (String::new(), ErrorCode::XmlError),
        ("<locationRequest/>".to_owned(), ErrorCode::UnsupportedMessage),
        (located(false, true).write(), ErrorCode::UnsupportedMessage),
        (asking("<locationType>postal</locationType>"), ErrorCode::XmlError),
        (asking("<locationType/>"), ErrorCode::XmlError),
        (asking("<locationType exact='perhaps'>any</locationType>"), ErrorCode::XmlError),
        (asking("").replace(" xmlns", " responseTime='soon' xmlns"), ErrorCode::XmlError),
        (lldp("<chassis type='4'>00</chassis>"), ErrorCode::XmlError),
        (lldp("<chassis type='4'>0</chassis><port type='5'>00</port>"), ErrorCode::XmlError),
        (wifi("<ap><ssid>x</ssid></ap>"), ErrorCode::XmlError),
        (wifi("<ap serving='perhaps'><bssid>00-12-f0-a0-80-ef</bssid></ap>"), ErrorCode::XmlError),
        (lldp("<chassis type='x'>00</chassis><port type='5'>00</port>"), ErrorCode::XmlError),
        (lldp("<chassis type='4'>é0</chassis><port type='5'>00</port>"), ErrorCode::XmlError),
    ] {
        let short: String = text.chars().take(60).collect();
        assert_eq!(LocationRequest::read(&text).map_err(|error| error.code()), Err(code), "{short}");
    }
    assert_eq!(LocationRequest::read(bomb), Err(RequestError::Xml(XmlError::Declares)));
}

prop_compose! {
    fn a_mac()(octets in any::<[u8; 6]>()) -> MacAddr { MacAddr(octets) }
}

prop_compose! {
    fn an_access_point()(bssid in a_mac(), ssid in prop::option::of("[!-~]([ -~]{0,20}[!-~])?")) -> AccessPoint {
        // As it is written: a token.
        let ssid = ssid.map(|ssid| ssid.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
        AccessPoint { bssid, ssid }
    }
}

prop_compose! {
    fn an_lldp_id()(subtype in any::<u8>(), octets in prop::collection::vec(any::<u8>(), 1..=255)) -> LldpId {
        LldpId { subtype, octets }
    }
}

fn an_identifier() -> impl Strategy<Value = Identifier> {
    prop_oneof![
        any::<[u8; 4]>().prop_map(|octets| Identifier::Ip(octets.into())),
        any::<[u8; 16]>()
            .prop_map(|octets| { Identifier::Ip(std::net::IpAddr::from(octets).to_canonical()) }),
        a_mac().prop_map(Identifier::Mac),
        "\\+?[0-9*#]{1,20}".prop_map(Identifier::Tel),
        ("[a-z0-9.+_-]{1,12}", "[a-z0-9.-]{1,12}").prop_map(|(user, host)| Identifier::Sip { user, host }),
    ]
}

fn a_time() -> impl Strategy<Value = Option<ResponseTime>> {
    prop_oneof![
        Just(None),
        Just(Some(ResponseTime::EmergencyRouting)),
        Just(Some(ResponseTime::EmergencyDispatch)),
        any::<u64>().prop_map(|ms| Some(ResponseTime::Milliseconds(ms))),
    ]
}

proptest! {
    #[test]
    fn any_request_is_read_as_it_was_written(
        (any, geodetic, civic, location_uri) in any::<(bool, bool, bool, bool)>(), exact in any::<bool>(),
        response_time in a_time(), device in prop::option::of(prop::collection::vec(an_identifier(), 1..4)),
        serving in prop::option::of(an_access_point()), neighbours in prop::collection::vec(an_access_point(), 0..4),
        port in prop::option::of((an_lldp_id(), an_lldp_id()))
    ) {
        let types = LocationTypes { any, geodetic, civic, location_uri };
        // A request without any type says nothing of them, nor of `exact`.
        let says = types != LocationTypes::NONE;
        let port = port.map(|(chassis, port)| LldpPort { chassis, port });
        let measurements = Measurements { serving, neighbours, port };
        let request = LocationRequest { types, exact, response_time, device, measurements };
        let read = LocationRequest::read(&request.write()).unwrap();
        let types = if says { types } else { LocationTypes::default() };
        prop_assert_eq!(read, LocationRequest { types, exact: exact && says, ..request });
    }

    #[test]
    fn no_text_makes_the_readers_panic(text in "\\PC{0,200}|(<[a-z:/!\\[\\]&;#x\"'= -]{0,12}>?){0,20}") {
        let _ = LocationRequest::read(&text);
        let _ = LocationRequest::read(&asking(&text));
        let _ = Answer::read(&text);
    }

    #[test]
    fn nothing_in_place_of_an_identity_makes_the_reader_panic(text in "(tel|sip|sips):[ -9:-~é]{0,30}") {
        let _ = named(&format!("<uri>{}</uri>", text.replace(['<', '&'], "")));
    }

    #[test]
    fn no_part_of_a_request_is_one(cut in 0usize..2_000) {
        let whole = full().write();
        let cut = cut.min(whole.trim_end().len() - 1);
        prop_assert!(whole.get(..cut).is_none_or(|part| LocationRequest::read(part).is_err()));
    }
}
