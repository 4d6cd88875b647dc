//! What the wiremap lacks, by where devices are now.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use roamline_api::readiness::{ContestedNetwork, GapLocation, UnknownNetwork, WiremapGaps};
use roamline_domain::access_network::Evidence;
use roamline_domain::company_location::CompanyLocation;
use roamline_domain::ids::{LocationId, SiteId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::report::Place;
use roamline_domain::wiremap::{
    Identification, RuleEvidence, RuleMatch, is_common, suggested_rules, unreached,
};
use roamline_store::networks::{self, MetRow};
use roamline_store::{Conn, StoreError, locations, rules};

/// All gaps, or those that concern people and locations of one site.
pub(super) async fn all(conn: &mut Conn, only: Option<SiteId>) -> Result<WiremapGaps, StoreError> {
    let tree = Tree::read(conn).await?;
    let bound: HashSet<LocationId> = rules::bound(conn).await?;
    let met = networks::met_by_computers(conn).await?;
    let mut networks: BTreeMap<NetworkKey, Vec<MetRow>> = BTreeMap::new();
    for row in met {
        networks.entry(row.network_key.clone()).or_default().push(row);
    }
    let mut gaps = WiremapGaps { unknown: Vec::new(), contested: Vec::new(), unreached: Vec::new() };
    for rows in networks.into_values() {
        let concerns = |location: &LocationId| only.is_none() || tree.site(*location) == only;
        let is_ours = |row: &MetRow| only.is_none_or(|only| row.site == only);
        match &rows[..] {
            [MetRow { identification: Identification::Candidates { candidates }, .. }, ..]
                if candidates.iter().any(|found| concerns(&found.location)) =>
            {
                gaps.contested.push(contested(&tree, candidates, people(&rows)));
            }
            [MetRow { identification: Identification::Unknown, .. }, ..] if rows.iter().any(is_ours) => {
                gaps.unknown.extend(unknown(&rows));
            }
            _ => {}
        }
    }
    gaps.unknown.sort_by_key(|gap| std::cmp::Reverse((gap.people, gap.last_at)));
    gaps.contested.sort_by_key(|gap| std::cmp::Reverse(gap.people));
    let unreached = unreached(&tree.all, &bound).into_iter();
    let unreached = unreached.filter(|location| only.is_none_or(|only| location.site == only));
    gaps.unreached = unreached.map(|location| tree.named(location.id)).collect();
    gaps.unreached.sort_by_cached_key(|gap| gap.path.join("\n").to_lowercase());
    Ok(gaps)
}

fn people(rows: &[MetRow]) -> u64 {
    rows.iter().map(|row| row.user).collect::<BTreeSet<_>>().len() as u64
}

fn unknown(rows: &[MetRow]) -> Option<UnknownNetwork> {
    let mut said: HashMap<UserId, Option<Place>> = HashMap::new();
    for row in rows {
        let place = said.entry(row.user).or_default();
        *place = place.or(row.encounter.place().copied());
    }
    let said: Vec<Option<Place>> = said.into_values().collect();
    let newest: &MetRow = rows.iter().max_by_key(|row| row.identified_at)?;
    let last_at: Timestamp = newest.identified_at;
    let evidence: &Evidence = &newest.evidence;
    is_common(&said).then(|| UnknownNetwork {
        suggested_rules: suggested_rules(evidence),
        ssid: evidence.network.wifi.as_ref().map(|wifi| wifi.ssid.clone()),
        people: said.len() as u64,
        last_at,
    })
}

fn contested(tree: &Tree, candidates: &[RuleMatch], people: u64) -> ContestedNetwork {
    let mut evidence: Vec<RuleEvidence> = Vec::new();
    for found in candidates {
        if !evidence.contains(&found.evidence) {
            evidence.push(found.evidence.clone());
        }
    }
    let locations = candidates.iter().map(|found| tree.named(found.location)).collect();
    ContestedNetwork { evidence, locations, people }
}

/// All company locations with what they are called.
struct Tree {
    all: Vec<CompanyLocation>,
    places: HashMap<LocationId, usize>,
}

impl Tree {
    async fn read(conn: &mut Conn) -> Result<Self, StoreError> {
        let all = locations::all(conn, None).await?;
        let places = all.iter().enumerate().map(|(place, location)| (location.id, place)).collect();
        Ok(Self { all, places })
    }

    fn get(&self, location: LocationId) -> Option<&CompanyLocation> {
        self.all.get(*self.places.get(&location)?)
    }

    fn site(&self, location: LocationId) -> Option<SiteId> {
        self.get(location).map(|found| found.site)
    }

    fn named(&self, location: LocationId) -> GapLocation {
        let mut path = Vec::new();
        let mut at = self.get(location);
        while let Some(found) = at {
            path.push(found.name.clone());
            at = found.parent.and_then(|parent| self.get(parent));
        }
        path.reverse();
        GapLocation { location, path }
    }
}
