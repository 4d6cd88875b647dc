//! Company locations and their wiremap rules.

use std::collections::{BTreeSet, HashMap};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::location::{AddedRule, LocationEdit, LocationQuery, LocationView, NewLocation, NewRule};
use roamline_api::page::Page;
use roamline_api::sync::EntityKey;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::civic::CivicAddress;
use roamline_domain::company_location::CompanyLocation;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::text::sentence;
use roamline_domain::wiremap::{RuleEvidence, WiremapRule};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{Conn, StoreError, accounts, locations, rules, users};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::database::{Store, Tx};
use crate::delegations::follow;
use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path, Query, SiteAdministrator, Tagged};
use crate::state::AppState;
use crate::views::places;
use crate::{callback_numbers, fields, other_sites, paging, standing, wiremap_rules};

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_locations, create_location))
        .routes(routes!(get_location, edit_location, remove_location))
        .routes(routes!(list_rules, add_rule))
        .routes(routes!(remove_rule))
}

/// Company locations, by path
#[utoipa::path(get, path = "/v1/locations", tag = "locations", operation_id = "list_locations",
    params(LocationQuery),
    responses((status = 200, body = Page<LocationView>), (status = "default", body = ErrorBody)))]
async fn list_locations(
    State(store): State<Store>,
    _caller: Caller,
    Query(query): Query<LocationQuery>,
) -> Result<Json<Page<LocationView>>, ApiError> {
    let mut reader = store.read().await?;
    let found = search(locations::all(&mut reader, query.site).await?, query.q.as_deref());
    let (offset, limit) = paging::bounds(query.offset, query.limit);
    let total = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let wanted: Vec<_> = found.into_iter().skip(skip).take(limit as usize).collect();
    let ids: Vec<_> = wanted.iter().map(|path| path.location.id).collect();
    let counts = rules::counts(&mut reader, &ids).await?;
    let items = wanted
        .into_iter()
        .map(|path| {
            let rule_count = counts.get(&path.location.id).copied().unwrap_or_default();
            path.view(rule_count)
        })
        .collect();
    Ok(Json(Page { items, total, offset }))
}

/// A location in its tree.
struct InTree {
    location: CompanyLocation,
    /// Names from the site down to it.
    path: Vec<String>,
    /// What an emergency call from there carries.
    emergency_address: CivicAddress,
}

impl InTree {
    fn of(location: CompanyLocation, above: &[CompanyLocation]) -> Self {
        let names = above.iter().chain([&location]).map(|location| location.name.clone());
        Self { path: names.collect(), emergency_address: location.emergency_address(above), location }
    }

    fn view(self, rule_count: u32) -> LocationView {
        let Self { location, path, emergency_address } = self;
        LocationView { lines: emergency_address.lines(), path, emergency_address, rule_count, location }
    }
}

/// Those whose path or address has all the words, in the order of their paths.
fn search(all: Vec<CompanyLocation>, q: Option<&str>) -> Vec<InTree> {
    let words: Vec<String> = q.unwrap_or_default().split_whitespace().map(str::to_lowercase).collect();
    let by_id: HashMap<_, _> = all.iter().map(|location| (location.id, location)).collect();
    let above = |location: &CompanyLocation| {
        let mut above = Vec::new();
        let mut parent = location.parent;
        while let Some(found) = parent.and_then(|id| by_id.get(&id)) {
            above.push((*found).clone());
            parent = found.parent;
        }
        above.reverse();
        above
    };
    let mut found: Vec<InTree> = all
        .iter()
        .map(|location| InTree::of(location.clone(), &above(location)))
        .filter(|found| {
            let text =
                format!("{} {}", found.path.join(" "), found.emergency_address.one_line()).to_lowercase();
            words.iter().all(|word| text.contains(word))
        })
        .collect();
    found.sort_by_cached_key(|found| {
        (found.path.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>(), found.location.id)
    });
    found
}

async fn view(conn: &mut Conn, location: LocationId) -> Result<LocationView, ApiError> {
    let mut path = locations::path(conn, location).await?;
    let found = path.pop().ok_or_else(ApiError::not_found)?;
    let counts = rules::counts(conn, &[location]).await?;
    let rule_count = counts.get(&location).copied().unwrap_or_default();
    Ok(InTree::of(found, &path).view(rule_count))
}

/// One company location
#[utoipa::path(get, path = "/v1/locations/{id}", tag = "locations", operation_id = "get_location",
    params(("id" = LocationId, Path)),
    responses((status = 200, body = LocationView, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn get_location(
    State(store): State<Store>,
    _caller: Caller,
    Path(id): Path<LocationId>,
) -> Result<Tagged<LocationView>, ApiError> {
    let view = view(&mut *store.read().await?, id).await?;
    Ok(Tagged(view.location.version, view))
}

fn name_taken(prefix: &str) -> impl Fn(StoreError) -> ApiError {
    let field = format!("{prefix}name");
    move |error| {
        if error.is_duplicate() {
            let message = "There is another location of this name at the same place; choose another name.";
            ApiError::new(ErrorCode::Conflict, message).at(field.clone())
        } else {
            error.into()
        }
    }
}

/// Refuses a new ELIN that is in use otherwise; one that a location has had `before` stays until it is changed.
async fn check_elin(
    conn: &mut Conn,
    location: &CompanyLocation,
    before: Option<&str>,
) -> Result<(), ApiError> {
    match location.elin.as_deref() {
        Some(elin) if before != Some(elin) => callback_numbers::check_elin(conn, location.id, elin).await,
        _ => Ok(()),
    }
}

/// Makes a location below `parent`, where `prefix` is the path of its fields within the request.
///
/// # Errors
/// What is wrong with it, or that the name is taken.
pub(crate) async fn create(
    tx: &mut Tx,
    parent: &CompanyLocation,
    location: CompanyLocation,
    prefix: &str,
) -> Result<CompanyLocation, ApiError> {
    fields::check(fields::errors(prefix, location.problems(Some(parent))))?;
    wiremap_rules::insert_location(tx, &location).await.map_err(name_taken(prefix))?;
    let summary = format!("Location “{}” was made.", location.name);
    tx.audit(
        AuditAction::LocationCreated,
        AuditSubject::Location(location.id),
        Some(location.site),
        &summary,
    )
    .await?;
    Ok(location)
}

/// Make a company location
#[utoipa::path(post, path = "/v1/locations", tag = "locations", operation_id = "create_location",
    request_body = NewLocation,
    responses((status = 201, body = LocationView), (status = "default", body = ErrorBody)))]
async fn create_location(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    JsonBody(new): JsonBody<NewLocation>,
) -> Result<(StatusCode, Json<LocationView>), ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let parent = locations::location(&mut tx, new.parent)
        .await?
        .ok_or_else(|| ApiError::invalid("parent", "This location does not exist."))?;
    administrator.over(parent.site)?;
    let location = CompanyLocation {
        id: LocationId(Uuid::now_v7()),
        site: parent.site,
        parent: Some(parent.id),
        kind: new.kind,
        name: new.name.trim().to_owned(),
        address: new.address.normalized(),
        elin: new.elin.filter(|e| !e.is_empty()),
        public_ip_is_enough: new.public_ip_is_enough,
        version: 1,
        updated_at: tx.now(),
    };
    check_elin(&mut tx, &location, None).await?;
    let made = create(&mut tx, &parent, location, "").await?;
    let view = view(&mut tx, made.id).await?;
    tx.commit().await?;
    if view.location.elin.is_some() {
        state.switchboard.until_followed().await;
    }
    Ok((StatusCode::CREATED, Json(view)))
}

/// Edit or move a company location
#[utoipa::path(put, path = "/v1/locations/{id}", tag = "locations", operation_id = "edit_location",
    params(("id" = LocationId, Path), ("If-Match" = String, Header, description = "The version that was read")), request_body = LocationEdit,
    responses((status = 200, body = LocationView, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn edit_location(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(id): Path<LocationId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<LocationEdit>,
) -> Result<Tagged<LocationView>, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let before = locations::location(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(before.site)?;
    read.check(before.version)?;
    let after = CompanyLocation {
        parent: edit.parent,
        name: edit.name.trim().to_owned(),
        address: edit.address.normalized(),
        elin: edit.elin.filter(|e| !e.is_empty()),
        public_ip_is_enough: edit.public_ip_is_enough,
        version: before.version + 1,
        updated_at: tx.now(),
        ..before.clone()
    };
    let parent = match after.parent {
        Some(parent) => locations::location(&mut tx, parent).await?,
        None => None,
    };
    fields::check(fields::errors("", after.problems(parent.as_ref())))?;
    check_elin(&mut tx, &after, before.elin.as_deref()).await?;
    let matching_changed =
        before.parent != after.parent || before.public_ip_is_enough != after.public_ip_is_enough;
    let matched = if matching_changed { Some(other_sites::Before::of(&mut tx).await?) } else { None };
    wiremap_rules::update_location(&mut tx, &before, &after).await.map_err(name_taken(""))?;
    if let Some(matched) = matched {
        let put_in_force = !before.public_ip_is_enough && after.public_ip_is_enough;
        let mut rules = rules::of_location(&mut tx, id).await?;
        rules.retain(|rule| put_in_force && matches!(rule.evidence, RuleEvidence::PublicIp { .. }));
        for rule in &rules {
            standing::rule_added(&mut tx, &rule.evidence).await?;
        }
        if let Some(taken) = matched.taken(&mut tx, after.site, &rules).await? {
            let field = if before.parent == after.parent { "public_ip_is_enough" } else { "parent" };
            tx = taken.settle(&state.store, tx, &administrator, (AuditSubject::Location(id), field)).await?;
        }
    }
    if after.parent.is_none() {
        site_changed(&mut tx, &before, &after).await?;
    }
    let below = locations::subtree(&mut tx, &after).await?;
    standing::locations_changed(&mut tx, &below, matching_changed).await?;
    let summary = format!("Location “{}” was edited.", after.name);
    tx.audit(AuditAction::LocationEdited, AuditSubject::Location(id), Some(after.site), &summary).await?;
    let view = view(&mut tx, id).await?;
    tx.commit().await?;
    if before.elin.is_some() || after.elin.is_some() {
        state.switchboard.until_followed().await;
    }
    Ok(Tagged(after.version, view))
}

/// The root of a tree is the site: its name is the site's, and its address the site's default.
async fn site_changed(
    tx: &mut Tx,
    before: &CompanyLocation,
    after: &CompanyLocation,
) -> Result<(), ApiError> {
    if before.name != after.name
        && let Some(mut site) = accounts::site(tx, after.site).await?
    {
        site.name.clone_from(&after.name);
        site.version += 1;
        accounts::update_site(tx, &site).await.map_err(name_taken(""))?;
        follow::site_renamed(tx, after.site).await?;
    }
    for user in users::ids(tx, Some(after.site)).await? {
        tx.touch(user, EntityKey::Me);
        standing::touch_devices(tx, user).await?;
    }
    Ok(())
}

/// Refuses while anything hangs on a location, and says what.
///
/// # Errors
/// `in_use`.
pub(crate) async fn check_unused(conn: &mut Conn, location: LocationId) -> Result<(), ApiError> {
    let uses = locations::uses(conn, location).await?;
    let what = if uses.children > 0 {
        "There are locations below this one; remove or move them first."
    } else if uses.rules > 0 {
        "Wiremap rules are bound to this location; remove them first."
    } else if uses.pending > 0 {
        "Proposals about this location wait for a decision; decide them first."
    } else if uses.reports > 0 || uses.devices > 0 {
        "People have said that they are at this location, and their emergency calls are sent there."
    } else {
        return Ok(());
    };
    Err(ApiError::new(ErrorCode::InUse, what))
}

/// Remove a company location
#[utoipa::path(delete, path = "/v1/locations/{id}", tag = "locations", operation_id = "remove_location",
    params(("id" = LocationId, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn remove_location(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(id): Path<LocationId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = store.write(Some(administrator.0.id)).await?;
    let location = locations::location(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(location.site)?;
    if location.parent.is_none() {
        return Err(ApiError::new(ErrorCode::InUse, "The site needs its own location."));
    }
    check_unused(&mut tx, id).await?;
    wiremap_rules::delete_location(&mut tx, &location).await?;
    standing::locations_changed(&mut tx, &BTreeSet::from([id]), true).await?;
    let summary = format!("Location “{}” was removed.", location.name);
    tx.audit(AuditAction::LocationRemoved, AuditSubject::Location(id), Some(location.site), &summary).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The wiremap rules of a location, the newest first
#[utoipa::path(get, path = "/v1/locations/{id}/rules", tag = "locations", operation_id = "list_rules",
    params(("id" = LocationId, Path)),
    responses((status = 200, body = Vec<WiremapRule>), (status = "default", body = ErrorBody)))]
async fn list_rules(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(id): Path<LocationId>,
) -> Result<Json<Vec<WiremapRule>>, ApiError> {
    let mut reader = store.read().await?;
    let location = locations::location(&mut reader, id).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(location.site)?;
    Ok(Json(rules::of_location(&mut reader, id).await?))
}

/// Binds evidence to a location, unless the very same evidence is bound already, there or elsewhere.
///
/// # Errors
/// What is wrong with the evidence, or where it is bound.
pub(crate) async fn bind(
    tx: &mut Tx,
    location: &CompanyLocation,
    evidence: RuleEvidence,
) -> Result<WiremapRule, ApiError> {
    evidence.check().map_err(|wrong| FieldError::from(wrong).within("evidence."))?;
    let evidence = evidence.canonical();
    if let Some(bound) = rules::of_evidence(tx, &evidence).await?.first() {
        let there = places::company(tx, bound.location).await?.map(|p| p.label).unwrap_or_default();
        let message = format!("The very same is bound to {there} already; remove it there first.");
        return Err(ApiError::new(ErrorCode::Conflict, message).at("evidence"));
    }
    let updated_at = tx.heard_at();
    let rule = WiremapRule { id: RuleId(Uuid::now_v7()), location: location.id, evidence, updated_at };
    wiremap_rules::bind(tx, rule.clone()).await?;
    standing::rule_added(tx, &rule.evidence).await?;
    let summary = format!(
        "{} was bound to “{}”.",
        sentence(&rule.evidence.to_string()).trim_end_matches('.'),
        location.name
    );
    tx.audit(AuditAction::RuleAdded, AuditSubject::Rule(rule.id), Some(location.site), &summary).await?;
    Ok(rule)
}

/// Bind evidence to a location
#[utoipa::path(post, path = "/v1/locations/{id}/rules", tag = "locations", operation_id = "add_rule",
    params(("id" = LocationId, Path)), request_body = NewRule,
    responses((status = 201, body = AddedRule), (status = "default", body = ErrorBody)))]
async fn add_rule(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(id): Path<LocationId>,
    JsonBody(new): JsonBody<NewRule>,
) -> Result<(StatusCode, Json<AddedRule>), ApiError> {
    let mut tx = store.write(Some(administrator.0.id)).await?;
    let location = locations::location(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(location.site)?;
    let before = other_sites::Before::of(&mut tx).await?;
    let rule = bind(&mut tx, &location, new.evidence).await?;
    let mut overlaps = None;
    if let Some(taken) = before.taken(&mut tx, location.site, std::slice::from_ref(&rule)).await? {
        overlaps = Some(taken.words());
        tx = taken.settle(&store, tx, &administrator, (AuditSubject::Location(id), "evidence")).await?;
    }
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(AddedRule { rule, overlaps })))
}

/// Remove a wiremap rule
#[utoipa::path(delete, path = "/v1/rules/{id}", tag = "locations", operation_id = "remove_rule",
    params(("id" = RuleId, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn remove_rule(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(id): Path<RuleId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = store.write(Some(administrator.0.id)).await?;
    let rule = rules::rule(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    let location = locations::location(&mut tx, rule.location).await?.ok_or_else(ApiError::not_found)?;
    administrator.over(location.site)?;
    unbind(&mut tx, &location, id).await?;
    standing::locations_changed(&mut tx, &BTreeSet::from([location.id]), true).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a rule of `location`. One that is not there (any more) is no matter.
///
/// # Errors
/// When the database fails.
pub(crate) async fn unbind(tx: &mut Tx, location: &CompanyLocation, rule: RuleId) -> Result<(), StoreError> {
    let Some(gone) = wiremap_rules::unbind(tx, rule).await? else { return Ok(()) };
    let what = sentence(&gone.evidence.to_string());
    let summary = format!("{} is no longer bound to “{}”.", what.trim_end_matches('.'), location.name);
    tx.audit(AuditAction::RuleRemoved, AuditSubject::Rule(rule), Some(location.site), &summary).await
}
