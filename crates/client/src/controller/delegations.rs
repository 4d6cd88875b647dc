//! Delegations: what the server told of them, and what is asked of it. Nothing about them waits in the outbox: who may
//! act on whose lines is decided by the server alone.

use jiff::Timestamp;
use roamline_api::delegation::{Delegation, Invitation};
use roamline_api::error::FieldProblem;
use roamline_api::sync::Entity;
use roamline_domain::delegation::{DelegateId, DelegationState, Terms};
use roamline_domain::ids::DelegationId;

use super::actions::{capitalized, wrong_fields};
use super::{Call, Controller};
use crate::saved::StoreChange;
use crate::view::ActionError;

impl Controller {
    /// The user's delegations: open requests to the user first, then by the other side's name.
    pub(super) fn delegations(&self) -> Vec<Delegation> {
        let me = DelegateId::User;
        let mine = self.me().map(|user| user.id);
        let mut delegations: Vec<Delegation> =
            self.saved.entities.values().filter_map(delegation).cloned().collect();
        delegations.sort_by_cached_key(|d| {
            let acts = mine.is_some_and(|user| d.delegate.who == me(user));
            let asked = acts && matches!(d.state, DelegationState::Invited { .. });
            let other = if acts { &d.delegator.name } else { &d.delegate.name };
            (!asked, other.to_lowercase(), d.id)
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
        let id = DelegationId(self.ids.draw(now));
        Ok(Call::Invite(Invitation { id, delegate, terms }))
    }

    pub(super) fn delegation_answered(&mut self, answered: Delegation) {
        self.save(StoreChange::PutEntity(Box::new(Entity::Delegation(answered))));
    }
}

fn delegation(entity: &Entity) -> Option<&Delegation> {
    match entity {
        Entity::Delegation(delegation) => Some(delegation),
        _ => None,
    }
}

/// Terms as they may be sent.
pub(super) fn checked_terms(terms: &Terms, now: Timestamp) -> Result<(), ActionError> {
    let fields: Vec<FieldProblem> = terms
        .check(now)
        .iter()
        .filter_map(|problem| {
            let text = problem.to_string();
            let (field, message) = text.split_once(": ")?;
            Some(FieldProblem { field: field.to_owned(), message: capitalized(message) })
        })
        .collect();
    if fields.is_empty() { Ok(()) } else { Err(wrong_fields(fields)) }
}
