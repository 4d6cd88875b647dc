//! What happens next.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::model::{Asks, Evidence, Given, House, Location, Model, Net, ProposalId, Seen, State, User};

/// What somebody says when they are asked where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// "Yes", or "this one": a location that the wiremap gives.
    Confirm(Location),
    /// A home, new or not.
    Home(House),
    /// A home, and that the network is one that they carry.
    Carried(House),
    /// A new company location.
    Propose(House),
    /// That the network belongs to this company location.
    Belongs(Location),
}

/// How somebody says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// On the computer, whose clock is off by so many minutes.
    Here(i64),
    /// On the computer, and it is sent twice.
    Twice,
    /// In the portal.
    Portal,
    /// On the computer, and it arrives when the computer has moved on.
    Late,
}

/// One step of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A computer is on another network.
    Moves {
        computer: usize,
        net: Net,
    },
    /// What a computer measures of its network has changed.
    Roams {
        computer: usize,
        net: Net,
    },
    /// Its user says where it is.
    Says {
        computer: usize,
        said: Said,
        how: How,
    },
    /// A computer signs out; its user signs in on another.
    SignsOut {
        computer: usize,
    },
    /// A telephone is plugged in elsewhere; it says goodbye before, or nobody tells the server that it has left.
    Carried {
        telephone: usize,
        address: u8,
        goodbye: bool,
    },
    /// A telephone unregisters where it is.
    Leaves {
        telephone: usize,
    },
    /// A telephone is taken out of service, and its owner gets another.
    Replaced {
        telephone: usize,
        address: u8,
    },
    /// Its owner says where it is.
    SaysOf {
        telephone: usize,
        home: House,
    },
    /// A proposal is approved as it is, with this rule.
    Approve {
        proposal: ProposalId,
        rule: Evidence,
    },
    /// A proposal is approved for a location that exists.
    Merge {
        proposal: ProposalId,
        location: Location,
        rule: Evidence,
    },
    Reject {
        proposal: ProposalId,
    },
    Withdraw {
        proposal: ProposalId,
    },
    /// A decision is taken back.
    Undo {
        proposal: ProposalId,
    },
    Bind {
        location: Location,
        evidence: Evidence,
    },
    Unbind {
        rule: usize,
    },
    /// A location says that coarse evidence is enough, or no longer.
    Enough {
        location: Location,
    },
    /// A location has another address.
    Rehouse {
        location: Location,
        house: House,
    },
    /// A floor is in the other building.
    Reparent {
        floor: Location,
    },
    Demolish {
        location: Location,
    },
    AskAgain {
        user: User,
    },
    /// Somebody deletes a home.
    Forget {
        user: User,
        home: House,
    },
    Default {
        user: User,
        home: Option<House>,
    },
    /// Time passes, in minutes, and no device asks for anything.
    Passes {
        minutes: i64,
    },
    /// A computer tells where a telephone is for so many minutes.
    BesideFor {
        minutes: i64,
    },
}

/// Who makes an emergency call then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Nobody,
    /// This telephone, by hand, from one of the addresses that it is registered from.
    Dialled {
        telephone: usize,
        place: usize,
    },
    /// The owner of this telephone, by a click, on Ann's line: it is their own, or they are her delegate.
    OnLine {
        telephone: usize,
    },
}

/// A step, with what is looked at after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub step: Step,
    pub call: Call,
    /// The computers that look at their own view, by bits.
    pub looks: u8,
}

/// The two buildings, between which floors move.
pub const BUILDINGS: [Location; 2] = [0, 3];
/// The floors that there are at the beginning.
pub const FLOORS: [Location; 2] = [1, 2];

fn any_evidence(random: &mut StdRng) -> Evidence {
    match random.random_range(0..13) {
        0 => Evidence::Port(random.random_range(1..4)),
        1 => Evidence::Ports(1, 2),
        2 => Evidence::Ports(random.random_range(1..3), 3),
        3 => Evidence::Switch,
        4 | 5 => Evidence::AccessPoint(random.random_range(1..3)),
        6 => Evidence::AccessPoints,
        7 | 8 => Evidence::Router(random.random_range(20..23)),
        9 | 10 => Evidence::Subnet(random.random_range(0..2)),
        11 => Evidence::Corner,
        _ => Evidence::Public,
    }
}

fn any_net(random: &mut StdRng) -> Net {
    let access_point = random.random_bool(0.4).then(|| random.random_range(1..3));
    let speaks = access_point.is_none() && random.random_bool(0.4);
    Net {
        router: random.random_range(20..23),
        port: speaks.then(|| random.random_range(1..4)),
        access_point,
        subnets: [random.random_bool(0.5), random.random_bool(0.5)],
        corner: random.random_bool(0.5),
        seen: match random.random_range(0..10) {
            0..3 => Seen::Office,
            3 => Seen::Elsewhere,
            _ => Seen::Beside(random.random_range(1..4)),
        },
    }
}

/// Numbers of homes: few, so that people come home.
fn any_home(random: &mut StdRng) -> House {
    random.random_range(1..5)
}

fn below(random: &mut StdRng, length: usize) -> usize {
    if length == 0 { 0 } else { random.random_range(0..length) }
}

/// What can happen now, and what is looked at after it.
pub fn next(random: &mut StdRng, model: &Model) -> Moment {
    loop {
        let step = attempt(random, model);
        if is_possible(step, model) {
            let telephone = below(random, model.telephones.len());
            let call = match random.random_range(0..8) {
                0 => Call::Nobody,
                1 | 2 => Call::OnLine { telephone },
                _ => Call::Dialled { telephone, place: random.random_range(0..4) },
            };
            return Moment { step, call, looks: random.random_range(0..8) };
        }
    }
}

fn attempt(random: &mut StdRng, model: &Model) -> Step {
    let computer = below(random, model.computers.len());
    let telephone = below(random, model.telephones.len());
    let user = below(random, model.users.len());
    let proposal = below(random, model.proposals.len());
    let location = below(random, model.locations.len());
    let home = any_home(random);
    let house = 300 + u32::try_from(model.now % 1000).unwrap_or_default();
    match random.random_range(0..64) {
        0..10 => Step::Moves { computer, net: any_net(random) },
        10..13 => Step::Roams { computer, net: any_net(random) },
        13..26 => {
            let said = any_said(random, model, computer, location);
            let how = match random.random_range(0..8) {
                0 => How::Twice,
                1 => How::Portal,
                2 => How::Late,
                _ => How::Here(random.random_range(-90..90)),
            };
            Step::Says { computer, said, how }
        }
        26 => Step::SignsOut { computer },
        27..30 => {
            let address = random.random_range(1..4);
            Step::Carried { telephone, address, goodbye: random.random_bool(0.5) }
        }
        30 => Step::Leaves { telephone },
        31 => Step::Replaced { telephone, address: random.random_range(1..4) },
        32..34 => Step::SaysOf { telephone, home },
        34..36 => Step::Approve { proposal, rule: any_evidence(random) },
        36..38 => Step::Merge { proposal, location, rule: any_evidence(random) },
        38 => Step::Reject { proposal },
        39 => Step::Withdraw { proposal },
        40..42 => Step::Undo { proposal },
        42..48 => Step::Bind { location, evidence: any_evidence(random) },
        48..50 => Step::Unbind { rule: below(random, model.rules.len()) },
        50 => Step::Enough { location },
        51 => Step::Rehouse { location, house },
        52 => Step::Reparent { floor: FLOORS[below(random, FLOORS.len())] },
        53 => Step::Demolish { location },
        54..56 => Step::AskAgain { user },
        56 => Step::Forget { user, home },
        57..61 => Step::Default { user, home: random.random_bool(0.8).then_some(home) },
        61..63 => Step::Passes { minutes: [7, 16, 40][below(random, 3)] },
        _ => Step::BesideFor { minutes: [15, 33][below(random, 2)] },
    }
}

fn any_said(random: &mut StdRng, model: &Model, computer: usize, location: Location) -> Said {
    let net = model.computers[computer].stay.as_ref().map(|stay| stay.net);
    let given = net.map_or(Given::Nothing, |net| model.given(net));
    match (random.random_range(0..8), given) {
        (0..4, Given::One(given)) => Said::Confirm(given),
        (0..4, Given::Several(several)) => Said::Confirm(several[below(random, several.len())]),
        (4, _) => Said::Propose(200 + u32::try_from(model.proposals.len()).unwrap_or_default()),
        (5, _) => Said::Belongs(location),
        (6, _) => Said::Carried(any_home(random)),
        _ => Said::Home(any_home(random)),
    }
}

/// Whether a step can happen as things are. A history from which a step was taken away passes over what depended on it.
pub fn is_possible(step: Step, model: &Model) -> bool {
    let exists = |location: Location| model.locations.get(location).is_some_and(|known| known.exists);
    let state = |proposal: ProposalId| model.proposals.get(proposal).map(|proposal| proposal.state);
    let is_pending = |proposal: ProposalId| state(proposal) == Some(State::Pending);
    let is_found = |proposal: ProposalId, rule: Evidence| {
        let proposal = model.proposals.get(proposal);
        // Where a public address is not enough, a rule for it alone is refused.
        rule != Evidence::Public && proposal.is_some_and(|proposal| rule.is_found_in(proposal.net))
    };
    let has_home = |user: User, home: House| model.users[user].homes.contains(&home);
    match step {
        Step::Moves { .. } | Step::SignsOut { .. } | Step::AskAgain { .. } | Step::Passes { .. } => true,
        Step::Roams { computer, net } => {
            let stay = model.computers[computer].stay.as_ref();
            stay.is_some_and(|stay| stay.net != net && stay.net.key() == net.key())
        }
        Step::Says { computer, said, how } => {
            let computer = &model.computers[computer];
            let of = if how == How::Late { &computer.before } else { &computer.stay };
            let Some(stay) = of else { return false };
            match said {
                Said::Confirm(location) if how != How::Late => match model.given(stay.net) {
                    Given::Nothing => false,
                    Given::One(given) => given == location,
                    Given::Several(several) => several.contains(&location),
                },
                Said::Confirm(_) => false,
                Said::Belongs(location) => exists(location),
                Said::Home(_) | Said::Carried(_) | Said::Propose(_) => true,
            }
        }
        Step::Carried { telephone, .. } | Step::Replaced { telephone, .. } => {
            model.telephones[telephone].places.len() < 4
        }
        Step::Leaves { telephone } | Step::SaysOf { telephone, .. } => {
            !model.telephones[telephone].places.is_empty()
        }
        Step::Approve { proposal, rule } => {
            let is_there = model.proposals.get(proposal).is_some_and(|proposal| match proposal.asks {
                Asks::Create(_) => true,
                Asks::Bind(location) => exists(location),
            });
            is_pending(proposal) && is_there && is_found(proposal, rule)
        }
        Step::Merge { proposal, location, rule } => {
            is_pending(proposal) && exists(location) && is_found(proposal, rule)
        }
        Step::Reject { proposal } | Step::Withdraw { proposal } => is_pending(proposal),
        Step::Undo { proposal } => {
            matches!(state(proposal), Some(State::Approved { .. } | State::Rejected))
        }
        Step::Bind { location, evidence } => {
            exists(location) && !model.rules.iter().any(|rule| rule.evidence == evidence)
        }
        Step::Unbind { rule } => rule < model.rules.len(),
        Step::Enough { location } | Step::Rehouse { location, .. } => exists(location),
        Step::Reparent { floor } => exists(floor) && BUILDINGS.iter().all(|building| exists(*building)),
        // Proposals are made below the site, and floors are moved between the buildings.
        Step::Demolish { location } => exists(location),
        Step::Forget { user, home } => has_home(user, home),
        Step::Default { user, home } => home.is_none_or(|home| has_home(user, home)),
        Step::BesideFor { minutes } => model.beside_for != minutes,
    }
}
