//! What stands in each maker's file, and that no name changes more than itself.

use std::collections::BTreeMap;

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;
use rstest::rstest;

use super::*;

/// A telephone as most are.
fn settings() -> PhoneSettings {
    let best = Registrar { transport: PhoneTransport::Tls, host: "phones.example.com".into(), port: 5061 };
    let tcp = Registrar { transport: PhoneTransport::Tcp, host: "192.0.2.1".into(), port: 5060 };
    PhoneSettings {
        username: "ada-7k2m".into(),
        password: "k7m2p9x4w8b3n6r5t2v7".into(),
        domain: "phones.example.com".into(),
        display_name: "Ada Byron".into(),
        servers: Servers { best, others: vec![tcp] },
        requires_encryption: false,
        emergency_numbers: vec!["112".into(), "911".into(), "999".into()],
    }
}

/// The same by another way.
fn by(transport: PhoneTransport, host: &str, port: u16) -> PhoneSettings {
    let best = Registrar { transport, host: host.into(), port };
    PhoneSettings { servers: Servers { best, others: Vec::new() }, ..settings() }
}

/// What a telephone reads in its file, as its maker describes that.
fn read(file: File, settings: &PhoneSettings) -> BTreeMap<String, String> {
    let text = file.write(settings);
    match file {
        File::Yealink => {
            let mut lines = text.lines();
            assert_eq!(lines.next(), Some("#!version:1.0.0.1"), "without it nothing is read");
            lines
                .map(|line| {
                    line.split_once(" = ").map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap()
                })
                .collect()
        }
        File::Text => text
            .lines()
            .map(|line| {
                line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())).unwrap()
            })
            .collect(),
        File::Json => {
            let told: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
            told.into_iter()
                .map(|(name, value)| (name, value.as_str().map_or(value.to_string(), str::to_owned)))
                .collect()
        }
        File::Poly | File::PolyMaster | File::Grandstream => xml(&text),
    }
}

/// All attributes, and all elements with text.
fn xml(text: &str) -> BTreeMap<String, String> {
    let (mut reader, mut read) = (Reader::from_str(text), BTreeMap::new());
    let (mut open, mut value) = (String::new(), String::new());
    let mut put = |name: String, value: String| assert_eq!(read.insert(name, value), None, "each once");
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Empty(element) => {
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap();
                    let value = unescape(&attribute.value).unwrap();
                    put(attribute.key.as_ref().to_owned(), value.into_owned());
                }
            }
            Event::Start(element) => {
                element.name().as_ref().clone_into(&mut open);
                value.clear();
            }
            Event::Text(text) => value.push_str(&text),
            Event::GeneralRef(reference) => value.push_str(&unescape(&format!("&{};", &*reference)).unwrap()),
            Event::End(element) if element.name().as_ref() == open => put(open.clone(), value.clone()),
            _ => {}
        }
    }
    read
}

#[rstest]
#[case::yealink(File::Yealink, &[
    ("account.1.enable", "1"), ("account.1.user_name", "ada-7k2m"), ("account.1.auth_name", "ada-7k2m"),
    ("account.1.password", "k7m2p9x4w8b3n6r5t2v7"), ("account.1.display_name", "Ada Byron"),
    ("account.1.sip_server.1.address", "phones.example.com"), ("account.1.sip_server.1.port", "5061"),
    ("account.1.sip_server.1.transport_type", "2"), ("account.1.sip_server.1.expires", "600"),
    ("account.1.srtp_encryption", "0"), ("account.1.auto_answer", "0"), ("features.intercom.allow", "1"),
    ("account.1.blf.blf_list_uri", "keys@phones.example.com"), ("phone_setting.emergency.number", "112,911,999"),
    ("static.security.trust_certificates", "1"),
])]
#[case::poly_master(File::PolyMaster, &[("CONFIG_FILES", "roamline-settings.cfg")])]
#[case::poly(File::Poly, &[
    ("reg.1.address", "ada-7k2m"), ("reg.1.auth.userId", "ada-7k2m"), ("reg.1.auth.password", "k7m2p9x4w8b3n6r5t2v7"),
    ("reg.1.displayName", "Ada Byron"), ("reg.1.server.1.address", "phones.example.com"), ("reg.1.server.1.port", "5061"),
    ("reg.1.server.1.transport", "TLS"), ("reg.1.server.1.expires", "600"), ("reg.1.server.1.register", "1"),
    ("sec.TLS.SIP.strictCertCommonNameValidation", "1"), ("sec.srtp.require", "0"),
    ("attendant.uri", "keys@phones.example.com"),
])]
#[case::grandstream(File::Grandstream, &[
    ("P271", "1"), ("P35", "ada-7k2m"), ("P36", "ada-7k2m"), ("P34", "k7m2p9x4w8b3n6r5t2v7"), ("P3", "Ada Byron"),
    ("P47", "phones.example.com:5061"), ("P130", "2"), ("P32", "10"), ("P2311", "1"), ("P2367", "1"), ("P183", "0"),
    ("P134", "keys@phones.example.com"), ("P90", "0"), ("P298", "1"),
])]
#[case::text(File::Text, &[
    ("User name", "ada-7k2m"), ("Password", "k7m2p9x4w8b3n6r5t2v7"), ("Domain", "phones.example.com"),
    ("Emergency numbers", "112, 911, 999"), ("Event list for keys", "sip:keys@phones.example.com"),
    ("Account for baresip", "<sip:ada-7k2m@phones.example.com:5061;transport=tls>;auth_user=ada-7k2m;auth_pass=k7m2p9x4w8b3n6r5t2v7;regint=600"),
])]
#[case::json(File::Json, &[
    ("username", "ada-7k2m"), ("password", "k7m2p9x4w8b3n6r5t2v7"), ("keys", "sip:keys@phones.example.com"),
])]
fn each_file_says_all(#[case] file: File, #[case] expected: &[(&str, &str)]) {
    let told = read(file, &settings());
    for (name, value) in expected {
        assert_eq!(told.get(*name).map(String::as_str), Some(*value), "{name}");
    }
}

#[rstest]
#[case::yealink(File::Yealink, "account.1.sip_server.1.transport_type", ["2", "1", "0"])]
#[case::poly(File::Poly, "reg.1.server.1.transport", ["TLS", "TCPOnly", "UDPOnly"])]
#[case::grandstream(File::Grandstream, "P130", ["2", "1", "0"])]
fn each_maker_names_the_way_otherwise(#[case] file: File, #[case] name: &str, #[case] expected: [&str; 3]) {
    let ways = [PhoneTransport::Tls, PhoneTransport::Tcp, PhoneTransport::Udp];
    let told = ways.map(|way| read(file, &by(way, "192.0.2.1", 5060)).remove(name).unwrap());
    assert_eq!(told, expected);
}

#[rstest]
#[case::yealink(File::Yealink, &[("account.1.srtp_encryption", "2")])]
#[case::poly(File::Poly, &[("sec.srtp.enable", "1"), ("sec.srtp.offer", "1"), ("sec.srtp.require", "1")])]
#[case::grandstream(File::Grandstream, &[("P183", "2")])]
#[case::text(File::Text, &[("Encryption of calls", "mandatory (SRTP)")])]
#[case::json(File::Json, &[("requires_encryption", "true")])]
fn where_calls_have_to_be_encrypted_the_phone_insists(#[case] file: File, #[case] expected: &[(&str, &str)]) {
    let told = read(file, &PhoneSettings { requires_encryption: true, ..settings() });
    for (name, value) in expected {
        assert_eq!(told.get(*name).map(String::as_str), Some(*value), "{name}");
    }
}

#[test]
fn an_ipv6_address_stands_in_brackets_where_a_port_follows() {
    let settings = by(PhoneTransport::Tcp, "2001:db8::1", 5060);
    assert_eq!(read(File::Grandstream, &settings)["P47"], "[2001:db8::1]:5060");
    assert_eq!(read(File::Yealink, &settings)["account.1.sip_server.1.address"], "2001:db8::1");
    assert!(read(File::Text, &settings)["Account for baresip"].contains("@[2001:db8::1]:5060;"));
}

#[test]
fn by_tls_a_server_has_the_name_of_its_certificate() {
    let server = |transport, address: &str| PhoneServer { transport, address: address.into() };
    let tls = server(PhoneTransport::Tls, "192.0.2.1:5061");
    assert_eq!(registrar(&tls, Some("phones.example.com")).authority(), "phones.example.com:5061");
    assert_eq!(registrar(&tls, None).authority(), "192.0.2.1:5061");
    let tcp = server(PhoneTransport::Tcp, "[2001:db8::1]:5060");
    let read = registrar(&tcp, Some("phones.example.com"));
    assert_eq!((read.host.as_str(), read.port), ("2001:db8::1", 5060));
    assert_eq!(read.authority(), "[2001:db8::1]:5060");
}

/// Names that are none, with all that ends something in one of the files.
fn any_name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\r\naccount.1.sip_server.1.address = evil.example".to_owned()),
        Just("\"/><x reg.1.server.1.address=\"evil.example".to_owned()),
        Just("</P3><P47>evil.example</P47><P3>".to_owned()),
        Just("\u{2028}Server: evil.example".to_owned()),
        Just("]]>&amp;&#10;<!--".to_owned()),
        Just("\"; DROP\\".to_owned()),
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn a_name_changes_nothing_but_itself(name in any_name()) {
        let called = PhoneSettings { display_name: name.clone(), ..settings() };
        let shown = text::line(&name);
        for (file, places) in [
            (File::Yealink, &["account.1.label", "account.1.display_name"][..]),
            (File::Poly, &["reg.1.displayName", "reg.1.label"]),
            (File::Grandstream, &["P270", "P3"]),
            (File::Text, &["Name"]),
            (File::Json, &["display_name"]),
        ] {
            let (mut told, mut plain) = (read(file, &called), read(file, &settings()));
            for place in places {
                let expected = if file == File::Json { &name } else { &shown };
                prop_assert_eq!(told.remove(*place), Some(expected.clone()));
                prop_assert!(plain.remove(*place).is_some());
            }
            prop_assert_eq!(told, plain);
        }
    }

    #[test]
    fn a_line_stays_one(name in any_name()) {
        let ends = text::line(&name).chars().filter(|c| c.is_control() || ['\u{2028}', '\u{2029}'].contains(c)).count();
        prop_assert_eq!(ends, 0);
    }
}
