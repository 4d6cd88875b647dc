//! What the rules look at besides a delegation: who the sides are, and what holds for them.

use std::collections::{BTreeSet, HashMap, HashSet};

use roamline_domain::delegation::{
    Circumstances, DelegateId, DelegationRefusal, Eligibility, Hindrance, Party, SuspensionReason,
};
use roamline_domain::ids::{DelegationId, SiteId, UserId};
use roamline_domain::policy::Policy;
use roamline_domain::text::sentence;
use roamline_store::delegations::{self, Count};
use roamline_store::parties::{self, PartyRow};
use roamline_store::{Conn, StoreError, accounts, shared_lines};

/// The sides of one or many delegations.
#[derive(Debug, Default)]
pub(crate) struct DelegationContext {
    parties: HashMap<DelegateId, PartyRow>,
    policies: HashMap<SiteId, Policy>,
    locked: HashSet<UserId>,
}

impl DelegationContext {
    /// Of these users and phones, with a fixed number of statements for each few hundred.
    pub(crate) async fn of(
        conn: &mut Conn,
        sides: impl IntoIterator<Item = DelegateId>,
    ) -> Result<Self, StoreError> {
        let sides: BTreeSet<DelegateId> = sides.into_iter().collect();
        let parties = parties::find(conn, &Vec::from_iter(sides.iter().copied())).await?;
        let account = accounts::account(conn).await?.map(|a| a.policy).unwrap_or_default();
        let sites: BTreeSet<SiteId> = parties.values().map(|party| party.site).collect();
        let mut policies = HashMap::new();
        for site in sites {
            let deviations = accounts::site(conn, site).await?.map(|s| s.policy).unwrap_or_default();
            policies.insert(site, account.at_site(deviations));
        }
        let users: Vec<UserId> = sides
            .into_iter()
            .filter_map(|side| match side {
                DelegateId::User(user) => Some(user),
                DelegateId::Phone(_) => None,
            })
            .collect();
        let locked = shared_lines::locked(conn, &users).await?;
        Ok(Self { parties, policies, locked })
    }

    /// A side, where there is such a user or phone.
    pub(crate) fn party(&self, who: DelegateId) -> Option<&PartyRow> {
        self.parties.get(&who)
    }

    /// A side's name.
    pub(crate) fn name(&self, who: DelegateId) -> &str {
        self.party(who).map_or("somebody", |party| &party.name)
    }

    /// What holds for a side.
    pub(crate) fn policy(&self, party: &PartyRow) -> Policy {
        self.policies.get(&party.site).copied().unwrap_or_default()
    }

    /// A user's delegation settings are locked.
    pub(crate) fn is_locked(&self, user: UserId) -> bool {
        self.locked.contains(&user)
    }

    fn eligibility(&self, who: DelegateId, count: Count, role: Party) -> Result<Eligibility, StoreError> {
        let party = self.party(who).ok_or(StoreError::Unreadable { what: "side of a delegation" })?;
        let policy = self.policy(party);
        Ok(Eligibility {
            site: party.site,
            policy_on: policy.delegation,
            licensed: party.licensed,
            active: party.active,
            limit: match role {
                Party::Delegator => policy.max_delegates,
                Party::Delegate => policy.max_delegators,
            },
            others_active: count.active,
            others_invited: count.invited,
        })
    }

    /// For acts that no limit is about.
    pub(crate) fn uncounted(
        &self,
        delegator: UserId,
        delegate: DelegateId,
    ) -> Result<Circumstances, StoreError> {
        let none = Count::default();
        Ok(Circumstances {
            delegator: self.eligibility(DelegateId::User(delegator), none, Party::Delegator)?,
            delegate: self.eligibility(delegate, none, Party::Delegate)?,
            locked: self.is_locked(delegator),
            pair_is_live: false,
            assignment_needs_acceptance: self
                .party(DelegateId::User(delegator))
                .is_some_and(|party| self.policy(party).admin_assignment_needs_acceptance),
        })
    }

    /// With everything that the limits count, but for the delegation `id` itself.
    pub(crate) async fn circumstances(
        &self,
        conn: &mut Conn,
        id: DelegationId,
        delegator: UserId,
        delegate: DelegateId,
    ) -> Result<Circumstances, StoreError> {
        let (delegates, delegators) = delegations::counts(conn, delegator, delegate, id).await?;
        let uncounted = self.uncounted(delegator, delegate)?;
        Ok(Circumstances {
            delegator: self.eligibility(DelegateId::User(delegator), delegates, Party::Delegator)?,
            delegate: self.eligibility(delegate, delegators, Party::Delegate)?,
            pair_is_live: delegations::pair_is_live(conn, delegator, delegate, id).await?,
            ..uncounted
        })
    }

    /// What keeps a side from taking part, as a sentence.
    pub(crate) fn hindrance(&self, who: DelegateId, party: Party) -> Option<String> {
        let row = self.party(who)?;
        let hindrance = if !row.active {
            Hindrance::Inactive
        } else if !row.licensed {
            Hindrance::Unlicensed
        } else if !self.policy(row).delegation {
            Hindrance::PolicyOff
        } else {
            return None;
        };
        let refusal = DelegationRefusal::Hindered(SuspensionReason { party, hindrance });
        Some(sentence(&refusal.to_string()))
    }
}
