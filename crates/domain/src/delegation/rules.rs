//! Who may do what to a delegation, and what comes of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DelegateId, Delegation, DelegationState, Hindrance, Party, Suspension, SuspensionReason, Terms};
use crate::ids::{DelegationId, SiteId, UserId};
use crate::roles::Roles;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person.
    User {
        /// Who.
        id: UserId,
        /// What they are besides a user.
        roles: Roles,
    },
    /// Time, or a change of policy or licence.
    System,
}

impl Actor {
    fn is(self, user: UserId) -> bool {
        matches!(self, Actor::User { id, .. } if id == user)
    }

    fn administers(self, site: SiteId) -> bool {
        matches!(self, Actor::User { roles, .. } if roles.administers_site(site))
    }
}

/// One side, as it stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eligibility {
    /// The user's or phone's site.
    pub site: SiteId,
    /// [`crate::policy::Policy::delegation`] at that site.
    pub policy_on: bool,
    /// Has a phone licence. A common area phone always has.
    pub licensed: bool,
    /// Takes part at all. A common area phone always does.
    pub active: bool,
    /// How many this side may have: delegates of the delegator, delegators of the delegate.
    pub limit: u16,
    /// How many active delegations this side has in that role, without the one in question.
    pub others_active: u32,
    /// How many invitations are open for this side in that role, without the one in question.
    pub others_invited: u32,
}

impl Eligibility {
    fn hindrances(self) -> impl Iterator<Item = Hindrance> {
        let Self { policy_on, licensed, active, .. } = self;
        [(policy_on, Hindrance::PolicyOff), (licensed, Hindrance::Unlicensed), (active, Hindrance::Inactive)]
            .into_iter()
            .filter_map(|(fine, hindrance)| (!fine).then_some(hindrance))
    }
}

/// What the rules look at besides the delegation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances {
    /// The delegator's side.
    pub delegator: Eligibility,
    /// The delegate's side.
    pub delegate: Eligibility,
    /// An administrator has locked the delegator's delegation settings.
    pub locked: bool,
    /// The pair has another live delegation.
    pub pair_is_live: bool,
    /// [`crate::policy::Policy::admin_assignment_needs_acceptance`] at the delegator's site.
    pub assignment_needs_acceptance: bool,
}

impl Circumstances {
    fn reasons(&self) -> impl Iterator<Item = SuspensionReason> {
        let of = |party, eligibility: Eligibility| {
            eligibility.hindrances().map(move |hindrance| SuspensionReason { party, hindrance })
        };
        of(Party::Delegator, self.delegator).chain(of(Party::Delegate, self.delegate))
    }

    fn nothing_hinders(&self) -> Result<(), DelegationRefusal> {
        self.reasons().next().map_or(Ok(()), |reason| Err(DelegationRefusal::Hindered(reason)))
    }

    /// Room for one more invitation of the delegator. Those who are invited may all accept.
    fn room_to_invite(&self) -> Result<(), DelegationRefusal> {
        let Eligibility { limit, others_active, others_invited, .. } = self.delegator;
        if others_active.saturating_add(others_invited) >= u32::from(limit) {
            return Err(DelegationRefusal::TooManyDelegates { limit });
        }
        self.room_for_delegate()
    }

    fn room_for_delegate(&self) -> Result<(), DelegationRefusal> {
        let Eligibility { limit, others_active, .. } = self.delegate;
        if others_active >= u32::from(limit) {
            Err(DelegationRefusal::TooManyDelegators { limit })
        } else {
            Ok(())
        }
    }

    /// Room for one more active delegation, on both sides. A limit may have been lowered since the invitation.
    fn room_to_begin(&self) -> Result<(), DelegationRefusal> {
        let Eligibility { limit, others_active, .. } = self.delegator;
        if others_active >= u32::from(limit) {
            return Err(DelegationRefusal::TooManyDelegates { limit });
        }
        self.room_for_delegate()
    }
}

/// What can be done to a delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DelegationAct {
    /// The delegate says yes; for a common area phone an administrator of its site does.
    Accept,
    /// The delegate says no; for a common area phone an administrator of its site does.
    Decline,
    /// The invitation is taken back.
    Withdraw,
    /// It is over.
    End,
    /// Other privileges, schedule or end.
    Change(Terms),
    /// The delegate's own switch.
    SetRinging(bool),
    /// Its time has come. By [`Actor::System`].
    Expire,
    /// Policies, licences or people changed. By [`Actor::System`].
    Reconsider,
}

impl DelegationAct {
    /// What this act brings about is so already: somebody was faster, or it is sent again since its answer was lost.
    #[must_use]
    pub fn is_done(&self, delegation: &Delegation) -> bool {
        let Delegation { state, terms, rings, .. } = delegation;
        match self {
            DelegationAct::Accept => matches!(state, DelegationState::Active { .. }),
            DelegationAct::Decline => matches!(state, DelegationState::Declined { .. }),
            DelegationAct::Withdraw => matches!(state, DelegationState::Withdrawn { .. }),
            DelegationAct::End => matches!(state, DelegationState::Ended { .. }),
            DelegationAct::Change(wanted) => state.is_live() && terms == wanted,
            DelegationAct::SetRinging(wanted) => state.is_live() && rings == wanted,
            DelegationAct::Expire | DelegationAct::Reconsider => false,
        }
    }
}

/// What those concerned are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Somebody is asked.
    Invited,
    /// An administrator assigned it; it is active.
    Assigned,
    /// The delegate said yes.
    Accepted,
    /// The delegate said no.
    Declined,
    /// The invitation was taken back.
    Withdrawn,
    /// Privileges, schedule or end are others.
    Changed,
    /// It is over.
    Ended,
    /// Its time had come.
    Expired,
    /// It is suspended.
    Suspended,
    /// It goes on.
    Resumed,
}

/// What an act makes of a delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegationOutcome {
    /// As it is now.
    pub delegation: Delegation,
    /// What both sides are told, except who acted. None where there is nothing to tell.
    pub notice: Option<Notice>,
}

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DelegationRefusal {
    /// Nobody delegates to themselves.
    #[error("nobody can be their own delegate; choose somebody else")]
    OneSelf,
    /// There is one already.
    #[error("this delegate has the lines already, or an open invitation to them")]
    AlreadyLive,
    /// The delegator has enough.
    #[error("this delegator has {limit} delegates or open invitations, and may not have more")]
    TooManyDelegates {
        /// How many they may have.
        limit: u16,
    },
    /// The delegate has enough.
    #[error("this delegate acts for {limit} people, and may not act for more")]
    TooManyDelegators {
        /// How many they may have.
        limit: u16,
    },
    /// Not now.
    #[error("{}", hindered(*.0))]
    Hindered(SuspensionReason),
    /// The delegator may only look.
    #[error("an administrator has locked these delegation settings; ask them to change it")]
    Locked,
    /// Not this person's to change.
    #[error("only the delegator or an administrator changes this delegation")]
    NotDelegator,
    /// Not this person's to answer.
    #[error("only the delegate answers a request; for a common area phone an administrator of its site does")]
    NotDelegate,
    /// Not for people.
    #[error("this happens by itself")]
    NotByHand,
    /// Somebody was faster.
    #[error("this request is no longer open")]
    NotInvited,
    /// It has not begun, or is over.
    #[error("this delegation is not active")]
    NotActive,
    /// It is over.
    #[error("this delegation is over")]
    NotLive,
    /// Nobody may be asked while the settings are locked for good.
    #[error("an invitation is still open; it has to be answered or withdrawn before the settings are locked")]
    InvitationPending,
    /// Not this person's to lock.
    #[error("only an administrator of this site locks delegation settings")]
    NotAdministrator,
}

impl DelegationRefusal {
    /// The field that is wrong, where it is one.
    #[must_use]
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::OneSelf | Self::AlreadyLive => Some("delegate"),
            _ => None,
        }
    }
}

fn hindered(reason: SuspensionReason) -> &'static str {
    match (reason.party, reason.hindrance) {
        (Party::Delegator, Hindrance::PolicyOff) => "delegation is switched off at the delegator's site",
        (Party::Delegate, Hindrance::PolicyOff) => "delegation is switched off at the delegate's site",
        (Party::Delegator, Hindrance::Unlicensed) => "the delegator has no phone licence",
        (Party::Delegate, Hindrance::Unlicensed) => "the delegate has no phone licence",
        (Party::Delegator, Hindrance::Inactive) => "the delegator's account is switched off",
        (Party::Delegate, Hindrance::Inactive) => "the delegate's account is switched off",
    }
}

/// A delegation to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelegation {
    /// Its identity.
    pub id: DelegationId,
    /// Whose lines.
    pub delegator: UserId,
    /// Who is to act on them.
    pub delegate: DelegateId,
    /// What is granted.
    pub terms: Terms,
}

impl NewDelegation {
    /// The delegator asks somebody.
    ///
    /// # Errors
    /// [`DelegationRefusal`], and then nothing may change.
    pub fn invite(
        self,
        actor: Actor,
        around: &Circumstances,
        now: Timestamp,
    ) -> Result<DelegationOutcome, DelegationRefusal> {
        if !actor.is(self.delegator) {
            return Err(DelegationRefusal::NotDelegator);
        }
        if around.locked {
            return Err(DelegationRefusal::Locked);
        }
        self.check(around)?;
        Ok(self.begin(DelegationState::Invited { at: now }, Notice::Invited))
    }

    /// An administrator of the delegator's site does it for them. Active at once, unless a policy wants the delegate
    /// asked, or the delegate belongs to a site that is not this administrator's.
    ///
    /// # Errors
    /// [`DelegationRefusal`], and then nothing may change.
    pub fn assign(
        self,
        actor: Actor,
        around: &Circumstances,
        now: Timestamp,
    ) -> Result<DelegationOutcome, DelegationRefusal> {
        if !actor.administers(around.delegator.site) {
            return Err(DelegationRefusal::NotAdministrator);
        }
        self.check(around)?;
        let asks = around.assignment_needs_acceptance || !actor.administers(around.delegate.site);
        Ok(if asks {
            self.begin(DelegationState::Invited { at: now }, Notice::Invited)
        } else {
            self.begin(DelegationState::Active { since: now }, Notice::Assigned)
        })
    }

    fn check(&self, around: &Circumstances) -> Result<(), DelegationRefusal> {
        if self.delegate == DelegateId::User(self.delegator) {
            return Err(DelegationRefusal::OneSelf);
        }
        if around.pair_is_live {
            return Err(DelegationRefusal::AlreadyLive);
        }
        around.nothing_hinders()?;
        around.room_to_invite()
    }

    fn begin(self, state: DelegationState, notice: Notice) -> DelegationOutcome {
        let Self { id, delegator, delegate, terms } = self;
        let delegation = Delegation { id, delegator, delegate, state, suspended: None, terms, rings: true };
        DelegationOutcome { delegation, notice: Some(notice) }
    }
}

impl Delegation {
    /// What `act` makes of this.
    ///
    /// # Errors
    /// [`DelegationRefusal`], and then nothing may change.
    pub fn apply(
        &self,
        act: DelegationAct,
        actor: Actor,
        around: &Circumstances,
        now: Timestamp,
    ) -> Result<DelegationOutcome, DelegationRefusal> {
        match act {
            DelegationAct::Accept => {
                self.is_answered_by(actor, around).and_then(|()| self.is_invited())?;
                around.nothing_hinders()?;
                around.room_to_begin()?;
                Ok(self.becoming(DelegationState::Active { since: now }, Notice::Accepted))
            }
            DelegationAct::Decline => {
                self.is_answered_by(actor, around).and_then(|()| self.is_invited())?;
                Ok(self.becoming(DelegationState::Declined { at: now }, Notice::Declined))
            }
            DelegationAct::Withdraw => {
                self.is_changed_by(actor, around).and_then(|()| self.is_invited())?;
                Ok(self.becoming(DelegationState::Withdrawn { at: now }, Notice::Withdrawn))
            }
            DelegationAct::End => {
                // Whoever administers the delegate's site can take the delegate out, too.
                if !actor.administers(around.delegate.site) {
                    self.is_changed_by(actor, around)?;
                }
                self.is_active()?;
                let by = if let Actor::User { id, .. } = actor { Some(id) } else { None };
                Ok(self.becoming(DelegationState::Ended { at: now, by }, Notice::Ended))
            }
            DelegationAct::Change(terms) => {
                self.is_changed_by(actor, around)?;
                self.is_live()?;
                let notice = (terms != self.terms).then_some(Notice::Changed);
                Ok(DelegationOutcome { delegation: Delegation { terms, ..self.clone() }, notice })
            }
            DelegationAct::SetRinging(rings) => {
                self.is_answered_by(actor, around).and_then(|()| self.is_active())?;
                Ok(DelegationOutcome { delegation: Delegation { rings, ..self.clone() }, notice: None })
            }
            DelegationAct::Expire => {
                by_itself(actor)?;
                self.is_live()?;
                if self.terms.until.is_none_or(|until| now < until) {
                    return Ok(DelegationOutcome { delegation: self.clone(), notice: None });
                }
                Ok(self.becoming(DelegationState::Ended { at: now, by: None }, Notice::Expired))
            }
            DelegationAct::Reconsider => {
                by_itself(actor)?;
                self.is_live()?;
                Ok(self.reconsidered(around, now))
            }
        }
    }

    fn reconsidered(&self, around: &Circumstances, now: Timestamp) -> DelegationOutcome {
        let reasons: std::collections::BTreeSet<_> = around.reasons().collect();
        let (suspended, notice) = match (&self.suspended, reasons.is_empty()) {
            (None, true) => (None, None),
            (None, false) => (Some(Suspension { since: now, reasons }), Some(Notice::Suspended)),
            (Some(_), true) => (None, Some(Notice::Resumed)),
            (Some(before), false) => (Some(Suspension { since: before.since, reasons }), None),
        };
        DelegationOutcome { delegation: Delegation { suspended, ..self.clone() }, notice }
    }

    /// A delegation that is over is no longer suspended.
    fn becoming(&self, state: DelegationState, notice: Notice) -> DelegationOutcome {
        let suspended = self.suspended.clone().filter(|_| state.is_live());
        DelegationOutcome {
            delegation: Delegation { state, suspended, ..self.clone() },
            notice: Some(notice),
        }
    }

    fn is_answered_by(&self, actor: Actor, around: &Circumstances) -> Result<(), DelegationRefusal> {
        let answers = match self.delegate {
            DelegateId::User(user) => actor.is(user),
            DelegateId::Phone(_) => actor.administers(around.delegate.site),
        };
        if answers { Ok(()) } else { Err(DelegationRefusal::NotDelegate) }
    }

    fn is_changed_by(&self, actor: Actor, around: &Circumstances) -> Result<(), DelegationRefusal> {
        if actor.administers(around.delegator.site) {
            Ok(())
        } else if !actor.is(self.delegator) {
            Err(DelegationRefusal::NotDelegator)
        } else if around.locked {
            Err(DelegationRefusal::Locked)
        } else {
            Ok(())
        }
    }

    fn is_invited(&self) -> Result<(), DelegationRefusal> {
        if matches!(self.state, DelegationState::Invited { .. }) {
            Ok(())
        } else {
            Err(DelegationRefusal::NotInvited)
        }
    }

    fn is_active(&self) -> Result<(), DelegationRefusal> {
        if matches!(self.state, DelegationState::Active { .. }) {
            Ok(())
        } else {
            Err(DelegationRefusal::NotActive)
        }
    }

    fn is_live(&self) -> Result<(), DelegationRefusal> {
        if self.state.is_live() { Ok(()) } else { Err(DelegationRefusal::NotLive) }
    }
}

fn by_itself(actor: Actor) -> Result<(), DelegationRefusal> {
    if actor == Actor::System { Ok(()) } else { Err(DelegationRefusal::NotByHand) }
}

/// May this person lock the delegation settings of somebody at `site`, of whose invitations so many are open?
///
/// # Errors
/// [`DelegationRefusal`], and then nothing may change. Unlocking asks for the administrator only: `open_invitations` is 0 then.
pub fn lock(actor: Actor, site: SiteId, open_invitations: usize) -> Result<(), DelegationRefusal> {
    if !actor.administers(site) {
        Err(DelegationRefusal::NotAdministrator)
    } else if open_invitations > 0 {
        Err(DelegationRefusal::InvitationPending)
    } else {
        Ok(())
    }
}
