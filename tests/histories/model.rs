//! Where an emergency call from each device goes, written from docs/rules.md and from nothing else.

pub use crate::wiremap::{Evidence, Given, Net, Rule, Seen};

/// Which user: an index into [`Model::users`].
pub type User = usize;
/// Which company location: an index into [`Model::locations`].
pub type Location = usize;
/// Which proposal: an index into [`Model::proposals`].
pub type ProposalId = usize;
/// The order in which the server heard of things.
pub type Heard = u64;
/// A civic address by its number in the street, which tells all addresses apart.
pub type House = u32;

/// Number of the site's own address.
pub const SITE: House = 12;

/// The rungs of the ladder, as the server names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// Where somebody said that a network is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Home(House),
    Company(Location),
    Proposed(ProposalId),
}

/// By what a report knows its network again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A router, and the port of a switch.
    Computer((u8, Option<u8>)),
    /// One telephone, by the number that it was made with, at one address.
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
    /// In which stay.
    pub stay: u32,
    /// The network is one that they carry.
    pub carried: bool,
}

/// How far a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Pending,
    Rejected,
    Withdrawn,
    Approved { location: Location, created: bool },
}

/// What a proposal asks for.
#[derive(Debug, Clone, Copy)]
pub enum Asks {
    /// A new location at this address.
    Create(House),
    /// That the network belongs to this one.
    Bind(Location),
}

/// A proposal.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub reporter: User,
    pub asks: Asks,
    pub net: Net,
    pub state: State,
}

/// A company location.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    pub parent: Option<Location>,
    pub house: House,
    pub exists: bool,
    /// It says that coarse evidence is enough to know it.
    pub is_enough: bool,
}

/// A user.
#[derive(Debug, Clone, Default)]
pub struct Somebody {
    /// Homes that exist.
    pub homes: Vec<House>,
    pub default: Option<House>,
    pub ask_again: Option<Heard>,
}

/// A network that a computer is on, or has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Of all stays, the number of this one.
    pub number: u32,
    pub net: Net,
    /// What the wiremap gave at the end of it, which whoever answers late has seen.
    pub given: Given,
}

/// A computer.
#[derive(Debug, Clone)]
pub struct Computer {
    pub user: User,
    pub stay: Option<Stay>,
    pub before: Option<Stay>,
    /// When the server heard that it came where it is.
    pub heard: Heard,
    /// When the server last heard of it at all, in minutes.
    pub seen: i64,
}

/// A telephone.
#[derive(Debug, Clone)]
pub struct Telephone {
    pub user: User,
    /// Of all telephones, the number of this one.
    pub number: usize,
    /// The addresses that it is registered from, the newest last. The older ones it has left without a word.
    pub places: Vec<u8>,
}

/// What the user meets on a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meets {
    /// Nothing is asked: this is the place.
    Settled(Place),
    Confirm,
    Choose,
    Add,
}

impl Meets {
    pub fn name(self) -> &'static str {
        match self {
            Meets::Settled(_) => "settled",
            Meets::Confirm => "confirm",
            Meets::Choose => "choose",
            Meets::Add => "add",
        }
    }

    fn place(self) -> Option<Place> {
        match self {
            Meets::Settled(place) => Some(place),
            Meets::Confirm | Meets::Choose | Meets::Add => None,
        }
    }
}

/// Everything that counts.
#[derive(Debug, Clone, Default)]
pub struct Model {
    pub now: Heard,
    /// The time, in minutes.
    pub minute: i64,
    /// How long a computer that was not heard of tells where a telephone is, in minutes.
    pub beside_for: i64,
    pub stays: u32,
    pub users: Vec<Somebody>,
    pub locations: Vec<Known>,
    pub rules: Vec<Rule>,
    pub reports: Vec<Report>,
    pub proposals: Vec<Proposal>,
    pub computers: Vec<Computer>,
    pub telephones: Vec<Telephone>,
}

impl Model {
    /// The server hears of the next thing.
    pub fn hears(&mut self) -> Heard {
        self.now += 1;
        self.now
    }

    /// The place that a report counts for, as things are now; none where it is gone.
    fn place(&self, report: &Report) -> Option<Place> {
        match report.place {
            Place::Home(home) => self.users[report.user].homes.contains(&home).then_some(report.place),
            Place::Company(location) => self.locations[location].exists.then_some(report.place),
            Place::Proposed(proposal) => match self.proposals[proposal].state {
                State::Pending => Some(report.place),
                State::Approved { location, .. } => Some(Place::Company(location)),
                State::Rejected | State::Withdrawn => None,
            },
        }
    }

    /// The table of docs/rules.md, "What the user meets".
    fn meets(&self, user: User, key: Key, stay: Option<u32>, net: Option<Net>) -> Meets {
        let since = self.users[user].ask_again.unwrap_or(0);
        let said = self.reports.iter().filter(|r| r.user == user && r.key == key && r.heard > since);
        let mut said: Vec<(&Report, Place)> =
            said.filter_map(|report| Some((report, self.place(report)?))).collect();
        // A network that the user carries has no address: each stay is asked for.
        if said.last().is_some_and(|(newest, _)| newest.carried) {
            said.retain(|(report, _)| Some(report.stay) == stay);
        } else {
            said.retain(|(report, _)| !report.carried || Some(report.stay) == stay);
        }
        let found = net.map(|net| self.found(net).locations).unwrap_or_default();
        let settled = match found.len() {
            0 => said.last().filter(|(report, _)| report.answered == Given::Nothing),
            1 => {
                let (&here, &changed) = found.iter().next().unwrap();
                let is_here = |place: Place| place == Place::Company(here);
                let newest = said
                    .iter()
                    .rev()
                    .find(|(report, place)| is_here(*place) || report.answered == Given::One(here));
                newest.filter(|(report, place)| is_here(*place) || report.heard > changed)
            }
            _ => {
                let several = Given::Several(found.keys().copied().collect());
                let newest = said.iter().rev().find(|(report, _)| report.answered == several);
                newest.filter(|(report, _)| found.values().all(|changed| report.heard > *changed))
            }
        };
        match (settled, found.len()) {
            (Some((_, place)), _) => Meets::Settled(*place),
            (None, 0) => Meets::Add,
            (None, 1) => Meets::Confirm,
            (None, _) => Meets::Choose,
        }
    }

    /// What the owner of a computer meets where it is.
    pub fn met_by(&self, computer: usize) -> Option<Meets> {
        let Computer { user, stay, .. } = &self.computers[computer];
        let Stay { number, net, .. } = stay.as_ref()?;
        Some(self.meets(*user, Key::Computer(net.key()), Some(*number), Some(*net)))
    }

    /// The address of a place; none where what was proposed can be nowhere any more.
    fn house(&self, place: Place) -> Option<House> {
        let of = |location: Location| {
            let Known { house, exists, .. } = self.locations[location];
            exists.then_some(house)
        };
        match place {
            Place::Home(home) => Some(home),
            Place::Company(location) => of(location),
            Place::Proposed(proposal) => match self.proposals[proposal].asks {
                Asks::Create(house) => Some(house),
                Asks::Bind(location) => of(location),
            },
        }
    }

    /// The best rung that has an address: what was said, what the wiremap gives by itself, what is left.
    fn ladder(&self, user: User, said: Option<Place>, wiremap: Option<Location>) -> (Rung, House) {
        let rung = |place: &Place| match place {
            Place::Home(_) | Place::Company(_) => Rung::Confirmed,
            Place::Proposed(_) => Rung::Pending,
        };
        let said = said.and_then(|place| Some((rung(&place), self.house(place)?)));
        let wiremap = || wiremap.map(|location| (Rung::Wiremap, self.locations[location].house));
        let default = || self.users[user].default.map(|home| (Rung::Default, home));
        said.or_else(wiremap).or_else(default).unwrap_or((Rung::Site, SITE))
    }

    /// Where an emergency call from a computer goes; none while the server does not know where it is.
    pub fn of_computer(&self, computer: usize) -> Option<(Rung, House)> {
        let Computer { user, stay, .. } = &self.computers[computer];
        let said = self.met_by(computer)?.place();
        let wiremap = self.is_by_itself(stay.as_ref()?.net);
        Some(self.ladder(*user, said, wiremap))
    }

    /// Where an emergency call from a telephone goes that comes from this address: what was said of it there, what follows from
    /// a computer that has the very address and was heard of lately, what is left.
    pub fn of_telephone_at(&self, telephone: usize, address: u8) -> (Rung, House) {
        let Telephone { user, number, .. } = self.telephones[telephone];
        let said = self.meets(user, Key::Telephone(number, address), None, None).place();
        if let (rung @ (Rung::Confirmed | Rung::Pending), house) = self.ladder(user, said, None) {
            return (rung, house);
        }
        let is_beside = |computer: &&usize| {
            let Computer { user: owner, stay, seen, .. } = &self.computers[**computer];
            let is_there = stay.as_ref().is_some_and(|stay| stay.net.seen == Seen::Beside(address));
            *owner == user && is_there && self.minute - seen < self.beside_for
        };
        let computers: Vec<usize> = (0..self.computers.len()).collect();
        let beside = computers.iter().filter(is_beside).filter_map(|computer| {
            let (rung, house) = self.of_computer(*computer)?;
            // What is assumed of a computer is assumed of the telephone, too.
            (rung <= Rung::Wiremap).then_some((self.computers[*computer].heard, (rung, house)))
        });
        let newest = beside.max_by_key(|(heard, _)| *heard);
        newest.map_or_else(|| self.ladder(user, None, None), |(_, there)| there)
    }

    /// The same from where it is registered.
    pub fn of_telephone(&self, telephone: usize) -> (Rung, House) {
        let Telephone { user, places, .. } = &self.telephones[telephone];
        match places.last() {
            Some(address) => self.of_telephone_at(telephone, *address),
            None => self.ladder(*user, None, None),
        }
    }
}
