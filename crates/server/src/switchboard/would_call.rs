//! What would happen if a telephone dialled something, by what decides about calls.

use roamline_domain::emergency::DialledEmergency;
use roamline_domain::feature_code::FeatureCode;
use roamline_domain::ids::SiteId;
use roamline_domain::numbering::Called;
use roamline_domain::shared_line::{InvalidNumber, Member, Number};

use super::Switchboard;
use super::plan::Destination;
use super::state::BoardState;

/// Who would be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WouldCall {
    /// The emergency services, or nobody for a test.
    Emergency {
        /// It is a test.
        is_test: bool,
        /// The number or service.
        number: String,
    },
    /// A line.
    Line {
        /// Its number.
        number: Number,
        /// Whose it is.
        delegator: Member,
        /// Their name.
        name: String,
        /// It was called by their extension.
        by_extension: bool,
    },
    /// The telephones of somebody without a line.
    Telephones {
        /// What they were called by.
        number: Number,
        /// Whose they are.
        owner: Member,
        /// Their name.
        name: String,
        /// How many ring.
        ringing: usize,
    },
    /// Somebody outside.
    Outside {
        /// What a trunk is asked for.
        number: Number,
    },
    /// The same, but there is no trunk.
    NoTrunk {
        /// What it would be asked for.
        number: Number,
    },
    /// Nobody: it sets something.
    FeatureCode(FeatureCode),
    /// Nobody can dial it.
    NotANumber(InvalidNumber),
}

impl BoardState {
    fn would_call(&self, site: SiteId, dialled: &str) -> WouldCall {
        let (number, by_extension) = match self.called(Some(site), dialled) {
            Err(problem) => return WouldCall::NotANumber(problem),
            Ok(Called::Emergency(kind, number)) => {
                return WouldCall::Emergency { is_test: kind == DialledEmergency::Test, number };
            }
            Ok(_) if let Some(code) = FeatureCode::read(dialled) => {
                return match code {
                    FeatureCode::Withhold(called) | FeatureCode::Show(called) => {
                        self.would_call(site, &called)
                    }
                    code => WouldCall::FeatureCode(code),
                };
            }
            Ok(Called::Extension(number)) => (number, true),
            Ok(Called::Own(number) | Called::Outside(number)) => (number, false),
        };
        self.would_ring(number, by_extension, Vec::new())
    }

    /// Who is called by a number that these have sent the call on to.
    fn would_ring(&self, number: Number, by_extension: bool, mut before: Vec<Number>) -> WouldCall {
        let name = |who| self.plan.name(who).unwrap_or_default().to_owned();
        match self.plan.destination(&number, &self.routing) {
            Destination::Line(line) => match self.routing.numbered(line) {
                Some((number, delegator)) => {
                    let delegator = Member::User(delegator);
                    WouldCall::Line { number, delegator, name: name(delegator), by_extension }
                }
                None => WouldCall::Outside { number },
            },
            Destination::Phones(owner) => {
                let own = self.plan.phones_of(owner).filter(|(phone, _)| self.contacts.has(*phone));
                let rings: Vec<bool> = own.map(|(_, phone)| phone.rings).collect();
                let mut ringing = rings.iter().filter(|rings| **rings).count();
                if let Member::User(user) = owner {
                    let settings = self.plan.call_settings(user);
                    if let Some(why) = settings.diverts_at_once(&number, &before, rings) {
                        if let Some(to) = settings.forwarding.sends(why, &number, &before) {
                            before.push(number);
                            return self.would_ring(to.clone(), false, before);
                        }
                        ringing = 0;
                    }
                }
                WouldCall::Telephones { number, owner, name: name(owner), ringing }
            }
            Destination::Outside(number) if !self.trunks.takes_ordinary_calls() => {
                WouldCall::NoTrunk { number }
            }
            Destination::Outside(number) => WouldCall::Outside { number },
        }
    }
}

impl Switchboard {
    /// Who would be called if a telephone of a site dialled this now; none where the switchboard has stopped.
    pub(crate) async fn would_call(&self, site: SiteId, dialled: &str) -> Option<WouldCall> {
        Some(self.state().await?.would_call(site, dialled))
    }
}
