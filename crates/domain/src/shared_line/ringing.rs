//! Whom a call rings, and what a held call must not be left in.

use std::collections::BTreeMap;

use super::appearance::{Appearance, CallState, LegId, OnPhone, Ringing, Underway};
use super::entitled::{Entitled, Member};
use super::forwarding::DiversionReason;
use super::time::{ALONE_FOR, after};
use super::turn::{Flow, GOES_ON, Turn};
use super::{Held, Line};
use crate::ids::DeviceId;

impl Turn<'_> {
    /// Brings a call in line with the people who are entitled now. Runs after every step.
    pub(super) fn settle(&mut self, appearance: &mut Appearance) -> Flow {
        let Appearance { state, .. } = appearance;
        match state {
            CallState::Ringing(_) => self.settle_ringing(appearance),
            CallState::Held(_) => {
                self.settle_held(appearance);
                GOES_ON
            }
            CallState::Placing(_) | CallState::Active { .. } => GOES_ON,
        }
    }

    fn settle_ringing(&mut self, appearance: &mut Appearance) -> Flow {
        let look = appearance.clone();
        let CallState::Ringing(ringing) = &mut appearance.state else { return GOES_ON };
        ringing.claim = ringing.claim.filter(|claim| self.answers(&look, claim.on.member));
        let wanted = match ringing.claim {
            Some(claim) => BTreeMap::from([(claim.on.phone, claim.on.member)]),
            None => self.to_ring(&look, ringing),
        };
        ringing.legs.retain(|on| wanted.get(&on.phone) == Some(&on.member));
        let rings: Vec<DeviceId> = ringing.legs.iter().map(|on| on.phone).collect();
        let mut next = LegId(look.next_leg);
        for (phone, member) in wanted.into_iter().filter(|(phone, _)| !rings.contains(phone)) {
            ringing.legs.push(OnPhone { member, phone, leg: next });
            next = LegId(next.0.saturating_add(1));
        }
        let nobody = ringing.legs.is_empty().then(|| self.why_nobody(&look, ringing));
        appearance.next_leg = next.0;
        nobody.map_or(GOES_ON, |why| self.divert(appearance, why))
    }

    /// Why a call rings nobody, or nobody any more.
    fn why_nobody(&self, appearance: &Appearance, ringing: &Ringing) -> DiversionReason {
        let can_be_reached = |entitled: &Entitled| {
            let mut phones = self.line.phones(entitled.member);
            self.answers(appearance, entitled.member)
                && phones.any(|(phone, _)| !ringing.failed.contains(&phone))
        };
        match () {
            () if ringing.busy || !ringing.declined.is_empty() => DiversionReason::Busy,
            // It would ring with somebody who is not to be disturbed.
            () if !self.would_ring(appearance, ringing).is_empty() => DiversionReason::DoNotDisturb,
            () if self.line.entitled.iter().any(can_be_reached) => DiversionReason::NoAnswer,
            () => DiversionReason::Unreachable,
        }
    }

    pub(super) fn answers(&self, appearance: &Appearance, member: Member) -> bool {
        self.line
            .entitlement(member, self.now)
            .and_then(|entitled| Line::answers(appearance, entitled, self.now))
            .is_ok()
    }

    /// Whom this call rings, and on which phones: of all with whom it would ring, those who may be disturbed.
    fn to_ring(&self, appearance: &Appearance, ringing: &Ringing) -> BTreeMap<DeviceId, Member> {
        let mut phones = self.would_ring(appearance, ringing);
        phones.retain(|_, member| self.line.may_be_disturbed(*member));
        phones
    }

    /// With whom this call would ring if everybody might be disturbed, and on which phones: everybody who answers calls of this line
    /// in these hours and lets it ring, on each of their phones that can be reached and is not kept quiet. Each phone once.
    fn would_ring(&self, appearance: &Appearance, ringing: &Ringing) -> BTreeMap<DeviceId, Member> {
        let mut phones = BTreeMap::new();
        for entitled in &self.line.entitled {
            let member = entitled.member;
            let rings = entitled.rings
                && entitled.covers(appearance.began)
                && !ringing.declined.contains(&member)
                && self.answers(appearance, member);
            if !rings {
                continue;
            }
            for (phone, _) in self.line.phones(member).filter(|(_, rings)| *rings) {
                if !ringing.failed.contains(&phone) {
                    phones.entry(phone).or_insert(member);
                }
            }
        }
        phones
    }

    fn settle_held(&self, appearance: &mut Appearance) {
        let look = appearance.clone();
        let CallState::Held(held) = &mut appearance.state else { return };
        // Nobody could take up a call that somebody locked who has lost the line since.
        if look.locked && self.line.entitlement(held.by, self.now).is_err() {
            appearance.locked = false;
        }
        if let Some(Underway::Retrieval { on, .. }) = held.underway
            && !self.retrieves(&look, held, on.member)
        {
            held.underway = None;
        }
        let alone = held.leg.is_none() && held.underway.is_none();
        held.alone_until = alone.then(|| held.alone_until.unwrap_or(after(self.now, ALONE_FOR)));
    }

    pub(super) fn retrieves(&self, appearance: &Appearance, held: &Held, member: Member) -> bool {
        self.line
            .entitlement(member, self.now)
            .is_ok_and(|entitled| held.by == member || Line::picks_up(appearance, held, entitled).is_ok())
    }
}
