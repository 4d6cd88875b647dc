//! Evidence that comes from beyond the kernel's tables: LLDP on the wire, NetworkManager, the clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use roamline_domain::access_network::{Medium, Wifi};
use roamline_network_watch::{Change, Event, Options};
use support::*;

#[test]
fn the_switch_port_is_heard_from_a_real_lldp_speaker() {
    needs_root!("the_switch_port_is_heard_from_a_real_lldp_speaker");
    let mut lab = at_router_a();
    let router = format!("{}ea", lab.client);
    let mut watch = lab.watch();
    let first = watch.started();
    let folder = tempfile::tempdir().unwrap();
    let control = folder.path().join("control");
    let control = control.to_str().unwrap();
    lab.keep_running(&router, &["lldpd", "-d", "-u", control, "-I", "lan", "-C", "lan", "-S", "access-3"]);
    let heard =
        watch.until("the switch port", |o| o.network.as_ref().is_some_and(|n| n.switch_port.is_some()));
    assert_eq!(heard.change_since(&first), Change::SwitchPort);
    assert!(heard.network_key.unwrap().refines(first.network_key.as_ref().unwrap()));
    let port = heard.network.unwrap().switch_port.unwrap();
    assert_eq!((port.chassis.as_str(), port.port.as_str()), (MAC_A, MAC_A));
}

/// Sets the clock to the time that it shows, which the kernel tells in the same way as any jump or wake-up.
#[test]
fn a_clock_that_is_set_brings_a_fresh_measurement() {
    needs_root!("a_clock_that_is_set_brings_a_fresh_measurement");
    let lab = at_router_a();
    let mut watch = lab.watch();
    let first = watch.started();
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Realtime);
    rustix::time::clock_settime(rustix::time::ClockId::Realtime, now).unwrap();
    let fresh = watch.until("the fresh measurement", |o| o.event == Event::Resync);
    assert_eq!(fresh.change_since(&first), Change::Nothing);
}

/// A system bus of its own with a NetworkManager that has one Wi-Fi device.
struct Bus {
    daemon: Child,
    mock: Child,
    address: String,
}

impl Bus {
    fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        let mock = Command::new("/usr/bin/python3")
            .args(["-m", "dbusmock", "--system", "--template", "networkmanager"])
            .env("DBUS_SYSTEM_BUS_ADDRESS", &address)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let bus = Self { daemon, mock, address };
        wait_for("the mock NetworkManager", || {
            bus.call("/org/freedesktop/NetworkManager", NM_GET_DEVICES).is_some()
        });
        bus
    }

    /// Calls a method by dbus-send; `None` when that fails.
    fn call(&self, path: &str, method_and_arguments: &[&str]) -> Option<String> {
        let output = Command::new("dbus-send")
            .arg(format!("--bus={}", self.address))
            .args(["--print-reply", "--dest=org.freedesktop.NetworkManager", path])
            .args(method_and_arguments)
            .output()
            .unwrap();
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn must(&self, path: &str, method_and_arguments: &[&str]) {
        assert!(self.call(path, method_and_arguments).is_some(), "{path} {method_and_arguments:?}");
    }

    fn set(&self, path: &str, interface: &str, name: &str, value: &str) {
        let (interface, name, value) =
            (format!("string:{interface}"), format!("string:{name}"), format!("variant:{value}"));
        self.must(path, &["org.freedesktop.DBus.Properties.Set", &interface, &name, &value]);
    }
}

const NM_GET_DEVICES: &[&str] = &["org.freedesktop.NetworkManager.GetDevices"];
const MANAGER: &str = "/org/freedesktop/NetworkManager";
const MOCK: &str = "org.freedesktop.DBus.Mock";
const DEVICE: &str = "/org/freedesktop/NetworkManager/Devices/wlan";
const WIRELESS: &str = "org.freedesktop.NetworkManager.Device.Wireless";

impl Drop for Bus {
    fn drop(&mut self) {
        for child in [&mut self.mock, &mut self.daemon] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[test]
fn network_manager_tells_the_access_point_and_its_change() {
    needs_root!("network_manager_tells_the_access_point_and_its_change");
    let lab = at_router_a();
    let bus = Bus::start();
    let wifi_device = ["string:wlan", "string:ea", "uint32:100"];
    bus.must(MANAGER, &[&[&*format!("{MOCK}.AddWiFiDevice")][..], &wifi_device].concat());
    for (name, bssid) in [("one", "00:1b:21:0f:00:01"), ("two", "00:1b:21:0f:00:02")] {
        let arguments = [
            &*format!("{MOCK}.AddAccessPoint"),
            &format!("string:{DEVICE}"),
            &format!("string:{name}"),
            "string:Office",
            &format!("string:{bssid}"),
            "uint32:2",
            "uint32:2412",
            "uint32:54000",
            "byte:80",
            "uint32:0",
        ];
        bus.must(MANAGER, &arguments);
    }
    let point = |name: &str| format!("objpath:/org/freedesktop/NetworkManager/AccessPoint/{name}");
    bus.must(
        DEVICE,
        &[
            &format!("{MOCK}.AddProperty"),
            &format!("string:{WIRELESS}"),
            "string:ActiveAccessPoint",
            &format!("variant:{}", point("one")),
        ],
    );

    let mut watch =
        lab.watch_with(Options { system_bus_address: Some(bus.address.clone()), ..Options::default() });
    let first = watch.started();
    let network = first.network.as_ref().unwrap();
    assert_eq!(network.medium, Medium::Wifi);
    let at = |bssid: &str| Some(Wifi { ssid: "Office".to_owned(), bssid: Some(bssid.parse().unwrap()) });
    assert_eq!(network.wifi, at("00:1b:21:0f:00:01"));

    bus.set(DEVICE, WIRELESS, "ActiveAccessPoint", &point("two"));
    let second = at("00:1b:21:0f:00:02");
    let roamed =
        watch.until("the other access point", |o| o.network.as_ref().is_some_and(|n| n.wifi == second));
    assert_eq!(roamed.change_since(&first), Change::Evidence);
}
