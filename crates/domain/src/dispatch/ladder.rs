//! The ladder is climbed here, for everybody who needs to know where an emergency call goes.

use jiff::Timestamp;

use super::{Dispatch, DispatchableLocation, Rung, SkipReason, Skipped};
use crate::civic::CivicAddress;
use crate::encounter::{Encounter, Lapse};
use crate::report::Place;
use crate::wiremap::{Identification, RuleMatch};

/// An address with what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedAddress {
    /// What people call the place.
    pub label: String,
    /// The address.
    pub address: CivicAddress,
}

/// What is known of where a device is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Here<'a> {
    /// Nomadic services are off for its owner: nobody watches where it is.
    NotWatched,
    /// Which network it is on is not known.
    NotKnown,
    /// It is on a network that can be known.
    On {
        /// What its owner, or whoever administers it, has said of where that is.
        said: Said,
        /// What the wiremap says.
        wiremap: Suggested<'a>,
    },
}

/// What was said of where a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// This is the place.
    Place {
        /// Which.
        place: Place,
        /// When it was said, by the clock of the device that it was said on.
        at: Timestamp,
        /// When the server heard it, where that is known.
        heard_at: Option<Timestamp>,
        /// The server has it; what still waits in the outbox of a client is unverified.
        is_delivered: bool,
    },
    /// Nothing that counts.
    Nothing {
        /// Why what was said before does not count; none where nothing was.
        lapse: Option<Lapse>,
    },
}

/// What the wiremap says of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suggested<'a> {
    /// It knows one location.
    Matched(&'a RuleMatch),
    /// It knows several.
    Several,
    /// It knows none.
    Nothing,
}

impl From<&Encounter> for Said {
    fn from(encounter: &Encounter) -> Self {
        match encounter {
            Encounter::Settled { place, at, heard_at, .. } => {
                Said::Place { place: *place, at: *at, heard_at: *heard_at, is_delivered: true }
            }
            Encounter::Confirm { lapse, .. }
            | Encounter::Choose { lapse, .. }
            | Encounter::Add { lapse, .. } => Said::Nothing { lapse: *lapse },
        }
    }
}

impl<'a> From<&'a Identification> for Suggested<'a> {
    fn from(identification: &'a Identification) -> Self {
        match identification {
            Identification::Matched { matched } => Suggested::Matched(matched),
            Identification::Candidates { .. } => Suggested::Several,
            Identification::Unknown => Suggested::Nothing,
        }
    }
}

/// What an emergency call's address is taken from.
#[derive(Debug, Clone)]
pub struct Ladder<'a> {
    /// Where the device is now.
    pub here: Here<'a>,
    /// The owner's default address, if they have set one, and which personal location that is.
    pub default_address: Option<(Place, NamedAddress)>,
    /// The address of the owner's site.
    pub site: Option<NamedAddress>,
}

/// What stands on a rung.
type Standing = Result<DispatchableLocation, SkipReason>;

impl Ladder<'_> {
    /// Takes the best rung that holds an address to which somebody can be sent. `named` gives name and address of a place,
    /// or nothing where it is gone.
    #[must_use]
    pub fn climb(self, named: impl Fn(Place) -> Option<NamedAddress>) -> Dispatch {
        let mut dispatch = Dispatch::default();
        for rung in Rung::ORDER {
            let standing = self.on(rung, &named).and_then(|location| match location.address.is_usable() {
                true => Ok(location),
                false => Err(SkipReason::NoUsableAddress),
            });
            match standing {
                Ok(location) if dispatch.location.is_none() => dispatch.location = Some(location),
                Ok(location) => {
                    dispatch.next = Some(location);
                    break;
                }
                Err(reason) if dispatch.location.is_none() => dispatch.skipped.push(Skipped { rung, reason }),
                Err(_) => {}
            }
        }
        dispatch
    }

    fn on(&self, rung: Rung, named: &impl Fn(Place) -> Option<NamedAddress>) -> Standing {
        match rung {
            Rung::ConfirmedLocation | Rung::PendingReport => self.said(rung, named),
            Rung::AutomaticWiremap => self.matched(named),
            Rung::DefaultAddress => {
                let (place, at) = self.default_address.clone().ok_or(SkipReason::NothingSaid)?;
                Ok(located(rung, Some(place), at))
            }
            Rung::SiteDefault => {
                let at = self.site.clone().ok_or(SkipReason::NothingSaid)?;
                Ok(located(rung, None, at))
            }
        }
    }

    fn said(&self, rung: Rung, named: &impl Fn(Place) -> Option<NamedAddress>) -> Standing {
        let (place, since, heard_at, is_delivered) = match self.here {
            Here::NotWatched => return Err(SkipReason::PolicyOff),
            Here::NotKnown => return Err(SkipReason::NetworkNotKnown),
            Here::On { said: Said::Place { place, at, heard_at, is_delivered }, .. } => {
                (place, Some(at), heard_at, is_delivered)
            }
            Here::On { said: Said::Nothing { lapse: Some(lapse) }, .. }
                if rung == Rung::ConfirmedLocation =>
            {
                return Err(lapse.into());
            }
            Here::On { said: Said::Nothing { .. }, .. } => return Err(SkipReason::NothingSaid),
        };
        let is_pending = !is_delivered || matches!(place, Place::Proposed { .. });
        match rung {
            Rung::ConfirmedLocation if is_pending => return Err(SkipReason::AwaitsApproval),
            Rung::PendingReport if !is_pending => return Err(SkipReason::NothingSaid),
            _ => {}
        }
        let found = named(place).ok_or(SkipReason::NoUsableAddress)?;
        Ok(DispatchableLocation { since, heard_at, ..located(rung, Some(place), found) })
    }

    fn matched(&self, named: &impl Fn(Place) -> Option<NamedAddress>) -> Standing {
        let (said, wiremap) = match self.here {
            Here::NotWatched => return Err(SkipReason::PolicyOff),
            Here::NotKnown => return Err(SkipReason::NetworkNotKnown),
            Here::On { said, wiremap } => (said, wiremap),
        };
        let matched = match wiremap {
            Suggested::Several => return Err(SkipReason::SeveralMatched),
            Suggested::Nothing => return Err(SkipReason::NothingMatched),
            Suggested::Matched(matched) if !matched.is_place_by_itself() => {
                return Err(SkipReason::EvidenceTooCoarse);
            }
            Suggested::Matched(matched) => matched,
        };
        let place = Place::Company { location: matched.location };
        // Where the owner has confirmed what the wiremap says, it has nothing else to say.
        if matches!(said, Said::Place { place: said, .. } if said == place) {
            return Err(SkipReason::OwnerHasSaid);
        }
        let found = named(place).ok_or(SkipReason::NoUsableAddress)?;
        let location = located(Rung::AutomaticWiremap, Some(place), found);
        Ok(DispatchableLocation { since: Some(matched.updated_at), rank: Some(matched.rank), ..location })
    }
}

fn located(rung: Rung, place: Option<Place>, found: NamedAddress) -> DispatchableLocation {
    let NamedAddress { label, address } = found;
    DispatchableLocation { rung, label, address, place, since: None, heard_at: None, rank: None }
}
