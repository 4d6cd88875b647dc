//! Of two rules, which is the narrower, and can both be found on one network?

use ipnet::IpNet;

use super::RuleEvidence;
use super::evidence::leading_bits;

impl RuleEvidence {
    /// Is this found on some of the networks only on which `other`, of the same rank, is found, and nowhere else? Both in
    /// canonical form.
    ///
    /// Neither of two rules is narrower where they look for the same or overlap; then they are equally narrow
    /// (docs/rules.md, "Match order").
    #[must_use]
    pub fn is_narrower_than(&self, other: &RuleEvidence) -> bool {
        self.is_within(other) && !other.is_within(self)
    }

    fn is_within(&self, other: &RuleEvidence) -> bool {
        use RuleEvidence::{
            Bssid, GatewayMac, PublicIp, PublicIpAndSubnet, Subnet, SwitchChassis, SwitchPort,
        };
        let within = |own: &IpNet, others: &IpNet| others.contains(own);
        match (self, other) {
            (SwitchPort { chassis, ports }, SwitchPort { chassis: c, ports: others }) => {
                chassis == c && ports.is_within(others)
            }
            (SwitchChassis { chassis }, SwitchChassis { chassis: c }) => chassis == c,
            (Bssid { bssid, prefix_bits }, Bssid { bssid: b, prefix_bits: bits }) => {
                prefix_bits.min(&48) >= bits.min(&48)
                    && leading_bits(*bssid, *bits) == leading_bits(*b, *bits)
            }
            (GatewayMac { mac }, GatewayMac { mac: m }) => mac == m,
            (PublicIpAndSubnet { public, subnet }, PublicIpAndSubnet { public: p, subnet: s }) => {
                within(public, p) && within(subnet, s)
            }
            (Subnet { subnet }, Subnet { subnet: s }) => within(subnet, s),
            (PublicIp { public }, PublicIp { public: p }) => within(public, p),
            _ => false,
        }
    }

    /// Can this and `other` be found on one network, as far as they tell by themselves? True where they look for the same
    /// or overlap, also where they are of two ranks: a port and its switch, a public address with a subnet and without.
    /// Both in canonical form.
    #[must_use]
    pub fn meets(&self, other: &RuleEvidence) -> bool {
        use RuleEvidence::{
            Bssid, GatewayMac, PublicIp, PublicIpAndSubnet, Subnet, SwitchChassis, SwitchPort,
        };
        let overlap = |one: &IpNet, two: &IpNet| one.contains(two) || two.contains(one);
        match (self, other) {
            (SwitchPort { chassis, ports }, SwitchPort { chassis: c, ports: others }) => {
                chassis == c && ports.meets(others)
            }
            (SwitchPort { chassis, .. } | SwitchChassis { chassis }, SwitchChassis { chassis: c })
            | (SwitchChassis { chassis }, SwitchPort { chassis: c, .. }) => chassis == c,
            (Bssid { bssid, prefix_bits }, Bssid { bssid: b, prefix_bits: bits }) => {
                let bits = *prefix_bits.min(bits);
                leading_bits(*bssid, bits) == leading_bits(*b, bits)
            }
            (GatewayMac { mac }, GatewayMac { mac: m }) => mac == m,
            (PublicIpAndSubnet { public, subnet }, PublicIpAndSubnet { public: p, subnet: s }) => {
                overlap(public, p) && overlap(subnet, s)
            }
            (Subnet { subnet }, Subnet { subnet: s }) => overlap(subnet, s),
            (PublicIpAndSubnet { public, .. } | PublicIp { public }, PublicIp { public: p })
            | (PublicIp { public }, PublicIpAndSubnet { public: p, .. }) => overlap(public, p),
            _ => false,
        }
    }
}
