//! What happens next.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::model::{Evidence, Location, Model, Net, ProposalId, State, User};

/// What somebody says when they are asked where they are.
#[derive(Debug, Clone, Copy)]
pub enum Said {
    /// "Yes": one of the locations that the wiremap gave.
    Confirm(Location),
    /// A home with this number in the street, new or not.
    Home(u32),
    /// A new company location with this number in the street.
    Propose(u32),
}

/// One step of a history.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// A computer is on a network.
    Moves {
        computer: usize,
        net: Net,
    },
    /// Its user says where it is; their clock is off by so many minutes.
    Says {
        computer: usize,
        said: Said,
        clock: i64,
    },
    /// A telephone is plugged in elsewhere, and nobody tells the server that it has left.
    Carried {
        telephone: usize,
        address: u8,
    },
    /// Its owner says where it is.
    SaysOf {
        telephone: usize,
        home: u32,
    },
    Approve {
        proposal: ProposalId,
    },
    Merge {
        proposal: ProposalId,
        location: Location,
    },
    Reject {
        proposal: ProposalId,
    },
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
    AskAgain {
        user: User,
    },
    Delete {
        user: User,
        home: u32,
    },
    Default {
        user: User,
        home: Option<u32>,
    },
}

/// Numbers of homes: few, so that people come home.
fn house(random: &mut StdRng) -> u32 {
    random.random_range(1..6)
}

fn evidence(random: &mut StdRng) -> Evidence {
    match random.random_range(0..7) {
        5 | 6 => Evidence::Subnet(random.random_range(0..2)),
        0 | 1 => Evidence::Router(random.random_range(20..23)),
        2 => Evidence::AccessPoints,
        _ => Evidence::AccessPoint(random.random_range(1..4)),
    }
}

fn net(random: &mut StdRng) -> Net {
    Net {
        router: random.random_range(20..23),
        access_point: random.random_bool(0.6).then(|| random.random_range(1..4)),
        subnets: [random.random_bool(0.5), random.random_bool(0.5)],
        beside: random.random_bool(0.5).then(|| random.random_range(1..4)),
    }
}

fn any<T: Copy>(random: &mut StdRng, of: &[T]) -> Option<T> {
    (!of.is_empty()).then(|| of[random.random_range(0..of.len())])
}

/// A step that is possible now.
pub fn next(random: &mut StdRng, model: &Model) -> Step {
    loop {
        if let Some(step) = attempt(random, model) {
            return step;
        }
    }
}

fn proposals(model: &Model, is_meant: impl Fn(State) -> bool) -> Vec<ProposalId> {
    (0..model.proposals.len()).filter(|at| is_meant(model.proposals[*at].state)).collect()
}

fn attempt(random: &mut StdRng, model: &Model) -> Option<Step> {
    let computer = random.random_range(0..model.computers.len());
    let telephone = random.random_range(0..model.telephones.len());
    let user = random.random_range(0..model.users.len());
    let pending = proposals(model, |state| state == State::Pending);
    let exist: Vec<Location> = (0..model.locations.len()).filter(|at| model.locations[*at].exists).collect();
    match random.random_range(0..24) {
        0..5 => Some(Step::Moves { computer, net: net(random) }),
        5..10 => {
            let given = model.given(model.computers[computer].net?);
            let said = match (random.random_range(0..4), given) {
                (0 | 1, crate::model::Given::One(location)) => Said::Confirm(location),
                (0 | 1, crate::model::Given::Several(several)) => Said::Confirm(any(random, &several)?),
                (2, _) => Said::Propose(200 + u32::try_from(model.proposals.len()).ok()?),
                _ => Said::Home(house(random)),
            };
            Some(Step::Says { computer, said, clock: random.random_range(-90..90) })
        }
        10..12 => Some(Step::Carried { telephone, address: random.random_range(1..4) }),
        12 => Some(Step::SaysOf { telephone, home: house(random) }),
        13 => Some(Step::Approve { proposal: any(random, &pending)? }),
        14 => {
            let location = any(random, &exist)?;
            Some(Step::Merge { proposal: any(random, &pending)?, location })
        }
        15 => Some(Step::Reject { proposal: any(random, &pending)? }),
        16 => {
            let approved = proposals(model, |state| matches!(state, State::Approved { .. }));
            Some(Step::Undo { proposal: any(random, &approved)? })
        }
        17..20 => {
            let (location, evidence) = (any(random, &exist)?, evidence(random));
            let is_new = !model.rules.iter().any(|rule| rule.evidence == evidence);
            is_new.then_some(Step::Bind { location, evidence })
        }
        20 => Some(Step::Unbind {
            rule: (!model.rules.is_empty()).then(|| random.random_range(0..model.rules.len()))?,
        }),
        21 => Some(Step::AskAgain { user }),
        22 => Some(Step::Delete { user, home: any(random, &model.users[user].homes)? }),
        _ => {
            let home = any(random, &model.users[user].homes).filter(|_| random.random_bool(0.7));
            Some(Step::Default { user, home })
        }
    }
}
