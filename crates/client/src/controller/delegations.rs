//! Delegations: what the server told of them, and what is asked of it. Nothing about them waits in the outbox: who may
//! act on whose lines is decided by the server alone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use roamline_api::delegation::{Delegation, Invitation};
use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::delegation::{DelegateId, DelegationState, Terms};
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::DelegationId;

use super::actions::{Outcome, needs_the_server, wrong_fields};
use super::link::Stream;
use super::{Call, CallAnswer, Controller, Effect, Ticket};
use crate::saved::{REQUESTS_TOLD_MAX, StoreChange};
use crate::view::{ActionError, ActionErrorCode};

/// What is under way about delegations.
#[derive(Debug, Clone, Default)]
pub(super) struct Delegating {
    /// Calls that have no answer yet; with the invitation, where it is one.
    calls: BTreeMap<Ticket, Option<Invitation>>,
    /// An invitation whose answer was lost: the server may have it or not. When the user tries it again it goes out
    /// under the same identifier, so that nobody is asked twice.
    undecided: Option<Invitation>,
    /// Requests whose notification is on the screen.
    on_screen: BTreeSet<DelegationId>,
}

impl Delegating {
    /// What became of an invitation is known by now.
    pub(super) fn invitation_decided(&mut self) {
        self.undecided = None;
    }
}

impl Controller {
    fn kept_delegations(&self) -> impl Iterator<Item = &Delegation> {
        self.saved.entities.values().filter_map(|entity| match entity {
            Entity::Delegation(delegation) => Some(delegation),
            _ => None,
        })
    }

    fn kept_delegation(&self, id: DelegationId) -> Option<&Delegation> {
        match self.saved.entities.get(&EntityKey::Delegation(id.0)) {
            Some(Entity::Delegation(delegation)) => Some(delegation),
            _ => None,
        }
    }

    fn acts(&self, delegation: &Delegation) -> bool {
        self.me().is_some_and(|me| delegation.delegate.who == DelegateId::User(me.id))
    }

    fn is_request(&self, delegation: &Delegation) -> bool {
        self.acts(delegation) && matches!(delegation.state, DelegationState::Invited { .. })
    }

    /// The user's delegations: open requests to the user first, then by the other side's name.
    pub(super) fn delegations(&self) -> Vec<Delegation> {
        let mut delegations: Vec<Delegation> = self.kept_delegations().cloned().collect();
        delegations.sort_by_cached_key(|d| {
            let other = if self.acts(d) { &d.delegator.name } else { &d.delegate.name };
            (!self.is_request(d), other.to_lowercase(), d.id)
        });
        delegations
    }

    /// What asks somebody to act on the user's lines.
    pub(super) fn invitation(
        &mut self,
        delegate: DelegateId,
        terms: Terms,
        now: Timestamp,
    ) -> Result<Call, ActionError> {
        checked_terms(&terms, now)?;
        let undecided = self.delegating.undecided.as_ref();
        let id = match undecided.filter(|before| before.delegate == delegate && before.terms == terms) {
            Some(before) => before.id,
            None => DelegationId(self.ids.draw(now)),
        };
        Ok(Call::Invite(Invitation { id, delegate, terms }))
    }

    pub(super) fn call_delegation(&mut self, ticket: Ticket, call: Result<Call, ActionError>) -> Outcome {
        let invitation = match &call {
            Ok(Call::Invite(invitation)) => Some(invitation.clone()),
            _ => None,
        };
        let outcome = self.call(ticket, call);
        if outcome.is_none() {
            self.delegating.calls.insert(ticket, invitation);
        }
        outcome
    }

    /// What came of a call, in the words of delegation if it was one about them.
    pub(super) fn delegation_call_answered(
        &mut self,
        ticket: Ticket,
        answer: Result<CallAnswer, ActionError>,
    ) -> Result<CallAnswer, ActionError> {
        let Some(invitation) = self.delegating.calls.remove(&ticket) else { return answer };
        let unreached = matches!(&answer, Err(error) if error.code == ActionErrorCode::Offline);
        if let Some(invitation) = invitation {
            let told = self.kept_delegation(invitation.id).is_some();
            let was_undecided = self.delegating.undecided.as_ref().is_some_and(|u| u.id == invitation.id);
            if unreached && !told {
                self.delegating.undecided = Some(invitation);
            } else if was_undecided {
                self.delegating.invitation_decided();
            }
        }
        if !unreached && let Stream::Waiting(_) = self.link.stream {
            // The server is there again.
            self.hurry();
        }
        answer.map_err(needs_the_server)
    }

    /// The server's answer to a change. The event that says the same may come before or after it, and the event that
    /// takes the delegation away may have come, too: so an answer only brings up to date what is still here.
    pub(super) fn delegation_answered(&mut self, answered: Delegation) {
        let older = self.kept_delegation(answered.id).is_some_and(|kept| kept.version < answered.version);
        if older && answered.state.is_live() {
            self.save(StoreChange::PutEntity(Box::new(Entity::Delegation(answered))));
        } else if older {
            self.delegation_gone(answered.id);
        }
    }

    pub(super) fn delegation_gone(&mut self, id: DelegationId) {
        if self.kept_delegation(id).is_some() {
            self.save(StoreChange::RemoveEntity(EntityKey::Delegation(id.0)));
        }
    }

    /// An event; it may be about a change whose answer came first, or one that was made before that.
    pub(super) fn delegation_told(&mut self, told: Delegation) {
        if self.delegating.undecided.as_ref().is_some_and(|u| u.id == told.id) {
            self.delegating.invitation_decided();
        }
        if self.kept_delegation(told.id).is_none_or(|kept| kept.version <= told.version) {
            self.save(StoreChange::PutEntity(Box::new(Entity::Delegation(told))));
        }
    }

    /// The user is told once about each request, and no longer than it waits.
    pub(super) fn announce_requests(&mut self) {
        let open: Vec<Delegation> = self.kept_delegations().filter(|d| self.is_request(d)).cloned().collect();
        let shown = self.saved.values.settings.notifications;
        let waits = |id: &DelegationId| shown && open.iter().any(|d| d.id == *id);
        let (still, answered): (BTreeSet<_>, BTreeSet<_>) =
            std::mem::take(&mut self.delegating.on_screen).into_iter().partition(waits);
        self.delegating.on_screen = still;
        for id in answered {
            self.want(Effect::WithdrawRequest(id));
        }
        if !shown || self.on_a_call() {
            return;
        }
        for request in open {
            // One that is suspended cannot be accepted now.
            if request.suspended.is_none() && !self.saved.values.requests_told.contains(&request.id) {
                self.keep(|values| {
                    values.requests_told.push(request.id);
                    let excess = values.requests_told.len().saturating_sub(REQUESTS_TOLD_MAX);
                    values.requests_told.drain(..excess);
                });
                self.delegating.on_screen.insert(request.id);
                self.want(Effect::NotifyRequest(Box::new(request)));
            }
        }
    }
}

/// Terms as they may be sent.
pub(super) fn checked_terms(terms: &Terms, now: Timestamp) -> Result<(), ActionError> {
    let fields: Vec<FieldError> = terms.check(now).into_iter().map(FieldError::from).collect();
    if fields.is_empty() { Ok(()) } else { Err(wrong_fields(fields)) }
}
