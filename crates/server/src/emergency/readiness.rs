//! Would help find everybody? The administrators' view of who is settled, where devices are, and what the wiremap lacks.

mod collect;
mod gaps;
mod text;

use std::cmp::Reverse;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use roamline_api::ErrorBody;
use roamline_api::page::Page;
use roamline_api::readiness::{
    OwnerReadiness, ReadinessCount, ReadinessOverview, SiteReadiness, WiremapGaps,
};
use roamline_domain::ids::SiteId;
use roamline_domain::readiness::Readiness;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use roamline_store::accounts::SiteRow;

use crate::database::Store;
use crate::http::{ApiError, Query, SiteAdministrator};
use crate::state::AppState;
use crate::{paging, spreadsheet};

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_readiness))
        .routes(routes!(get_readiness_file))
        .routes(routes!(get_gaps))
}

#[derive(Debug, Default, Deserialize)]
struct ReadinessQuery {
    site: Option<SiteId>,
    readiness: Option<Readiness>,
    search: Option<String>,
    offset: Option<u64>,
    limit: Option<u32>,
}

impl ReadinessQuery {
    fn wants(&self, owner: &OwnerReadiness) -> bool {
        let named = |words: &str| owner.name.to_lowercase().contains(&words.trim().to_lowercase());
        self.site.is_none_or(|site| owner.site == site)
            && self.readiness.is_none_or(|readiness| owner.readiness == readiness)
            && self.search.as_deref().is_none_or(named)
    }
}

/// How well help would find everybody: by site, and each user and common area phone with their devices
///
/// A site's administrator sees those of their site. Places of people's own are neither named nor addressed.
#[utoipa::path(get, path = "/v1/readiness", tag = "emergency", operation_id = "get_readiness",
    params(("site" = Option<SiteId>, Query, description = "Only those of this site"),
        ("readiness" = Option<Readiness>, Query, description = "Only those who are as well off as this"),
        ("search" = Option<String>, Query, description = "Part of a name"),
        ("offset" = Option<u64>, Query, description = "Number of the first, from 0"),
        ("limit" = Option<u32>, Query, description = "How many, at most 200")),
    responses((status = 200, body = ReadinessOverview), (status = "default", body = ErrorBody)))]
async fn get_readiness(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Query(query): Query<ReadinessQuery>,
) -> Result<Json<ReadinessOverview>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let (sites, owners) = collect::all(&state, administrator.only_site()).await?;
    let sites = sites.into_iter().map(|site| counted(site, &owners)).collect();
    let (offset, limit) = paging::bounds(query.offset, query.limit);
    let mut wanted: Vec<OwnerReadiness> = owners.into_iter().filter(|owner| query.wants(owner)).collect();
    wanted.sort_by_cached_key(|owner| (Reverse(owner.readiness), owner.name.to_lowercase(), owner.owner));
    let total = wanted.len() as u64;
    let from = usize::try_from(offset).unwrap_or(usize::MAX);
    let items = wanted.into_iter().skip(from).take(limit as usize).collect();
    let emergency_trunks = state.trunks.to_emergency_services();
    Ok(Json(ReadinessOverview { emergency_trunks, sites, owners: Page { items, total, offset } }))
}

fn counted(site: SiteRow, owners: &[OwnerReadiness]) -> SiteReadiness {
    let of =
        |readiness| owners.iter().filter(|o| o.site == site.id && o.readiness == readiness).count() as u64;
    let counts = Readiness::ORDER.map(|readiness| ReadinessCount { readiness, owners: of(readiness) });
    SiteReadiness {
        site: site.id,
        name: site.name,
        counts: counts.into_iter().filter(|count| count.owners > 0).collect(),
        lacks_callback_number: site.callback_number.is_none(),
    }
}

/// The same as a CSV file: a line for each device, and for each owner without one
#[utoipa::path(get, path = "/v1/readiness/export", tag = "emergency", operation_id = "export_readiness",
    params(("site" = Option<SiteId>, Query, description = "Only those of this site"),
        ("readiness" = Option<Readiness>, Query, description = "Only those who are as well off as this"),
        ("search" = Option<String>, Query, description = "Part of a name")),
    responses((status = 200, body = String, content_type = "text/csv"), (status = "default", body = ErrorBody)))]
async fn get_readiness_file(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Query(query): Query<ReadinessQuery>,
) -> Result<impl IntoResponse, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let (_, mut owners) = collect::all(&state, administrator.only_site()).await?;
    owners
        .sort_by_cached_key(|owner| (owner.site_name.to_lowercase(), owner.name.to_lowercase(), owner.owner));
    let wanted = owners.iter().filter(|owner| query.wants(owner));
    spreadsheet::download("emergency-readiness.csv", text::COLUMNS, wanted.flat_map(text::lines))
}

/// What the wiremap lacks: networks that it does not know or that lead to several locations, and locations without any
///
/// A site's administrator sees what concerns people and locations of their site.
#[utoipa::path(get, path = "/v1/wiremap/gaps", tag = "emergency", operation_id = "get_wiremap_gaps",
    responses((status = 200, body = WiremapGaps), (status = "default", body = ErrorBody)))]
async fn get_gaps(
    State(store): State<Store>,
    administrator: SiteAdministrator,
) -> Result<Json<WiremapGaps>, ApiError> {
    Ok(Json(gaps::all(&mut *store.read().await?, administrator.only_site()).await?))
}
