//! A building's worth of network: a computer, two routers with their own networks, and a server behind both.
//!
//! ```text
//!              .-- router A  192.168.10.1/24 --.
//!  computer --<                                 >-- server 203.0.113.10
//!   (one wire) '-- router B  192.168.20.1/24 --'
//! ```

use std::net::{IpAddr, Ipv4Addr};

use super::namespace::Namespace;

/// Where the server is, seen from everywhere.
pub(crate) const SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 10));

/// The computer's interface.
pub(crate) const WIRE: &str = "eth0";
/// The routers' interface towards the computer.
const SOCKET: &str = "lan";
/// The computer's own address in every network.
const HOST: u8 = 50;

/// A router with a network of its own.
pub(crate) struct Router {
    namespace: Namespace,
    /// The MAC address that the computer sees. Universally administered, as a router's is.
    pub(crate) mac: &'static str,
    /// Third number of its network's addresses.
    subnet: u8,
}

impl Router {
    /// Its address in its network.
    pub(crate) fn address(&self) -> String {
        format!("192.168.{}.1", self.subnet)
    }

    fn new(role: &str, mac: &'static str, subnet: u8, server: &Namespace) -> Self {
        let namespace = Namespace::new(role);
        namespace.sysctl("net.ipv4.ip_forward=1");
        let towards = format!("to-{role}");
        server.ip(&[
            "link",
            "add",
            &towards,
            "type",
            "veth",
            "peer",
            "name",
            "wan",
            "netns",
            namespace.name(),
        ]);
        server.ip(&["addr", "add", &format!("10.80.{subnet}.1/24"), "dev", &towards]);
        server.ip(&["link", "set", &towards, "up"]);
        namespace.ip(&["addr", "add", &format!("10.80.{subnet}.2/24"), "dev", "wan"]);
        namespace.ip(&["link", "set", "wan", "up"]);
        namespace.ip(&["route", "add", &SERVER.to_string(), "via", &format!("10.80.{subnet}.1")]);
        server.ip(&["route", "add", &format!("192.168.{subnet}.0/24"), "via", &format!("10.80.{subnet}.2")]);
        Self { namespace, mac, subnet }
    }
}

/// The whole of it.
pub(crate) struct Network {
    /// The computer.
    pub(crate) computer: Namespace,
    /// The machine that the server runs on.
    pub(crate) server: Namespace,
    /// The first router; the computer starts out on no network.
    pub(crate) a: Router,
    /// The second router.
    pub(crate) b: Router,
}

impl Network {
    /// Builds it, with the computer's wire lying on the floor.
    pub(crate) fn new() -> Self {
        let computer = Namespace::new("computer");
        let server = Namespace::new("server");
        server.ip(&["addr", "add", &format!("{SERVER}/32"), "dev", "lo"]);
        let a = Router::new("a", "00:1b:21:aa:00:01", 10, &server);
        let b = Router::new("b", "00:1b:21:bb:00:01", 20, &server);
        Self { computer, server, a, b }
    }

    /// Plugs the computer in at a router, and gives it an address there as the router's DHCP would.
    pub(crate) fn plug_in(&self, router: &Router) {
        self.plug_in_behind(router, router.mac);
    }

    /// As [`Network::plug_in`], where another router with the same addressing has taken the router's place.
    pub(crate) fn plug_in_behind(&self, router: &Router, mac: &str) {
        self.unplug();
        let computer = &self.computer;
        router.namespace.ip(&[
            "link",
            "add",
            SOCKET,
            "address",
            mac,
            "type",
            "veth",
            "peer",
            "name",
            WIRE,
            "address",
            "00:1b:21:cc:00:07",
            "netns",
            computer.name(),
        ]);
        router.namespace.ip(&["addr", "add", &format!("{}/24", router.address()), "dev", SOCKET]);
        router.namespace.ip(&["link", "set", SOCKET, "up"]);
        computer.ip(&["link", "set", WIRE, "up"]);
        computer.ip(&["addr", "add", &self.lease(router), "dev", WIRE]);
        computer.ip(&["route", "add", "default", "via", &router.address()]);
    }

    /// The computer's address on this router's network, with its prefix length.
    pub(crate) fn lease(&self, router: &Router) -> String {
        format!("192.168.{}.{HOST}/24", router.subnet)
    }

    /// Pulls the computer's wire.
    pub(crate) fn unplug(&self) {
        let computer = &self.computer;
        let plugged = computer
            .command("ip")
            .args(["link", "show", WIRE])
            .output()
            .is_ok_and(|output| output.status.success());
        if plugged {
            computer.ip(&["link", "delete", WIRE]);
        }
    }
}
