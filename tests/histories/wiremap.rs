//! Which location the wiremap gives for a network, written from docs/rules.md, "Match order".

use std::collections::BTreeMap;

use crate::model::{Heard, Location, Model};

/// By which address the server sees a computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The public one of the office.
    Office,
    /// A public one elsewhere.
    Elsewhere,
    /// One that the computer has itself, so that a telephone that is seen by the same is beside it.
    Beside(u8),
}

/// Where a computer is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// Its router.
    pub router: u8,
    /// The port of the switch, on a wire that speaks LLDP.
    pub port: Option<u8>,
    /// Its access point, on Wi-Fi; then there is no port.
    pub access_point: Option<u8>,
    /// It has addresses in the first and in the second subnet of the office.
    pub subnets: [bool; 2],
    /// The address in the first subnet is in its corner.
    pub corner: bool,
    /// By which address the server sees it.
    pub seen: Seen,
}

impl Net {
    /// What a report knows this network by again: router, and port where there is one.
    pub fn key(self) -> (u8, Option<u8>) {
        (self.router, self.port)
    }
}

/// What a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    Port(u8),
    /// Ports from the first to the last.
    Ports(u8, u8),
    Switch,
    AccessPoint(u8),
    /// Every access point of the office.
    AccessPoints,
    Router(u8),
    /// The first or the second subnet behind the office's public address.
    Subnet(usize),
    /// A part of the first subnet.
    Corner,
    /// The office's public address alone.
    Public,
}

impl Evidence {
    /// Its rank in the published order, the strongest first.
    fn rank(self) -> u8 {
        match self {
            Evidence::Port(_) | Evidence::Ports(..) => 1,
            Evidence::Switch => 2,
            Evidence::AccessPoint(_) | Evidence::AccessPoints => 3,
            Evidence::Router(_) => 4,
            Evidence::Subnet(_) | Evidence::Corner => 5,
            Evidence::Public => 7,
        }
    }

    pub fn is_found_in(self, net: Net) -> bool {
        let office = net.seen == Seen::Office;
        match self {
            Evidence::Port(port) => net.port == Some(port),
            Evidence::Ports(first, last) => net.port.is_some_and(|port| (first..=last).contains(&port)),
            Evidence::Switch => net.port.is_some(),
            Evidence::AccessPoint(one) => net.access_point == Some(one),
            Evidence::AccessPoints => net.access_point.is_some(),
            Evidence::Router(router) => net.router == router,
            Evidence::Subnet(subnet) => office && net.subnets[subnet],
            Evidence::Corner => office && net.subnets[0] && net.corner,
            Evidence::Public => office,
        }
    }

    /// Both are of one rank, and the other holds this one and more.
    fn is_narrower_than(self, other: Self) -> bool {
        match (self, other) {
            (Evidence::Port(port), Evidence::Ports(first, last)) => (first..=last).contains(&port),
            (Evidence::Ports(first, last), Evidence::Ports(from, to)) => {
                from <= first && last <= to && (first, last) != (from, to)
            }
            (Evidence::AccessPoint(_), Evidence::AccessPoints) => true,
            (Evidence::Corner, Evidence::Subnet(0)) => true,
            _ => false,
        }
    }
}

/// A rule of the wiremap.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub evidence: Evidence,
    pub location: Location,
    pub heard: Heard,
}

/// What the wiremap gives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The locations, with when their rules were last changed.
    pub locations: BTreeMap<Location, Heard>,
    /// By evidence of this rank.
    rank: u8,
}

/// The same without the rules behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Nothing,
    One(Location),
    Several(Vec<Location>),
}

impl Model {
    /// The first kind of evidence that finds a rule decides; in it the narrowest, and of what is equally narrow the deepest.
    pub fn found(&self, net: Net) -> Found {
        let is_enough = |location: Location| self.locations[location].is_enough;
        let holds = |rule: &&Rule| {
            rule.evidence.is_found_in(net) && (rule.evidence != Evidence::Public || is_enough(rule.location))
        };
        let found: Vec<&Rule> = self.rules.iter().filter(holds).collect();
        let Some(rank) = found.iter().map(|rule| rule.evidence.rank()).min() else { return Found::default() };
        let found: Vec<&Rule> = found.into_iter().filter(|rule| rule.evidence.rank() == rank).collect();
        let is_outdone = |one: &Rule| found.iter().any(|rule| rule.evidence.is_narrower_than(one.evidence));
        let mut locations = BTreeMap::new();
        for rule in found.iter().filter(|rule| !is_outdone(rule)) {
            let newest = locations.entry(rule.location).or_insert(rule.heard);
            *newest = rule.heard.max(*newest);
        }
        let above: Vec<Location> =
            locations.keys().filter_map(|location| self.locations[*location].parent).collect();
        locations.retain(|location, _| !above.contains(location));
        Found { locations, rank }
    }

    pub fn given(&self, net: Net) -> Given {
        let mut all: Vec<Location> = self.found(net).locations.into_keys().collect();
        match all.len() {
            0 => Given::Nothing,
            1 => Given::One(all.remove(0)),
            _ => Given::Several(all),
        }
    }

    /// The location that counts before a person has said so: known by a port, a switch or an access point, or by what its
    /// location says is enough.
    pub fn is_by_itself(&self, net: Net) -> Option<Location> {
        let Found { locations, rank } = self.found(net);
        let mut all = locations.into_keys();
        let (one, None) = (all.next()?, all.next()) else { return None };
        (rank <= 3 || self.locations[one].is_enough).then_some(one)
    }
}
