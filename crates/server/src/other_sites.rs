//! What a change of one site's wiremap takes from another site (docs/rules.md, "Match order"): a rule that overlaps one of the
//! other site, or that outranks it where devices are now. An administrator of one site is refused; one of the account may.

use std::collections::{BTreeSet, HashMap};

use roamline_api::ErrorCode;
use roamline_domain::access_network::Evidence;
use roamline_domain::ids::{LocationId, SiteId, UserId};
use roamline_domain::wiremap::{Identification, WiremapRule};

use crate::database::{Store, Tx};
use crate::http::{ApiError, SiteAdministrator};
use crate::views::places;
use roamline_domain::text::sentence;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{StoreError, accounts, locations, networks};

/// What the wiremap gave for all that devices measured, before a change.
#[derive(Debug)]
pub(crate) struct Before {
    sites: HashMap<LocationId, SiteId>,
    known: Vec<(Evidence, BTreeSet<LocationId>)>,
}

/// A location of another site from which a change takes.
#[derive(Debug)]
pub(crate) struct Taken {
    /// The site that makes the change.
    own: SiteId,
    own_name: String,
    /// The site that it takes from.
    other: SiteId,
    other_name: String,
    /// The location of the other site, as people call it.
    label: String,
    /// What the two rules look for, where rules overlap: the changed one, and the one of the other site.
    rules: Option<(String, String)>,
}

/// The locations that an identification names.
fn named(identification: &Identification) -> BTreeSet<LocationId> {
    match identification {
        Identification::Matched { matched } => BTreeSet::from([matched.location]),
        Identification::Candidates { candidates } => candidates.iter().map(|c| c.location).collect(),
        Identification::Unknown => BTreeSet::new(),
    }
}

impl Before {
    /// Takes down what counts now.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn of(tx: &mut Tx) -> Result<Self, StoreError> {
        let sites = locations::sites(tx).await?;
        let mut known = Vec::new();
        if sites.values().collect::<BTreeSet<_>>().len() > 1 {
            for evidence in networks::measured(tx).await? {
                let named = named(&tx.identify(&evidence).await);
                if !named.is_empty() {
                    known.push((evidence, named));
                }
            }
        }
        Ok(Self { sites, known })
    }

    /// What the change that was made since takes from a site other than `own`; `rules` are those that it made or put in force.
    ///
    /// # Errors
    /// When the database fails.
    pub(crate) async fn taken(
        &self,
        tx: &mut Tx,
        own: SiteId,
        rules: &[WiremapRule],
    ) -> Result<Option<Taken>, StoreError> {
        let is_other = |location: &LocationId| self.sites.get(location).is_some_and(|site| *site != own);
        for rule in rules {
            let met = tx.rules_meeting(&rule.evidence).await;
            if let Some(met) = met.iter().find(|met| is_other(&met.location)) {
                let words = (rule.evidence.to_string(), met.evidence.to_string());
                return self.describe(tx, own, met.location, Some(words)).await;
            }
        }
        for (evidence, before) in &self.known {
            if !before.iter().any(is_other) {
                continue;
            }
            let after = named(&tx.identify(evidence).await);
            // One candidate more among several takes from nobody: people there are asked as before.
            let is_taken = |location: &&LocationId| {
                is_other(location) && (before.len() == 1 || !after.contains(location))
            };
            if after != *before
                && let Some(location) = before.iter().find(is_taken)
            {
                return self.describe(tx, own, *location, None).await;
            }
        }
        Ok(None)
    }

    async fn describe(
        &self,
        tx: &mut Tx,
        own: SiteId,
        location: LocationId,
        rules: Option<(String, String)>,
    ) -> Result<Option<Taken>, StoreError> {
        let Some(&other) = self.sites.get(&location) else { return Ok(None) };
        let label = places::company(tx, location).await?.map(|place| place.label).unwrap_or_default();
        let own_name = accounts::site(tx, own).await?.map(|site| site.name).unwrap_or_default();
        let other_name = accounts::site(tx, other).await?.map(|site| site.name).unwrap_or_default();
        Ok(Some(Taken { own, own_name, other, other_name, label, rules }))
    }
}

impl Taken {
    /// What it takes from whom, for people.
    pub(crate) fn words(&self) -> String {
        let Taken { label, other_name, .. } = self;
        match &self.rules {
            Some((rule, others)) => sentence(&format!(
                "{rule} overlaps with {others}, which leads to “{label}” of the site {other_name}"
            )),
            None => format!(
                "Where people are now, this outranks what leads to “{label}” of the site {other_name}."
            ),
        }
    }

    /// Ends the change of a site's administrator unmade: they are told whose site it concerns, and both sites' audit logs have
    /// it. To an administrator of the account the change is allowed; the audit logs of both sites tell of it.
    ///
    /// # Errors
    /// The refusal, at `field`; or the database fails.
    pub(crate) async fn settle(
        self,
        store: &Store,
        mut tx: Tx,
        administrator: &SiteAdministrator,
        (subject, field): (AuditSubject<'_>, &str),
    ) -> Result<Tx, ApiError> {
        if administrator.only_site().is_none() {
            self.audit(
                &mut tx,
                AuditAction::RuleOverlapsSite,
                subject,
                "An administrator of the account did so",
            )
            .await?;
            return Ok(tx);
        }
        drop(tx);
        let actor: UserId = administrator.0.id;
        let mut log = store.write(Some(actor)).await?;
        self.audit(&mut log, AuditAction::RuleRefusedForSite, subject, "It was refused").await?;
        log.commit().await?;
        let message = format!("{} Ask an administrator of the account.", self.words());
        Err(ApiError::new(ErrorCode::OtherSite, message).at(field))
    }

    async fn audit(
        &self,
        tx: &mut Tx,
        action: AuditAction,
        subject: AuditSubject<'_>,
        outcome: &str,
    ) -> Result<(), StoreError> {
        let summary = format!("{} {outcome}, for the site {}.", self.words(), self.own_name);
        tx.audit(action, subject, Some(self.own), &summary).await?;
        tx.audit(action, subject, Some(self.other), &summary).await
    }
}
