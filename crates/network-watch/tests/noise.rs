//! What happens to a computer that stays where it is: none of it may look like a move.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use roamline_network_watch::{Change, Event, Observation, Options, Watcher};
use support::*;

/// A connected client, its watcher, and what it saw first.
fn watching() -> (Lab, Watch, Observation) {
    let lab = at_router_a();
    let mut watch = lab.watch();
    let first = watch.started();
    (lab, watch, first)
}

/// Everything has been told, and nowhere was there another key.
fn assert_no_move(lab: &Lab, watch: &mut Watch, first: &Observation) {
    // Longer than the settling, so that nothing which should have been ignored can hide behind the marker.
    watch.listen_for(2 * Options::default().settle);
    let last = settle_with_marker(lab, watch, "ea");
    assert_eq!(last.network_key, first.network_key);
    assert!(watch.seen.iter().all(|o| o.network_key == first.network_key), "{:#?}", watch.seen);
}

#[test]
fn twenty_lease_renewals() {
    needs_root!("twenty_lease_renewals");
    let mut lab = Lab::new();
    let router = lab.router("ea", MAC_A, &["192.168.10.1/24"]);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let leases = format!("--dhcp-leasefile={}", path("served"));
    lab.keep_running(
        &router,
        &[
            "dnsmasq",
            "--keep-in-foreground",
            "--conf-file=/dev/null",
            "--port=0",
            "--interface=lan",
            "--bind-interfaces",
            "--no-ping",
            "--dhcp-authoritative",
            "--dhcp-range=192.168.10.100,192.168.10.150,2m",
            &leases,
            "--pid-file=",
        ],
    );
    // The script of the distribution would write the machine's own resolv.conf.
    let script = path("script");
    let text = "#!/bin/sh\n\
        [ -n \"$new_ip_address\" ] || { [ \"$reason\" = PREINIT ] && ip link set \"$interface\" up; exit 0; }\n\
        ip address replace \"$new_ip_address/24\" dev \"$interface\" valid_lft \"$new_dhcp_lease_time\" \
        preferred_lft \"$new_dhcp_lease_time\"\n\
        ip route replace default via \"$new_routers\" dev \"$interface\" metric 100\n";
    std::fs::write(&script, text).unwrap();
    std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::write(path("dhclient.conf"), "initial-interval 1; reboot 3; timeout 10;\n").unwrap();
    let renew = || {
        run(&format!(
            "ip netns exec {} dhclient -4 -1 -cf {} -sf {script} -lf {} -pf {} ea",
            lab.client,
            path("dhclient.conf"),
            path("leases"),
            path("pid"),
        ));
        let pid = || std::fs::read_to_string(path("pid")).ok().filter(|text| text.ends_with('\n'));
        wait_for("the DHCP client to go to the background", || pid().is_some());
        let pid = pid().unwrap();
        run(&format!("kill {}", pid.trim()));
        wait_for("the DHCP client's end", || {
            !std::path::Path::new(&format!("/proc/{}", pid.trim())).exists()
        });
        std::fs::remove_file(path("pid")).unwrap();
    };
    let mut watch = lab.watch();
    assert_eq!(watch.started().network, None);
    renew();
    let first = watch.until("the network that DHCP gave", |o| o.network_key.is_some());
    watch.seen = vec![first.clone()];
    for _ in 0..20 {
        renew();
    }
    assert_no_move(&lab, &mut watch, &first);
    assert_eq!(watch.unforced(), 2, "a renewal is not worth a single observation: {:#?}", watch.seen);
}

#[test]
fn rotating_privacy_addresses() {
    needs_root!("rotating_privacy_addresses");
    let (lab, mut watch, first) = watching();
    run(&format!("ip netns exec {} sysctl -qw net.ipv6.conf.ea.use_tempaddr=2", lab.client));
    lab.ip("address add 2001:db8:a::23/64 dev ea mngtmpaddr nodad");
    watch.until("the lasting address", |o| {
        o.network.as_ref().is_some_and(|n| n.addresses.contains(&"2001:db8:a::23/64".parse().unwrap()))
    });
    let temporary = || {
        let shown = run(&format!("ip -n {} -oneline address show dev ea temporary -tentative", lab.client));
        String::from_utf8_lossy(&shown.stdout).lines().count()
    };
    wait_for("a temporary address", || temporary() > 0);
    assert_no_move(&lab, &mut watch, &first);
    for n in 1..4 {
        lab.ip(&format!("address add 2001:db8:a::d{n}/64 dev ea nodad preferred_lft 0 valid_lft 600"));
    }
    lab.ip("address flush dev ea scope global temporary");
    wait_for("no temporary address", || temporary() == 0);
    assert_no_move(&lab, &mut watch, &first);
    for told in watch.seen.iter().flat_map(|o| &o.network).flat_map(|n| &n.addresses) {
        let lasting = told.addr().is_ipv4() || told.to_string() == "2001:db8:a::23/64";
        assert!(lasting, "{told} does not last");
    }
}

#[test]
fn a_container_bridge_with_its_veths() {
    needs_root!("a_container_bridge_with_its_veths");
    let (lab, mut watch, first) = watching();
    lab.ip("link add br0 type bridge");
    lab.ip("address add 172.17.0.1/16 dev br0");
    lab.ip("link set br0 up");
    for n in 0..4 {
        lab.ip(&format!("link add v{n} type veth peer name w{n}"));
        lab.ip(&format!("link set v{n} master br0 up"));
        lab.ip(&format!("link set w{n} up"));
        lab.ip(&format!("address add 172.17.0.1{n}/16 dev w{n}"));
    }
    lab.ip("link delete v0");
    lab.ip("link delete br0");
    assert_no_move(&lab, &mut watch, &first);
    assert_eq!(watch.unforced(), 2, "containers are not worth a single observation: {:#?}", watch.seen);
}

#[test]
fn a_tunnel_that_takes_the_default_route() {
    needs_root!("a_tunnel_that_takes_the_default_route");
    let (lab, mut watch, first) = watching();
    let behind =
        |expected| move |o: &Observation| o.network.as_ref().is_some_and(|n| n.behind_tunnel == expected);
    for routes in [&["default"][..], &["0.0.0.0/1", "128.0.0.0/1"], &["default table 51820"]] {
        lab.ip("tuntap add dev tun0 mode tun");
        lab.ip("address add 10.8.0.2/24 dev tun0");
        lab.ip("link set tun0 up");
        for route in routes {
            lab.ip(&format!("route add {route} dev tun0"));
        }
        let up = watch.until("the tunnel", behind(true));
        assert_eq!(up.change_since(&first), Change::Evidence);
        lab.ip("link delete tun0");
        watch.until("the tunnel's end", behind(false));
    }
    assert_no_move(&lab, &mut watch, &first);
}

#[test]
fn a_carrier_flap_of_a_second() {
    needs_root!("a_carrier_flap_of_a_second");
    let (lab, mut watch, first) = watching();
    let router = format!("{}ea", lab.client);
    run(&format!("ip -n {router} link set lan down"));
    lab.wait_until_unplugged("ea");
    watch.listen_for(Duration::from_secs(1));
    run(&format!("ip -n {router} link set lan up"));
    let after = watch.until("the end of the flap", |o| o.event != Event::Started);
    assert_ne!(after.event, Event::Changed, "{:#?}", watch.seen);
    assert_no_move(&lab, &mut watch, &first);
}

#[test]
fn a_new_own_mac() {
    needs_root!("a_new_own_mac");
    let (lab, mut watch, first) = watching();
    lab.ip("link set ea address 00:1b:21:cc:00:77");
    let told = watch.until("the new MAC", |o| {
        o.network.as_ref().and_then(|n| n.mac).is_some_and(|m| m.to_string() == "00:1b:21:cc:00:77")
    });
    assert_eq!(told.change_since(&first), Change::Evidence);
    assert_no_move(&lab, &mut watch, &first);
}

#[test]
fn a_storm_of_five_thousand_changes() {
    needs_root!("a_storm_of_five_thousand_changes");
    let (lab, mut watch, first) = watching();
    lab.ip_batch(&storm());
    assert_no_move(&lab, &mut watch, &first);
    let last = watch.seen.last().unwrap();
    assert_eq!(last.network.as_ref().unwrap().addresses.len(), 2, "right after the storm: {last:#?}");
    lab.ip("link set ea address 00:1b:21:cc:00:78");
    watch.until("what comes after the storm", |o| {
        o.network.as_ref().and_then(|n| n.mac).is_some_and(|m| m.to_string() == "00:1b:21:cc:00:78")
    });
}

/// While nobody reads, the kernel's buffer overflows: what was lost is made up for by a fresh measurement.
#[test]
fn lost_messages_bring_a_fresh_measurement() {
    needs_root!("lost_messages_bring_a_fresh_measurement");
    let lab = at_router_a();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            runtime_in(&lab.client).block_on(async {
                let mut watcher = Watcher::start(Options::default()).await.unwrap();
                let first = watcher.next().await.unwrap();
                // Blocks the runtime's only thread, so that the watcher cannot read meanwhile.
                lab.ip_batch(&storm());
                lab.ip("address add 203.0.113.200/32 dev ea");
                let fresh = tokio::time::timeout(PATIENCE, watcher.next()).await.unwrap().unwrap();
                assert_eq!((fresh.event, fresh.change_since(&first)), (Event::Resync, Change::Evidence));
                assert_eq!(fresh.network.unwrap().addresses.len(), 2);
            });
        });
    });
}
