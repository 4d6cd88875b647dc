//! Where an emergency call from each device goes, written from docs/rules.md and from nothing else.

use std::collections::BTreeMap;

/// Which user: an index into [`Model::users`].
pub type User = usize;
/// Which company location: an index into [`Model::locations`].
pub type Location = usize;
/// Which proposal: an index into [`Model::proposals`].
pub type ProposalId = usize;
/// The order in which the server heard of things.
pub type Heard = u64;

/// The rungs of the ladder, as the server names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rung {
    Confirmed,
    Pending,
    Wiremap,
    Default,
    Site,
}

impl Rung {
    pub fn name(self) -> &'static str {
        match self {
            Rung::Confirmed => "confirmed_location",
            Rung::Pending => "pending_report",
            Rung::Wiremap => "automatic_wiremap",
            Rung::Default => "default_address",
            Rung::Site => "site_default",
        }
    }
}

/// Where a computer is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// Its router.
    pub router: u8,
    /// Its access point, on Wi-Fi.
    pub access_point: Option<u8>,
    /// It has addresses in the first and in the second subnet of the office.
    pub subnets: [bool; 2],
    /// The address of this machine that the computer has itself and reaches the server from; else it reaches it from the office's
    /// public one.
    pub beside: Option<u8>,
}

/// What a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The first or the second subnet behind the office's public address.
    Subnet(usize),
    Router(u8),
    /// Every access point of the office.
    AccessPoints,
    AccessPoint(u8),
}

impl Evidence {
    fn is_found_in(self, net: Net) -> bool {
        match self {
            Evidence::Subnet(subnet) => net.beside.is_none() && net.subnets[subnet],
            Evidence::Router(router) => net.router == router,
            Evidence::AccessPoints => net.access_point.is_some(),
            Evidence::AccessPoint(one) => net.access_point == Some(one),
        }
    }

    /// Its rank and how narrow it is, the strongest last.
    fn strength(self) -> u8 {
        match self {
            Evidence::Subnet(_) => 1,
            Evidence::Router(_) => 2,
            Evidence::AccessPoints => 3,
            Evidence::AccessPoint(_) => 4,
        }
    }

    /// An access point is a place by itself, a router and a subnet are not.
    fn is_a_place(self) -> bool {
        matches!(self, Evidence::AccessPoints | Evidence::AccessPoint(_))
    }
}

/// A rule of the wiremap.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub evidence: Evidence,
    pub location: Location,
    pub heard: Heard,
}

/// Where somebody said that a network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Home(u32),
    Company(Location),
    Proposed(ProposalId),
}

/// What the wiremap gives, without the rules behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Nothing,
    One(Location),
    Several(Vec<Location>),
}

/// By what a report knows its network again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Router(u8),
    /// One telephone at one address.
    Telephone(usize, u8),
}

/// What somebody said.
#[derive(Debug, Clone)]
pub struct Report {
    pub user: User,
    pub key: Key,
    pub place: Place,
    /// What the wiremap had given then.
    pub answered: Given,
    pub heard: Heard,
}

/// How far a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Pending,
    Rejected,
    Approved { location: Location, created: bool },
}

/// A proposal of a new location.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub house: u32,
    pub net: Net,
    pub state: State,
}

/// A company location; its number in the street tells it from all others.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub parent: Option<Location>,
    pub house: u32,
    pub exists: bool,
}

/// A user.
#[derive(Debug, Clone, Default)]
pub struct Somebody {
    /// Homes that exist, by their number in the street.
    pub homes: Vec<u32>,
    pub default: Option<u32>,
    pub ask_again: Option<Heard>,
}

/// A computer.
#[derive(Debug, Clone, Copy)]
pub struct Computer {
    pub user: User,
    pub net: Option<Net>,
    /// When the server heard last where it is.
    pub heard: Heard,
}

/// A telephone.
#[derive(Debug, Clone, Copy)]
pub struct Telephone {
    pub user: User,
    pub address: u8,
}

/// Everything that counts.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub now: Heard,
    pub users: Vec<Somebody>,
    pub locations: Vec<Known>,
    pub rules: Vec<Rule>,
    pub reports: Vec<Report>,
    pub proposals: Vec<Proposal>,
    pub computers: Vec<Computer>,
    pub telephones: Vec<Telephone>,
}

/// Number of the site's own address.
pub const SITE: u32 = 12;

impl Model {
    /// The server hears of the next thing.
    pub fn hears(&mut self) -> Heard {
        self.now += 1;
        self.now
    }

    /// Match order: the strongest kind, in it the narrowest, in that the deepest; else candidates. With the time at which each
    /// rule was last changed, and whether the evidence is a place by itself.
    fn matches(&self, net: Net) -> (BTreeMap<Location, Heard>, bool) {
        let found = || self.rules.iter().filter(|rule| rule.evidence.is_found_in(net));
        let Some(best) = found().map(|rule| rule.evidence).max_by_key(|evidence| evidence.strength()) else {
            return Default::default();
        };
        let mut by_location = BTreeMap::new();
        for rule in found().filter(|rule| rule.evidence.strength() == best.strength()) {
            let newest = by_location.entry(rule.location).or_insert(rule.heard);
            *newest = rule.heard.max(*newest);
        }
        let above: Vec<Location> =
            by_location.keys().filter_map(|location| self.locations[*location].parent).collect();
        by_location.retain(|location, _| !above.contains(location));
        (by_location, best.is_a_place())
    }

    /// What the wiremap gives for a network.
    pub fn given(&self, net: Net) -> Given {
        let (found, _) = self.matches(net);
        match found.len() {
            0 => Given::Nothing,
            1 => Given::One(found.into_keys().next().unwrap()),
            _ => Given::Several(found.into_keys().collect()),
        }
    }

    /// The place that a report counts for, as things are now; none where it is gone.
    fn place(&self, report: &Report) -> Option<Place> {
        match report.place {
            Place::Home(home) => self.users[report.user].homes.contains(&home).then_some(report.place),
            Place::Company(location) => self.locations[location].exists.then_some(report.place),
            Place::Proposed(proposal) => match self.proposals[proposal].state {
                State::Pending => Some(report.place),
                State::Approved { location, .. } => Some(Place::Company(location)),
                State::Rejected => None,
            },
        }
    }

    /// What the user meets: the place that holds without a question, if one does.
    fn settled(&self, user: User, key: Key, net: Option<Net>) -> Option<Place> {
        let since = self.users[user].ask_again.unwrap_or(0);
        let counting = self.reports.iter().filter(|r| r.user == user && r.key == key && r.heard > since);
        let counting: Vec<(&Report, Place)> =
            counting.filter_map(|report| Some((report, self.place(report)?))).collect();
        let found = net.map(|net| self.matches(net).0).unwrap_or_default();
        match found.len() {
            0 => counting.last().filter(|(r, _)| r.answered == Given::Nothing).map(|(_, place)| *place),
            1 => {
                let (here, changed) = found.into_iter().next().unwrap();
                let on_it = |(r, place): &&(&Report, Place)| {
                    *place == Place::Company(here) || r.answered == Given::One(here)
                };
                let (report, place) = counting.iter().rev().find(on_it)?;
                (*place == Place::Company(here) || report.heard > changed).then_some(*place)
            }
            _ => {
                let several = Given::Several(found.keys().copied().collect());
                let (report, place) = counting.iter().rev().find(|(r, _)| r.answered == several)?;
                found.values().all(|changed| report.heard > *changed).then_some(*place)
            }
        }
    }

    fn house(&self, place: Place) -> u32 {
        match place {
            Place::Home(home) => home,
            Place::Company(location) => self.locations[location].house,
            Place::Proposed(proposal) => self.proposals[proposal].house,
        }
    }

    fn said(&self, place: Place) -> (Rung, u32) {
        let rung = if matches!(place, Place::Proposed(_)) { Rung::Pending } else { Rung::Confirmed };
        (rung, self.house(place))
    }

    fn without_network(&self, user: User) -> (Rung, u32) {
        self.users[user].default.map_or((Rung::Site, SITE), |home| (Rung::Default, home))
    }

    /// Where an emergency call from a computer goes; none while the server does not know where it is.
    pub fn of_computer(&self, computer: usize) -> Option<(Rung, u32)> {
        let Computer { user, net, .. } = self.computers[computer];
        let net = net?;
        if let Some(place) = self.settled(user, Key::Router(net.router), Some(net)) {
            return Some(self.said(place));
        }
        let (found, is_a_place) = self.matches(net);
        match found.into_keys().collect::<Vec<_>>()[..] {
            [one] if is_a_place => Some((Rung::Wiremap, self.locations[one].house)),
            _ => Some(self.without_network(user)),
        }
    }

    /// Where an emergency call from a telephone goes: what was said of it, what follows from a computer that has the very address
    /// that it is registered from, what is left.
    pub fn of_telephone(&self, telephone: usize) -> (Rung, u32) {
        let Telephone { user, address } = self.telephones[telephone];
        if let Some(place) = self.settled(user, Key::Telephone(telephone, address), None) {
            return self.said(place);
        }
        let beside = self.computers.iter().filter(|computer| {
            computer.user == user && computer.net.is_some_and(|net| net.beside == Some(address))
        });
        let settled = beside.filter_map(|computer| {
            let net = computer.net?;
            Some((computer.heard, self.settled(user, Key::Router(net.router), Some(net))?))
        });
        match settled.max_by_key(|(heard, _)| *heard) {
            Some((_, place)) => self.said(place),
            None => self.without_network(user),
        }
    }
}
