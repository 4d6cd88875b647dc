//! The wiremap arranged for look-up, so that the cost of one does not grow with the number of rules.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;

use ipnet::IpNet;

use super::evidence::{inside_ip, leading_bits, public_ip, switch_port};
use super::{Identification, PortRange, Rank, RuleEvidence, RuleMatch, WiremapRule};
use crate::access_network::Evidence;
use crate::ids::{LocationId, RuleId};

/// Where a company location hangs in the tree, as far as matching needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// The location above it.
    pub parent: Option<LocationId>,
    /// The location says that a public IP alone is enough.
    pub public_ip_is_enough: bool,
}

type Rules = Vec<RuleId>;

/// Rules by what they look for. Insert, remove and look-up cost a few hash look-ups each, whatever the number of
/// rules; ranges of ports cost as many comparisons as that one switch has ranges.
#[derive(Debug, Default)]
pub struct WiremapIndex {
    rules: HashMap<RuleId, WiremapRule>,
    places: HashMap<LocationId, Placed>,
    ports: HashMap<String, HashMap<String, Rules>>,
    port_ranges: HashMap<String, Rules>,
    chassis: HashMap<String, Rules>,
    bssids: Masked<u64>,
    gateways: HashMap<crate::mac::MacAddr, Rules>,
    public_and_subnet: Masked<IpNet, Masked<IpNet>>,
    subnets: Masked<IpNet>,
    public: Masked<IpNet>,
}

/// Values filed under keys of several lengths. Only lengths in use are tried.
#[derive(Debug)]
struct Masked<K, V = Rules> {
    by_length: BTreeMap<u8, HashMap<K, V>>,
}

impl<K, V> Default for Masked<K, V> {
    fn default() -> Self {
        Self { by_length: BTreeMap::new() }
    }
}

impl<K: std::hash::Hash + Eq, V: Default> Masked<K, V> {
    fn slot(&mut self, length: u8, key: K) -> &mut V {
        self.by_length.entry(length).or_default().entry(key).or_default()
    }

    fn change(
        &mut self,
        length: u8,
        key: &K,
        change: impl FnOnce(&mut V),
        is_empty: impl FnOnce(&V) -> bool,
    ) {
        let Some(keys) = self.by_length.get_mut(&length) else { return };
        if let Some(value) = keys.get_mut(key) {
            change(value);
            if is_empty(value) {
                keys.remove(key);
            }
        }
        if keys.is_empty() {
            self.by_length.remove(&length);
        }
    }

    fn find(&self, key: impl Fn(u8) -> Option<K>) -> impl Iterator<Item = &V> {
        self.by_length.iter().filter_map(move |(&length, keys)| keys.get(&key(length)?))
    }
}

fn net(ip: IpAddr, length: u8) -> Option<IpNet> {
    IpNet::new(ip, length).ok().map(|n| n.trunc())
}

/// IPv4 and IPv6 prefixes of the same length must not be tried for each other's sake.
fn length_of(net: &IpNet) -> u8 {
    net.prefix_len()
}

impl WiremapIndex {
    /// An index of these rules over this tree.
    pub fn new(
        places: impl IntoIterator<Item = (LocationId, Placed)>,
        rules: impl IntoIterator<Item = WiremapRule>,
    ) -> Self {
        let mut index = Self { places: places.into_iter().collect(), ..Self::default() };
        for rule in rules {
            index.insert(rule);
        }
        index
    }

    /// How many rules there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// True without any rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Adds or moves a location in the tree.
    pub fn place(&mut self, location: LocationId, placed: Placed) {
        self.places.insert(location, placed);
    }

    /// Takes a location out of the tree; its rules must be removed by their own.
    pub fn forget_place(&mut self, location: LocationId) {
        self.places.remove(&location);
    }

    /// Adds a rule in its canonical form, or replaces the one of the same identifier.
    pub fn insert(&mut self, rule: WiremapRule) {
        self.remove(rule.id);
        let rule = WiremapRule { evidence: rule.evidence.canonical(), ..rule };
        let id = rule.id;
        match &rule.evidence {
            RuleEvidence::SwitchPort { chassis, ports: PortRange { prefix, numbers: None } } => {
                self.ports.entry(chassis.clone()).or_default().entry(prefix.clone()).or_default().push(id);
            }
            RuleEvidence::SwitchPort { chassis, .. } => {
                self.port_ranges.entry(chassis.clone()).or_default().push(id)
            }
            RuleEvidence::SwitchChassis { chassis } => {
                self.chassis.entry(chassis.clone()).or_default().push(id)
            }
            RuleEvidence::Bssid { bssid, prefix_bits } => {
                self.bssids.slot(*prefix_bits, leading_bits(*bssid, *prefix_bits)).push(id);
            }
            RuleEvidence::GatewayMac { mac } => self.gateways.entry(*mac).or_default().push(id),
            RuleEvidence::PublicIpAndSubnet { public, subnet } => {
                let behind = self.public_and_subnet.slot(length_of(public), *public);
                behind.slot(length_of(subnet), *subnet).push(id);
            }
            RuleEvidence::Subnet { subnet } => self.subnets.slot(length_of(subnet), *subnet).push(id),
            RuleEvidence::PublicIp { public } => self.public.slot(length_of(public), *public).push(id),
        }
        self.rules.insert(id, rule);
    }

    /// Removes a rule; one that is not there is no matter.
    pub fn remove(&mut self, id: RuleId) {
        let Some(rule) = self.rules.remove(&id) else { return };
        let drop_id = |rules: &mut Rules| rules.retain(|r| *r != id);
        match &rule.evidence {
            RuleEvidence::SwitchPort { chassis, ports: PortRange { prefix, numbers: None } } => {
                if let Some(ports) = self.ports.get_mut(chassis) {
                    change_entry(ports, prefix, drop_id);
                    if ports.is_empty() {
                        self.ports.remove(chassis);
                    }
                }
            }
            RuleEvidence::SwitchPort { chassis, .. } => change_entry(&mut self.port_ranges, chassis, drop_id),
            RuleEvidence::SwitchChassis { chassis } => change_entry(&mut self.chassis, chassis, drop_id),
            RuleEvidence::Bssid { bssid, prefix_bits } => {
                self.bssids.change(*prefix_bits, &leading_bits(*bssid, *prefix_bits), drop_id, Vec::is_empty);
            }
            RuleEvidence::GatewayMac { mac } => change_entry(&mut self.gateways, mac, drop_id),
            RuleEvidence::PublicIpAndSubnet { public, subnet } => {
                let within = |behind: &mut Masked<IpNet>| {
                    behind.change(length_of(subnet), subnet, drop_id, Vec::is_empty);
                };
                self.public_and_subnet.change(length_of(public), public, within, |b| b.by_length.is_empty());
            }
            RuleEvidence::Subnet { subnet } => {
                self.subnets.change(length_of(subnet), subnet, drop_id, Vec::is_empty);
            }
            RuleEvidence::PublicIp { public } => {
                self.public.change(length_of(public), public, drop_id, Vec::is_empty);
            }
        }
    }

    /// The public addresses and ranges that rules name: whoever is seen at one of them may be anywhere in the organisation.
    pub fn public_ranges(&self) -> impl Iterator<Item = IpNet> {
        let with_subnet = self.public_and_subnet.by_length.values().flat_map(|nets| nets.keys());
        let alone = self.public.by_length.values().flat_map(|nets| nets.keys());
        with_subnet.chain(alone).copied()
    }

    /// Which company location is this? (docs/rules.md, Match order)
    #[must_use]
    pub fn identify(&self, evidence: &Evidence) -> Identification {
        let ranks: [fn(&Self, &Evidence, &mut Vec<RuleId>); 7] = [
            Self::by_port,
            Self::by_chassis,
            Self::by_bssid,
            Self::by_gateway,
            Self::by_public_and_subnet,
            Self::by_subnet,
            Self::by_public,
        ];
        let mut found = Vec::new();
        for rank in ranks {
            rank(self, evidence, &mut found);
            if !found.is_empty() {
                return self.decide(&found);
            }
        }
        Identification::Unknown
    }

    /// The rules that [meet](RuleEvidence::meets) this one. Looks at every rule: for administrators' changes, not for calls.
    #[must_use]
    pub fn meeting(&self, evidence: &RuleEvidence) -> Vec<WiremapRule> {
        let evidence = evidence.clone().canonical();
        self.rules.values().filter(|rule| rule.evidence.meets(&evidence)).cloned().collect()
    }

    fn by_port(&self, evidence: &Evidence, found: &mut Vec<RuleId>) {
        let Some(at) = switch_port(evidence) else { return };
        found.extend(self.ports.get(&at.chassis).and_then(|ports| ports.get(&at.port)).into_iter().flatten());
        let holds = |rule: &WiremapRule| matches!(&rule.evidence, RuleEvidence::SwitchPort { ports, .. } if ports.contains(&at.port));
        let ranges = self.port_ranges.get(&at.chassis).into_iter().flatten();
        found.extend(ranges.filter(|id| self.rules.get(id).is_some_and(holds)));
    }

    fn by_chassis(&self, evidence: &Evidence, found: &mut Vec<RuleId>) {
        let Some(at) = switch_port(evidence) else { return };
        found.extend(self.chassis.get(&at.chassis).into_iter().flatten());
    }

    fn by_bssid(&self, evidence: &Evidence, found: &mut Vec<RuleId>) {
        let Some(bssid) = evidence.network.wifi.as_ref().and_then(|w| w.bssid) else { return };
        found.extend(self.bssids.find(|bits| Some(leading_bits(bssid, bits))).flatten());
    }

    fn by_gateway(&self, evidence: &Evidence, found: &mut Vec<RuleId>) {
        let mac = evidence.network.gateway.as_ref().and_then(|g| g.mac);
        let Some(mac) = mac.filter(|m| m.is_unique_and_lasting()) else { return };
        found.extend(self.gateways.get(&mac).into_iter().flatten());
    }

    fn by_public_and_subnet(&self, evidence: &Evidence, found: &mut Vec<RuleId>) {
        let Some(public) = public_ip(evidence) else { return };
        let behind: Vec<_> = self.public_and_subnet.find(|length| net(public, length)).collect();
        let own = &evidence.network.addresses;
        let matches =
            behind.into_iter().flat_map(|b| own.iter().flat_map(|o| b.find(|length| net(o.addr(), length))));
        found.extend(matches.flatten());
    }

    fn by_subnet(&self, evidence: &Evidence, found: &mut Vec<RuleId>) {
        let Some(inside) = inside_ip(evidence) else { return };
        found.extend(self.subnets.find(|length| net(inside, length)).flatten());
    }

    fn by_public(&self, evidence: &Evidence, found: &mut Vec<RuleId>) {
        let Some(public) = public_ip(evidence) else { return };
        let enough = |id: &&RuleId| {
            let place = self.rules.get(id).and_then(|r| self.places.get(&r.location));
            place.is_some_and(|p| p.public_ip_is_enough)
        };
        found.extend(self.public.find(|length| net(public, length)).flatten().filter(enough));
    }

    /// One rule for each location: of those that no narrower one outdoes the newest. A location drops out when a deeper one
    /// below it was found by evidence that is as narrow.
    fn decide(&self, found: &[RuleId]) -> Identification {
        let found: Vec<&WiremapRule> = found.iter().filter_map(|id| self.rules.get(id)).collect();
        let is_outdone =
            |rule: &WiremapRule| found.iter().any(|f| f.evidence.is_narrower_than(&rule.evidence));
        let mut by_location: BTreeMap<LocationId, &WiremapRule> = BTreeMap::new();
        for rule in found.iter().copied().filter(|rule| !is_outdone(rule)) {
            let newest = by_location.entry(rule.location).or_insert(rule);
            if (rule.updated_at, rule.id) > (newest.updated_at, newest.id) {
                *newest = rule;
            }
        }
        let outdone: BTreeSet<LocationId> = by_location.keys().flat_map(|&l| self.above(l)).collect();
        let mut matches: Vec<RuleMatch> = by_location
            .into_iter()
            .filter(|(location, _)| !outdone.contains(location))
            .map(|(_, rule)| self.matched(rule))
            .collect();
        match matches.len() {
            0 => Identification::Unknown,
            1 => Identification::Matched { matched: matches.remove(0) },
            _ => Identification::Candidates { candidates: matches },
        }
    }

    fn matched(&self, rule: &WiremapRule) -> RuleMatch {
        RuleMatch {
            location: rule.location,
            rule: rule.id,
            rank: rule.evidence.rank(),
            evidence: rule.evidence.clone(),
            updated_at: rule.updated_at,
            is_enough: self.places.get(&rule.location).is_some_and(|place| place.public_ip_is_enough),
        }
    }

    /// Ancestors of a location. Bounded, so that a loop in the data cannot hang an emergency.
    fn above(&self, location: LocationId) -> impl Iterator<Item = LocationId> {
        const DEEPEST: usize = 64;
        let parent = |l: &LocationId| self.places.get(l).and_then(|p| p.parent);
        std::iter::successors(parent(&location), move |l| parent(l)).take(DEEPEST)
    }
}

impl Rank {
    /// All ranks, the winning ones first.
    pub const ORDER: [Rank; 7] = [
        Rank::SwitchPort,
        Rank::SwitchChassis,
        Rank::Bssid,
        Rank::GatewayMac,
        Rank::PublicIpAndSubnet,
        Rank::Subnet,
        Rank::PublicIp,
    ];
}

fn change_entry<K: std::hash::Hash + Eq>(
    map: &mut HashMap<K, Rules>,
    key: &K,
    change: impl FnOnce(&mut Rules),
) {
    if let Some(rules) = map.get_mut(key) {
        change(rules);
        if rules.is_empty() {
            map.remove(key);
        }
    }
}
