//! Users.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::account::{NewUser, User, UserEdit};
use roamline_api::page::{PAGE_DEFAULT, PAGE_MAX, Page};
use roamline_api::sync::EntityKey;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::delegation::DelegateId;
use roamline_domain::field_error::FieldError;
use roamline_domain::ids::{SiteId, UserId};
use roamline_domain::roles::{Administration, Roles};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::users::{self, UserFilter, UserRow};
use roamline_store::{Conn, accounts, devices, tokens};
use serde::Deserialize;
use uuid::Uuid;

use crate::database::{Store, Tx};
use crate::fields::{self, is_email};
use crate::http::{ApiError, IfMatch, JsonBody, Path, Query, SiteAdministrator, Tagged};
use crate::lines;
use crate::sign_in::passwords::{PASSWORD_MAX, PASSWORD_MIN};
use crate::standing::{self, moves, touch_devices};
use crate::state::AppState;

#[derive(Debug, Default, Deserialize)]
pub(super) struct UserQuery {
    q: Option<String>,
    site: Option<SiteId>,
    offset: Option<u32>,
    limit: Option<u32>,
}

/// Users by name; a site's administrator sees those of their site
#[utoipa::path(get, path = "/v1/users", tag = "account", operation_id = "get_users",
    params(("q" = Option<String>, Query, description = "Only those whose name, e-mail address or extension contains this"),
        ("site" = Option<SiteId>, Query, description = "Only those of this site"),
        ("offset" = Option<u32>, Query, description = "Number of the first, from 0"),
        ("limit" = Option<u32>, Query, description = "How many, at most 200")),
    responses((status = 200, body = Page<User>), (status = "default", body = ErrorBody)))]
pub(super) async fn get_users(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Query(query): Query<UserQuery>,
) -> Result<Json<Page<User>>, ApiError> {
    if let Some(site) = query.site {
        administrator.over(site)?;
    }
    let offset = query.offset.unwrap_or_default();
    let filter = UserFilter {
        site: query.site.or(administrator.only_site()),
        q: query.q,
        offset: i64::from(offset),
        limit: i64::from(query.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX)),
    };
    let mut reader = store.read().await?;
    let (items, total) = users::list(&mut reader, &filter).await?;
    Ok(Json(Page { items, total, offset: u64::from(offset) }))
}

/// One user
#[utoipa::path(get, path = "/v1/users/{id}", tag = "account", operation_id = "get_user",
    params(("id" = UserId, Path)),
    responses((status = 200, body = User, headers(("ETag" = String))), (status = "default", body = ErrorBody)))]
pub(super) async fn get_user(
    State(store): State<Store>,
    administrator: SiteAdministrator,
    Path(user): Path<UserId>,
) -> Result<Tagged<User>, ApiError> {
    let mut reader = store.read().await?;
    let user = administered(&mut reader, &administrator, user).await?.user;
    Ok(Tagged(user.version, user))
}

/// Make a user
#[utoipa::path(post, path = "/v1/users", tag = "account", operation_id = "post_user", request_body = NewUser,
    responses((status = 201, body = User), (status = "default", body = ErrorBody)))]
pub(super) async fn post_user(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    JsonBody(new): JsonBody<NewUser>,
) -> Result<(StatusCode, Json<User>), ApiError> {
    administrator.over(new.site)?;
    may_grant(&administrator, new.roles)?;
    let hash = state.passwords.hash(checked_password(&new)?).await?;
    let user = User {
        id: UserId(Uuid::now_v7()),
        name: new.name,
        email: new.email.trim().to_owned(),
        site: new.site,
        roles: new.roles,
        licensed: new.licensed,
        active: true,
        extension: lines::typed(new.extension),
        numbers: Vec::new(),
        version: 1,
    };
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let user = insert(&mut tx, user, &hash).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// Checks a new user and keeps them, with an entry in the audit log. Tells them as they are kept.
pub(crate) async fn insert(tx: &mut Tx, user: User, password_hash: &str) -> Result<User, ApiError> {
    let mut problems = Vec::new();
    if !is_email(&user.email) {
        problems.push(FieldError::new("email", "This is no e-mail address."));
    }
    problems.extend(site_problems(tx, user.site, user.roles).await?);
    let user = User { name: fields::name("name", &user.name, problems)?, ..user };
    lines::check(tx, DelegateId::User(user.id), user.extension.as_deref()).await?;
    let now = tx.now();
    users::insert(tx, &user, password_hash, now).await.map_err(|error| {
        if error.is_duplicate() {
            ApiError::new(ErrorCode::Conflict, "There is a user with this e-mail address.").at("email")
        } else {
            error.into()
        }
    })?;
    let summary = format!("Made the user {}", user.name);
    tx.audit(AuditAction::UserCreated, AuditSubject::User(user.id), Some(user.site), &summary).await?;
    tx.touch(user.id, EntityKey::Me);
    tx.touch(user.id, EntityKey::Queue);
    tx.touch(user.id, EntityKey::SharedLines);
    Ok(user)
}

/// Change a user; taking away `active` ends all their sessions at once
#[utoipa::path(put, path = "/v1/users/{id}", tag = "account", operation_id = "put_user",
    params(("id" = UserId, Path), ("If-Match" = String, Header, description = "The version that was read")), request_body = UserEdit,
    responses((status = 200, body = User, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
pub(super) async fn put_user(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(id): Path<UserId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<UserEdit>,
) -> Result<Tagged<User>, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let mut row = administered(&mut tx, &administrator, id).await?;
    // Whoever administers a site neither takes from nor gives to those above.
    may_grant(&administrator, row.user.roles)?;
    may_grant(&administrator, edit.roles)?;
    administrator.over(edit.site)?;
    read.check(row.user.version)?;
    let problems = site_problems(&mut tx, edit.site, edit.roles).await?;
    let after = User {
        id,
        name: fields::name("name", &edit.name, problems)?,
        email: row.user.email.clone(),
        site: edit.site,
        roles: edit.roles,
        licensed: edit.licensed,
        active: edit.active,
        extension: lines::typed(edit.extension),
        numbers: row.user.numbers.clone(),
        version: row.user.version.saturating_add(1),
    };
    lines::check(&mut tx, DelegateId::User(id), after.extension.as_deref()).await?;
    change(&mut tx, &state.settings.public_url, &mut row, after).await?;
    if users::account_administrators(&mut tx).await? == 0 {
        return Err(ApiError::new(ErrorCode::Conflict, LAST_ADMINISTRATOR));
    }
    tx.commit().await?;
    Ok(Tagged(row.user.version, row.user))
}

/// Whoever takes the last administrator of the account away is told this.
pub(super) const LAST_ADMINISTRATOR: &str =
    "Somebody has to administer the account; make another user an administrator first.";

/// Writes a user, who was checked, with everything that follows from it.
pub(super) async fn change(
    tx: &mut Tx,
    public_url: &str,
    row: &mut UserRow,
    after: User,
) -> Result<(), ApiError> {
    let before = std::mem::replace(&mut row.user, after);
    let (id, user) = (before.id, &row.user);
    users::update(tx, row).await?;
    tx.touch(id, EntityKey::Queue);
    standing::user_renamed(tx, id).await?;
    if user.active {
        touch_devices(tx, id).await?;
    } else {
        end_sessions(tx, id).await?;
    }
    lines::changed(tx, public_url, DelegateId::User(id), before.site).await?;
    let summary = format!("Changed the user {}: {}", user.name, in_words(user));
    let subject = AuditSubject::User(id);
    tx.audit(AuditAction::UserChanged, subject, Some(user.site), &summary).await?;
    if before.site != user.site {
        let summary = format!("{} went to another site", user.name);
        tx.audit(AuditAction::UserLeftSite, subject, Some(before.site), &summary).await?;
    }
    Ok(())
}

/// Have the user asked again about every network: reports up to now are set aside
#[utoipa::path(post, path = "/v1/users/{id}/ask-again", tag = "account", operation_id = "ask_again",
    params(("id" = UserId, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn ask_again(
    State(state): State<AppState>,
    administrator: SiteAdministrator,
    Path(id): Path<UserId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = state.store.write(Some(administrator.0.id)).await?;
    let mut row = administered(&mut tx, &administrator, id).await?;
    row.ask_again_since = Some(tx.heard_at());
    users::update(&mut tx, &row).await?;
    tx.touch(id, EntityKey::Me);
    standing::refresh_devices(&mut tx, id, false).await?;
    moves::ask_anew(&mut tx, &state.settings.public_url, id).await?;
    let summary = format!("{} is asked again about every network", row.user.name);
    tx.audit(AuditAction::UserAskedAgain, AuditSubject::User(id), Some(row.user.site), &summary).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A user whom this administrator administers; others do not exist for them.
async fn administered(
    conn: &mut Conn,
    administrator: &SiteAdministrator,
    user: UserId,
) -> Result<UserRow, ApiError> {
    users::user(conn, user)
        .await?
        .filter(|row| administrator.over(row.user.site).is_ok())
        .ok_or_else(ApiError::not_found)
}

/// Nobody gives or takes a right that they do not have.
pub(super) fn may_grant(administrator: &SiteAdministrator, roles: Roles) -> Result<(), ApiError> {
    match roles.administrator {
        None => Ok(()),
        Some(Administration::Site { site }) => administrator.over(site),
        Some(Administration::Account) if administrator.0.roles.administers_account() => Ok(()),
        Some(Administration::Account) => Err(ApiError::forbidden()),
    }
}

async fn site_problems(conn: &mut Conn, site: SiteId, roles: Roles) -> Result<Vec<FieldError>, ApiError> {
    let mut problems = Vec::new();
    if accounts::site(conn, site).await?.is_none() {
        problems.push(FieldError::new("site", "There is no such site."));
    }
    if let Some(Administration::Site { site }) = roles.administrator
        && accounts::site(conn, site).await?.is_none()
    {
        problems.push(FieldError::new("roles.administrator.site", "There is no such site."));
    }
    Ok(problems)
}

/// Ends everything that the user is signed in with.
pub(crate) async fn end_sessions(tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    let now = tx.now();
    tokens::delete_sessions_of(tx, user).await?;
    for device in devices::of_user(tx, user).await? {
        devices::sign_out(tx, device.id, now).await?;
        tx.touch(user, EntityKey::Device(device.id.0));
    }
    tx.wake(user);
    Ok(())
}

fn checked_password(new: &NewUser) -> Result<&str, ApiError> {
    check_password(&new.password).map(|()| new.password.as_str())
}

/// Is this password long enough, and not too long to hash?
///
/// # Errors
/// `invalid` with the bounds.
pub(crate) fn check_password(password: &str) -> Result<(), ApiError> {
    if password.chars().count() < PASSWORD_MIN || password.len() > PASSWORD_MAX {
        return Err(ApiError::invalid("password", "The password must have at least 12 characters."));
    }
    Ok(())
}

pub(super) fn in_words(user: &User) -> String {
    let role = match user.roles.administrator {
        Some(Administration::Account) => "administrator of the account",
        Some(Administration::Site { .. }) => "administrator of a site",
        None => "no administrator",
    };
    let safety = if user.roles.safety_team { "in" } else { "not in" };
    let licensed = if user.licensed { "licensed" } else { "not licensed" };
    let active = if user.active { "active" } else { "not active" };
    let extension = match &user.extension {
        Some(extension) => format!("extension {extension}"),
        None => "no extension".to_owned(),
    };
    format!("{role}, {safety} the safety team, {licensed}, {active}, {extension}")
}
