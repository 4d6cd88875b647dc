//! Delegations on the server in memory, as far as this user sees them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use roamline_api::ErrorCode;
use roamline_api::delegation::{Delegate, Delegation, Delegator, Invitation};
use roamline_api::error::ErrorBody;
use roamline_api::sync::{Change, Entity, EntityKey};
use roamline_client::controller::{Call, CallAnswer};
use roamline_client::server::CallError;
use roamline_client::view::{ActionError, DelegationStep};
use roamline_domain::delegation::{DelegateId, DelegationState, Terms};
use roamline_domain::ids::{DelegationId, SiteId, UserId};
use uuid::Uuid;

use super::world::FakeServer;
use super::{dawn, user};

/// Somebody else in the organisation.
pub fn other(number: u8) -> UserId {
    UserId(Uuid::from_u128(0x0420 + u128::from(number)))
}

pub fn name_of(who: UserId) -> String {
    if who == user() { "Ada Okafor".to_owned() } else { format!("Person {}", who.0.as_u128() - 0x0420) }
}

/// What `delegator` asks of `delegate`.
pub fn invited(number: u32, delegator: UserId, delegate: UserId) -> Delegation {
    let site = SiteId(Uuid::from_u128(0x517e));
    Delegation {
        id: DelegationId(Uuid::from_u128(0xde1e_0000 + u128::from(number))),
        delegator: Delegator {
            user: delegator,
            name: name_of(delegator),
            extension: None,
            site,
            site_name: "Leeds".to_owned(),
            numbers: Vec::new(),
            locked: false,
        },
        delegate: Delegate {
            who: DelegateId::User(delegate),
            name: name_of(delegate),
            extension: None,
            site,
            site_name: "Leeds".to_owned(),
        },
        made_by: delegator,
        made_by_name: name_of(delegator),
        state: DelegationState::Invited { at: dawn() },
        suspended: None,
        terms: Terms::default(),
        rings: true,
        version: 1,
    }
}

/// All delegations that ever were, and the invitations that were taken, by identifier.
#[derive(Debug, Clone, Default)]
pub struct Delegations {
    pub all: BTreeMap<DelegationId, Delegation>,
    dismissed: Vec<DelegationId>,
}

impl Delegations {
    /// Those in this user's view.
    pub fn seen(&self) -> impl Iterator<Item = &Delegation> {
        self.all.values().filter(|d| {
            let declined = matches!(d.state, DelegationState::Declined { .. });
            d.state.is_live() || (declined && d.delegator.user == user() && !self.dismissed.contains(&d.id))
        })
    }
}

fn refused(code: ErrorCode, message: &str) -> ActionError {
    CallError::Refused(ErrorBody {
        code,
        message: message.to_owned(),
        field: None,
        more: Vec::new(),
        refusal: None,
    })
    .into()
}

impl FakeServer {
    /// The delegation is now this, and the user is told so.
    pub fn put_delegation(&mut self, delegation: Delegation) {
        let id = delegation.id;
        let before = self.delegations.seen().any(|d| d.id == id);
        self.delegations.all.insert(id, delegation.clone());
        if self.delegations.seen().any(|d| d.id == id) {
            self.log(Change::Put { entity: Entity::Delegation(delegation) });
        } else if before {
            self.log(Change::Removed { key: EntityKey::Delegation(id.0) });
        }
    }

    /// Changes a delegation as somebody else does.
    pub fn edit_delegation(&mut self, id: DelegationId, edit: impl FnOnce(&mut Delegation)) {
        let mut delegation = self.delegations.all[&id].clone();
        edit(&mut delegation);
        delegation.version += 1;
        self.put_delegation(delegation);
    }

    /// Takes a call of this user.
    pub fn call(&mut self, call: &Call, now: Timestamp) -> Result<CallAnswer, ActionError> {
        match call {
            Call::Invite(invitation) => self.invite(invitation, now),
            Call::ChangeTerms(id, terms, version) => self.change(*id, *version, |d| {
                d.terms = terms.clone();
                d.state.is_live()
            }),
            Call::SetRinging(id, rings, version) => self.change(*id, *version, |d| {
                d.rings = *rings;
                d.state.is_live()
            }),
            Call::StepDelegation(id, DelegationStep::Dismiss, version) => {
                let dismissed = *id;
                self.change(*id, *version, |d| matches!(d.state, DelegationState::Declined { .. }))?;
                self.delegations.dismissed.push(dismissed);
                self.log(Change::Removed { key: EntityKey::Delegation(dismissed.0) });
                Ok(CallAnswer::DelegationDismissed(dismissed))
            }
            Call::StepDelegation(id, step, version) => self.change(*id, *version, |d| {
                let invited = matches!(d.state, DelegationState::Invited { .. });
                let (fits, state) = match step {
                    DelegationStep::Accept => (invited, DelegationState::Active { since: now }),
                    DelegationStep::Decline => (invited, DelegationState::Declined { at: now }),
                    DelegationStep::Withdraw => (invited, DelegationState::Withdrawn { at: now }),
                    _ => (d.state.is_live() && !invited, DelegationState::Ended { at: now, by: None }),
                };
                d.state = state;
                fits
            }),
            call => self.call_about_lines(call),
        }
    }

    fn invite(&mut self, invitation: &Invitation, now: Timestamp) -> Result<CallAnswer, ActionError> {
        let Invitation { id, delegate, terms } = invitation;
        if let Some(before) = self.delegations.all.get(id) {
            return Ok(CallAnswer::Delegation(Box::new(before.clone())));
        }
        let DelegateId::User(who) = delegate else {
            return Err(refused(ErrorCode::NotFound, "No such phone."));
        };
        let live = self
            .delegations
            .all
            .values()
            .any(|d| d.state.is_live() && d.delegator.user == user() && d.delegate.who == *delegate);
        if live {
            return Err(refused(ErrorCode::Conflict, "They have an open invitation."));
        }
        let state = DelegationState::Invited { at: now };
        let delegation = Delegation { id: *id, terms: terms.clone(), state, ..invited(0, user(), *who) };
        self.put_delegation(delegation.clone());
        Ok(CallAnswer::Delegation(Box::new(delegation)))
    }

    fn change(
        &mut self,
        id: DelegationId,
        version: u32,
        change: impl FnOnce(&mut Delegation) -> bool,
    ) -> Result<CallAnswer, ActionError> {
        let Some(mut delegation) = self.delegations.all.get(&id).cloned() else {
            return Err(refused(ErrorCode::NotFound, "No such delegation."));
        };
        if delegation.version != version {
            return Err(refused(ErrorCode::Outdated, "Person 1 changed this since you opened it."));
        }
        if !change(&mut delegation) {
            return Err(refused(ErrorCode::NotOpen, "This is over."));
        }
        delegation.version += 1;
        self.put_delegation(delegation.clone());
        Ok(CallAnswer::Delegation(Box::new(delegation)))
    }
}
