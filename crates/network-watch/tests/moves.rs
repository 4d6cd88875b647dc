//! Real moves between real routers: each is told once, and a known network is known again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use roamline_network_watch::{Change, Event, Reason, Source};
use support::*;

#[test]
fn a_move_is_told_exactly_once_and_the_way_back_brings_the_old_key() {
    needs_root!("a_move_is_told_exactly_once_and_the_way_back_brings_the_old_key");
    let mut lab = at_router_a();
    lab.router("eb", MAC_B, &["10.20.0.1/16"]);
    let mut watch = lab.watch();
    let first = watch.started();
    let key_a = first.network_key.clone().unwrap();
    assert_eq!(key_a.as_str(), "gw 00:1b:21:aa:00:01 192.168.10.1 192.168.10.0/24");

    lab.ip("link set ea down");
    lab.connect("eb", "10.20.0.23/16", "10.20.0.1", 100);
    let second = watch.key_other_than(&key_a);
    let key_b = second.network_key.clone().unwrap();
    assert_eq!(key_b.as_str(), "gw 00:1b:21:bb:00:01 10.20.0.1 10.20.0.0/16");
    assert_ne!(second.event, Event::Unchanged);
    settle_with_marker(&lab, &mut watch, "eb");
    assert_eq!(watch.key_changes(), 1, "{:#?}", watch.seen);

    lab.ip("link set eb down");
    lab.connect("ea", "192.168.10.23/24", "192.168.10.1", 100);
    assert_eq!(watch.key_other_than(&key_b).network_key, Some(key_a));
    settle_with_marker(&lab, &mut watch, "ea");
    assert_eq!(watch.key_changes(), 2, "{:#?}", watch.seen);
}

#[test]
fn the_same_addressing_behind_another_router_is_another_network() {
    needs_root!("the_same_addressing_behind_another_router_is_another_network");
    let mut lab = at_router_a();
    lab.router("eb", MAC_B, &["192.168.10.1/24"]);
    let mut watch = lab.watch();
    let key_a = watch.started().network_key.unwrap();
    lab.ip("link set ea down");
    lab.ip("address flush dev ea");
    lab.connect("eb", "192.168.10.23/24", "192.168.10.1", 100);
    let moved = watch.key_other_than(&key_a);
    assert_eq!(moved.network.unwrap().gateway.unwrap().mac.unwrap().to_string(), MAC_B);
    settle_with_marker(&lab, &mut watch, "eb");
    assert_eq!(watch.key_changes(), 1, "{:#?}", watch.seen);
}

#[test]
fn another_router_behind_the_same_cable_is_another_network() {
    needs_root!("another_router_behind_the_same_cable_is_another_network");
    let lab = at_router_a();
    let mut watch = lab.watch();
    let key_a = watch.started().network_key.unwrap();
    let router = format!("{}ea", lab.client);
    run(&format!("ip -n {router} link set lan down"));
    lab.wait_until_unplugged("ea");
    run(&format!("ip -n {router} link set lan address {MAC_B}"));
    run(&format!("ip -n {router} link set lan up"));
    let moved = watch.key_other_than(&key_a);
    assert_eq!(moved.network.unwrap().gateway.unwrap().mac.unwrap().to_string(), MAC_B);
}

#[test]
fn a_lost_connection_is_told_after_the_longest_settling() {
    needs_root!("a_lost_connection_is_told_after_the_longest_settling");
    let lab = at_router_a();
    let mut watch = lab.watch();
    let first = watch.started();
    lab.ip("link set ea down");
    let lost = watch.until("no network", |o| o.network.is_none());
    assert_ne!(lost.event, Event::Unchanged);
    assert_eq!(lost.network_key, None);
    assert_eq!(lost.change_since(&first), Change::Key);
    lab.connect("ea", "192.168.10.23/24", "192.168.10.1", 100);
    assert_eq!(watch.until("the network again", |o| o.network.is_some()).network_key, first.network_key);
}

#[test]
fn a_router_that_does_not_answer_leaves_the_network_without_key() {
    needs_root!("a_router_that_does_not_answer_leaves_the_network_without_key");
    let mut lab = at_router_a();
    lab.router("eb", MAC_B, &[]);
    let mut watch = lab.watch();
    let key_a = watch.started().network_key.unwrap();
    lab.ip("link set ea down");
    lab.connect("eb", "10.20.0.23/16", "10.20.0.1", 100);
    let half =
        watch.until("the half-known network", |o| o.network.as_ref().is_some_and(|n| n.interface == "eb"));
    assert_eq!(half.network_key, None);
    assert!(half.missing.iter().any(|m| (m.what, m.why) == (Source::GatewayMac, Reason::NoAnswer)));
    run(&format!("ip -n {}eb address add 10.20.0.1/16 dev lan", lab.client));
    run(&format!("ip netns exec {}eb ping -c 1 10.20.0.23", lab.client));
    let whole = watch.key_other_than(&key_a);
    assert_eq!(whole.network.unwrap().gateway.unwrap().mac.unwrap().to_string(), MAC_B);
}

#[test]
fn of_two_uplinks_the_metric_decides_and_the_other_is_evidence() {
    needs_root!("of_two_uplinks_the_metric_decides_and_the_other_is_evidence");
    let mut lab = at_router_a();
    lab.router("eb", MAC_B, &["10.20.0.1/16"]);
    let mut watch = lab.watch();
    let first = watch.started();
    lab.connect("eb", "10.20.0.23/16", "10.20.0.1", 600);
    let with_other = watch.until("the other uplink", |o| {
        o.network.as_ref().is_some_and(|n| n.other_uplinks.iter().any(|u| u.interface == "eb"))
    });
    assert_eq!(with_other.change_since(&first), Change::Evidence);
    lab.ip("route add default via 10.20.0.1 dev eb metric 50");
    let moved = watch.key_other_than(first.network_key.as_ref().unwrap());
    let network = moved.network.unwrap();
    assert_eq!((network.interface.as_str(), network.other_uplinks[0].interface.as_str()), ("eb", "ea"));
}

#[test]
fn an_ipv6_only_network_is_known_by_its_router() {
    needs_root!("an_ipv6_only_network_is_known_by_its_router");
    let mut lab = at_router_a();
    lab.router("eb", MAC_B, &["fe80::b/64", "2001:db8:b::1/64"]);
    let mut watch = lab.watch();
    let key_a = watch.started().network_key.unwrap();
    lab.ip("link set ea down");
    lab.ip("link set eb up");
    lab.ip("address add 2001:db8:b::23/64 dev eb nodad");
    lab.ip("-6 route add default via fe80::b dev eb");
    let moved = watch.key_other_than(&key_a);
    assert_eq!(moved.network_key.unwrap().as_str(), "gw 00:1b:21:bb:00:01");
    let network = moved.network.unwrap();
    assert_eq!(network.gateway.unwrap().subnet, None);
    assert_eq!(network.addresses, ["2001:db8:b::23/64".parse().unwrap()]);
}
