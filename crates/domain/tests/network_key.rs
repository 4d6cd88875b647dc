//! Which network is this? Every sentence of docs/rules.md, Network key, and what must hold of any evidence.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use proptest::prelude::*;
use roamline_domain::access_network::{
    AccessNetwork, Evidence, Medium, OtherUplink, PublicIp, SwitchPort, Wifi,
};
use roamline_domain::network_key::{NetworkKey, NoKey};
use roamline_domain::wiremap::canonical;
use rstest::rstest;
use support::{evidence, network};

fn key(network: AccessNetwork) -> NetworkKey {
    NetworkKey::of_network(&network).unwrap()
}

fn with(change: impl FnOnce(&mut AccessNetwork)) -> AccessNetwork {
    let mut changed = network();
    change(&mut changed);
    changed
}

fn wifi(ssid: &str, bssid: &str) -> Option<Wifi> {
    Some(Wifi { ssid: ssid.into(), bssid: Some(bssid.parse().unwrap()) })
}

fn port(chassis: &str, port: &str) -> Option<SwitchPort> {
    Some(SwitchPort { chassis: chassis.into(), port: port.into(), system_name: None })
}

fn behind(router: &str, change: impl FnOnce(&mut AccessNetwork)) -> AccessNetwork {
    with(|n| {
        n.gateway.as_mut().unwrap().mac = Some(router.parse().unwrap());
        change(n);
    })
}

#[rstest]
#[case::renewed_lease(with(|n| n.addresses = vec!["192.168.1.99/24".parse().unwrap()]))]
#[case::privacy_address(with(|n| n.addresses.push("2001:db8::abcd/64".parse().unwrap())))]
#[case::another_docks_mac(with(|n| n.mac = Some("8c:16:45:00:00:02".parse().unwrap())))]
#[case::another_interface(with(|n| n.interface = "enp3s0u1".into()))]
#[case::wifi_of_the_same_router(with(|n| { n.medium = Medium::Wifi; n.wifi = wifi("Office", "00:1b:21:aa:00:01"); }))]
#[case::another_access_point(with(|n| { n.medium = Medium::Wifi; n.wifi = wifi("Office", "00:1b:21:aa:00:02"); }))]
#[case::tunnel_up(with(|n| n.behind_tunnel = true))]
#[case::dns_suffix(with(|n| n.dns_suffixes = vec!["example.com".into()]))]
#[case::second_uplink(with(|n| n.other_uplinks = vec![OtherUplink {
    interface: "wlan0".into(), medium: Medium::Wifi, wifi: None, gateway_mac: None }]))]
fn this_is_the_same_network(#[case] changed: AccessNetwork) {
    assert_eq!(key(changed), key(network()));
}

#[test]
fn a_new_public_ip_behind_the_same_router_is_the_same_network() {
    let seen = |ip: &str| {
        let public_ip = Some(PublicIp { ip: ip.parse().unwrap(), through_tunnel: false });
        NetworkKey::of(&Evidence { public_ip, ..evidence(network()) }).unwrap()
    };
    assert_eq!(seen("203.0.113.7"), seen("203.0.113.8"));
}

#[rstest]
#[case::another_router(behind("00:1b:21:3c:4d:5f", |_| ()))]
#[case::another_subnet(with(|n| n.gateway.as_mut().unwrap().subnet = Some("192.168.0.0/16".parse().unwrap())))]
#[case::another_router_address(with(|n| n.gateway.as_mut().unwrap().ip = "192.168.1.254".parse().unwrap()))]
#[case::a_switch_port(with(|n| n.switch_port = port("sw-1", "Gi1/0/7")))]
fn this_is_another_network(#[case] changed: AccessNetwork) {
    assert_ne!(key(changed), key(network()));
}

#[test]
fn another_port_or_switch_is_another_network() {
    let at = |chassis, name| key(with(|n| n.switch_port = port(chassis, name)));
    assert_ne!(at("sw-1", "Gi1/0/7"), at("sw-1", "Gi1/0/8"));
    assert_ne!(at("sw-1", "Gi1/0/7"), at("sw-2", "Gi1/0/7"));
}

#[rstest]
#[case("00-24-39-5D-BB-02", "GigabitEthernet1/0/7")]
#[case("0024.395d.bb02", "gi1/0/7")]
#[case("00:24:39:5d:bb:02", "Gi1/0/7")]
fn another_spelling_of_a_port_is_the_same_network(#[case] chassis: &str, #[case] name: &str) {
    let canonical = "gw 00:1b:21:3c:4d:5e 192.168.1.1 192.168.1.0/24 port \"00:24:39:5d:bb:02\" \"Gi1/0/7\"";
    assert_eq!(key(with(|n| n.switch_port = port(chassis, name))).as_str(), canonical);
    // As versions before the canonical spelling stored it.
    let stored = format!("gw 00:1b:21:3c:4d:5e 192.168.1.1 192.168.1.0/24 port \"{chassis}\" \"{name}\"");
    assert_eq!(NetworkKey::from_store(stored.clone()).as_str(), canonical);
    let sent: NetworkKey = serde_json::from_value(serde_json::Value::String(stored)).unwrap();
    assert_eq!(sent.as_str(), canonical);
}

#[test]
fn a_stored_key_with_a_name_in_it_is_brought_into_the_canonical_spelling() {
    let stored = "gw 9e:3a:11:22:33:44 10.0.0.1 10.0.0.0/8 ssid \"An\\x20SSID\" port \"Closet\\x20\\u{e9}\" \"Port\\x207\"";
    let canonical =
        "gw 9e:3a:11:22:33:44 10.0.0.1 10.0.0.0/8 ssid \"An\\x20SSID\" port \"closet\\x20\\u{e9}\" \"port7\"";
    assert_eq!(NetworkKey::from_store(stored.to_owned()).as_str(), canonical);
}

#[test]
fn the_ports_name_for_people_is_no_identity() {
    let named = |name: Option<&str>| {
        key(with(|n| {
            n.switch_port = port("sw-1", "7");
            n.switch_port.as_mut().unwrap().system_name = name.map(str::to_owned);
        }))
    };
    assert_eq!(named(None), named(Some("closet 4")));
}

#[rstest]
#[case::vrrp("00:00:5e:00:01:07")]
#[case::hsrp("00:00:0c:07:ac:01")]
#[case::hotspot("9e:3a:11:22:33:44")]
fn a_router_that_could_be_anybodys_takes_a_qualifier(#[case] router: &str) {
    let ssid = |name| key(behind(router, |n| n.wifi = wifi(name, "00:1b:21:aa:00:01")));
    let dns = |name: &str| key(behind(router, |n| n.dns_suffixes = vec![name.into()]));
    let public = |ip: &str| {
        let public_ip = Some(PublicIp { ip: ip.parse().unwrap(), through_tunnel: false });
        NetworkKey::of(&Evidence { public_ip, ..evidence(behind(router, |_| ())) }).unwrap()
    };
    assert_ne!(ssid("Anna's phone"), ssid("Ben's phone"));
    assert_ne!(dns("a.example"), dns("b.example"));
    assert_ne!(public("203.0.113.7"), public("203.0.113.8"));
    for qualified in [ssid("Anna's phone"), dns("a.example"), public("203.0.113.7")] {
        assert!(!qualified.is_unqualified(), "{qualified}");
    }
    assert!(key(behind(router, |_| ())).is_unqualified());
}

#[test]
fn a_public_ip_through_a_tunnel_qualifies_nothing() {
    let public_ip = Some(PublicIp { ip: "203.0.113.7".parse().unwrap(), through_tunnel: true });
    let hidden = Evidence { public_ip, ..evidence(behind("9e:3a:11:22:33:44", |_| ())) };
    assert!(NetworkKey::of(&hidden).unwrap().is_unqualified());
}

#[rstest]
#[case::ssid_named_unqualified(behind("9e:3a:11:22:33:44", |n| n.wifi = wifi("unqualified", "00:1b:21:aa:00:01")))]
#[case::suffix_named_unqualified(behind("9e:3a:11:22:33:44", |n| n.dns_suffixes = vec!["unqualified".into()]))]
#[case::ssid_with_a_blank(behind("9e:3a:11:22:33:44", |n| n.wifi = wifi("x unqualified", "00:1b:21:aa:00:01")))]
fn a_name_cannot_imitate_the_want_of_one(#[case] named: AccessNetwork) {
    assert!(!key(named).is_unqualified());
}

#[test]
fn a_half_known_network_has_no_key() {
    let none = NetworkKey::of_network(&with(|n| n.gateway = None));
    assert_eq!(none, Err(NoKey::NoGateway));
    for mac in [None, Some("00:00:00:00:00:00".parse().unwrap())] {
        let unresolved = NetworkKey::of_network(&with(|n| n.gateway.as_mut().unwrap().mac = mac));
        assert_eq!(unresolved, Err(NoKey::GatewayUnresolved));
    }
}

#[test]
fn an_ipv6_only_network_is_its_routers_link_layer_address() {
    let v6 = |router: &str| {
        key(with(|n| {
            n.addresses = vec!["2001:db8::17/64".parse().unwrap()];
            let gateway = n.gateway.as_mut().unwrap();
            gateway.ip = router.parse().unwrap();
            gateway.subnet = None;
        }))
    };
    assert_eq!(v6("fe80::1"), v6("fe80::2"));
}

/// What decides, taken out of the evidence by hand.
fn parts(evidence: &Evidence) -> impl PartialEq + std::fmt::Debug + use<> {
    let network = &evidence.network;
    let gateway = network.gateway.as_ref().map(|g| (g.mac, g.subnet.map(|s| (g.ip, s.trunc()))));
    let unique = gateway.as_ref().and_then(|g| g.0).is_some_and(|m| m.is_unique_and_lasting());
    let ssid = network.wifi.as_ref().map(|w| w.ssid.clone()).filter(|s| !s.is_empty());
    let qualifier = match (unique, ssid, network.dns_suffixes.first(), evidence.usable_public_ip()) {
        (true, ..) => None,
        (_, Some(ssid), ..) => Some(("ssid", ssid)),
        (_, _, Some(suffix), _) => Some(("dns", suffix.clone())),
        (.., Some(ip)) => Some(("public", ip.to_string())),
        _ => Some(("unqualified", String::new())),
    };
    let at = network.switch_port.as_ref();
    (gateway, qualifier, at.map(|at| (canonical::chassis(&at.chassis), canonical::port(&at.port))))
}

/// Words of the key's own structure among the names that networks give themselves.
fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(
            &["port", "unqualified", "ssid", "dns", "a port b", "port 1 2", "\\x20", "\"", "a\\", "", "é"][..]
        )
        .prop_map(str::to_owned),
        "[ -~]{0,12}",
        any::<String>(),
    ]
}

prop_compose! {
    fn named_evidence()(
        mut evidence in support::any_evidence(),
        ssid in names(), suffix in names(), chassis in names(), port in names(),
    ) -> Evidence {
        if let Some(wifi) = &mut evidence.network.wifi { wifi.ssid = ssid; }
        for own in &mut evidence.network.dns_suffixes { own.clone_from(&suffix); }
        if let Some(at) = &mut evidence.network.switch_port { (at.chassis, at.port) = (chassis, port); }
        evidence
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn keys_are_equal_exactly_when_what_decides_is(a in named_evidence(), b in named_evidence()) {
        if let (Ok(first), Ok(second)) = (NetworkKey::of(&a), NetworkKey::of(&b)) {
            prop_assert_eq!(first == second, parts(&a) == parts(&b), "{} and {}", first, second);
        }
    }

    #[test]
    fn learning_the_port_refines_the_key(evidence in named_evidence(), chassis in names(), port in names()) {
        let mut coarse = evidence;
        coarse.network.switch_port = None;
        let mut fine = coarse.clone();
        fine.network.switch_port = Some(SwitchPort { chassis, port, system_name: None });
        if let (Ok(coarse), Ok(fine)) = (NetworkKey::of(&coarse), NetworkKey::of(&fine)) {
            prop_assert!(fine.refines(&coarse), "{} and {}", fine, coarse);
            prop_assert!(!coarse.refines(&fine) && !fine.refines(&fine));
            prop_assert_eq!(coarse.is_unqualified(), fine.is_unqualified());
            prop_assert_eq!(fine.coarser(), Some(coarse.clone()));
            prop_assert_eq!(coarse.coarser(), None);
        }
    }

    #[test]
    fn a_key_survives_the_store(evidence in named_evidence()) {
        if let Ok(key) = NetworkKey::of(&evidence) {
            prop_assert_eq!(&NetworkKey::from_store(key.as_str().to_owned()), &key);
            prop_assert!(!key.as_str().chars().any(char::is_control));
            let again: NetworkKey = serde_json::from_value(serde_json::to_value(&key).unwrap()).unwrap();
            prop_assert_eq!(again, key);
        }
    }
}
