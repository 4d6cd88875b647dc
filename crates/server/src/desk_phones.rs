//! Desk phones: telephones of users and of common areas, with credentials of their own.

pub(crate) mod key_order;
mod keys;
mod provisioning;

pub(crate) use provisioning::{
    forget_passwords as forget_provisioned_passwords, path_for_log, public_router as provisioning_router,
};

use crate::fields;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use roamline_api::desk_phone::{
    CommonAreaLocationEdit, DeskPhone, DeskPhoneCredentials, DeskPhoneEdit, NewDeskPhone,
};
use roamline_api::sync::EntityKey;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{DeviceId, PhoneId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::desk_phones::{self, SecretRow};
use roamline_store::parties::{self, PartyRow};
use roamline_store::{Conn, StoreError, locations};
use roamline_switch::Secret;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::database::{Store, Tx};
use crate::http::{ApiError, Caller, IfMatch, JsonBody, Path, Query, Tagged};
use crate::secrets;
use crate::standing::moves;
use crate::state::AppState;
use crate::text;

/// More than anybody has on their desk.
const PER_OWNER_MAX: usize = 10;
/// Characters of a password: 100 random bits.
const PASSWORD: usize = 20;
/// Letters of the owner's name that stand at the beginning of a username.
const NAME_MAX: usize = 16;

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_desk_phones, make_desk_phone))
        .routes(routes!(change_desk_phone, remove_desk_phone))
        .routes(routes!(renew_desk_phone_password))
        .routes(routes!(locate_desk_phone))
        .merge(keys::router())
        .merge(provisioning::router())
}

/// What an owner is.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
enum OwnerKind {
    User,
    Phone,
}

/// Query of `GET /v1/desk-phones`.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// What the owner is; a user where it is absent.
    #[param(inline)]
    owner_kind: Option<OwnerKind>,
    /// Whose phones; the caller's own where it is absent.
    owner: Option<Uuid>,
}

impl ListQuery {
    fn owner(&self, caller: UserId) -> Result<DelegateId, ApiError> {
        match (self.owner_kind, self.owner) {
            (None, None) => Ok(DelegateId::User(caller)),
            (None | Some(OwnerKind::User), Some(owner)) => Ok(DelegateId::User(UserId(owner))),
            (Some(OwnerKind::Phone), Some(owner)) => Ok(DelegateId::Phone(PhoneId(owner))),
            (Some(_), None) => Err(ApiError::invalid("owner", "Name the owner, too.")),
        }
    }
}

/// Desk phones of the caller, of another user, or of a common area, by name; those of others are for administrators of
/// their site
#[utoipa::path(get, path = "/v1/desk-phones", tag = "desk phones", operation_id = "list_desk_phones",
    params(ListQuery),
    responses((status = 200, body = Vec<DeskPhone>), (status = "default", body = ErrorBody)))]
async fn list_desk_phones(
    State(store): State<Store>,
    caller: Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<Vec<DeskPhone>>, ApiError> {
    let owner = query.owner(caller.id)?;
    let mut reader = store.read().await?;
    in_charge(&mut reader, &caller, owner).await?.ok_or_else(ApiError::not_found)?;
    Ok(Json(desk_phones::of_owner(&mut reader, owner).await?))
}

/// Make a desk phone
///
/// Its password is told in this answer and never again. The same identifier twice is the same phone, with a new
/// password.
#[utoipa::path(post, path = "/v1/desk-phones", tag = "desk phones", operation_id = "make_desk_phone",
    request_body = NewDeskPhone,
    responses((status = 201, body = DeskPhoneCredentials),
        (status = 200, body = DeskPhoneCredentials, description = "It was made before; the password is new"),
        (status = "default", body = ErrorBody)))]
async fn make_desk_phone(
    State(state): State<AppState>,
    caller: Caller,
    JsonBody(new): JsonBody<NewDeskPhone>,
) -> Result<(StatusCode, Json<DeskPhoneCredentials>), ApiError> {
    let who = new.owner.unwrap_or(DelegateId::User(caller.id));
    let mut tx = state.store.write(Some(caller.id)).await?;
    let owner = in_charge(&mut tx, &caller, who).await?.ok_or_else(no_owner)?;
    unhindered(&caller, &owner)?;
    if let Some(phone) = desk_phones::find(&mut tx, new.id).await? {
        if phone.owner != who {
            let message = "This identifier was used for another phone; make another.";
            return Err(ApiError::new(ErrorCode::Conflict, message).at("id"));
        }
        let credentials = renewed_by_hand(&mut tx, &state, &owner, phone).await?;
        tx.commit().await?;
        state.switchboard.until_followed().await;
        return Ok((StatusCode::OK, Json(credentials)));
    }
    let name = fields::name("name", &new.name, Vec::new())?;
    if desk_phones::of_owner(&mut tx, who).await?.len() >= PER_OWNER_MAX {
        let message =
            format!("{} has {PER_OWNER_MAX} phones, the most there can be; remove one.", owner.name);
        return Err(ApiError::new(ErrorCode::LimitReached, message));
    }
    let phone = DeskPhone {
        id: new.id,
        owner: who,
        name,
        username: free_username(&mut tx, &owner.name).await?,
        rings: true,
        requires_encryption: false,
        places: Vec::new(),
        location: None,
        provisioning: None,
        version: 1,
    };
    let (credentials, secret) = credentials(&state, phone);
    let phone = &credentials.phone;
    let now = tx.now();
    desk_phones::insert(&mut tx, phone, &secret, now).await?;
    let summary = format!("Set up the phone {} of {}", phone.name, owner.name);
    note(&mut tx, &owner, phone.id, AuditAction::DeskPhoneCreated, &summary).await?;
    tx.commit().await?;
    state.switchboard.until_followed().await;
    Ok((StatusCode::CREATED, Json(credentials)))
}

/// Change what a desk phone is called, whether calls ring on it by themselves, and whether they have to be encrypted
#[utoipa::path(put, path = "/v1/desk-phones/{id}", tag = "desk phones", operation_id = "change_desk_phone",
    params(("id" = DeviceId, Path), ("If-Match" = String, Header, description = "The version that was read")),
    request_body = DeskPhoneEdit,
    responses((status = 200, body = DeskPhone, headers(("ETag" = String))),
        (status = "default", body = ErrorBody)))]
async fn change_desk_phone(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DeviceId>,
    read: IfMatch,
    JsonBody(edit): JsonBody<DeskPhoneEdit>,
) -> Result<Tagged<DeskPhone>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (before, owner) = visible(&mut tx, &caller, id).await?;
    read.check(before.version)?;
    let name = fields::name("name", &edit.name, Vec::new())?;
    let requires_encryption = edit.requires_encryption.unwrap_or(before.requires_encryption);
    if (&before.name, before.rings, before.requires_encryption) == (&name, edit.rings, requires_encryption) {
        return Ok(Tagged(before.version, before));
    }
    let mut said = Vec::new();
    if before.name != name {
        said.push(format!("it is called {name}"));
    }
    if before.rings != edit.rings {
        said.push(if edit.rings { "calls ring on it" } else { "calls do not ring on it" }.to_owned());
    }
    if before.requires_encryption != requires_encryption {
        let now = if requires_encryption {
            "its calls have to be encrypted"
        } else {
            "its calls may be unencrypted"
        };
        said.push(now.to_owned());
    }
    let said = text::list(&said.iter().map(String::as_str).collect::<Vec<_>>());
    let summary = format!("Changed the phone {} of {}: {said}", before.name, owner.name);
    let version = before.version.saturating_add(1);
    let phone = DeskPhone { name, rings: edit.rings, requires_encryption, version, ..before };
    desk_phones::update(&mut tx, &phone).await?;
    moves::renamed(&mut tx, &phone).await?;
    note(&mut tx, &owner, id, AuditAction::DeskPhoneChanged, &summary).await?;
    tx.commit().await?;
    state.switchboard.until_followed().await;
    Ok(Tagged(version, phone))
}

/// Give a desk phone a new password; the old one ends at once
///
/// The password is told in this answer and never again. An address by which the phone could be set up is withdrawn.
#[utoipa::path(post, path = "/v1/desk-phones/{id}/password", tag = "desk phones",
    operation_id = "renew_desk_phone_password", params(("id" = DeviceId, Path)),
    responses((status = 200, body = DeskPhoneCredentials), (status = "default", body = ErrorBody)))]
async fn renew_desk_phone_password(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DeviceId>,
) -> Result<Json<DeskPhoneCredentials>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (phone, owner) = visible(&mut tx, &caller, id).await?;
    unhindered(&caller, &owner)?;
    let credentials = renewed_by_hand(&mut tx, &state, &owner, phone).await?;
    tx.commit().await?;
    state.switchboard.until_followed().await;
    Ok(Json(credentials))
}

/// Say where a desk phone of a common area is
///
/// It holds in the network in which the phone is registered now; where it is registered in several, `address` tells which
/// is meant. Where phones of users are, their owners say.
#[utoipa::path(put, path = "/v1/desk-phones/{id}/location", tag = "desk phones",
    operation_id = "locate_desk_phone", params(("id" = DeviceId, Path)), request_body = CommonAreaLocationEdit,
    responses((status = 200, body = DeskPhone), (status = "default", body = ErrorBody)))]
async fn locate_desk_phone(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DeviceId>,
    JsonBody(edit): JsonBody<CommonAreaLocationEdit>,
) -> Result<Json<DeskPhone>, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (phone, owner) = visible(&mut tx, &caller, id).await?;
    if let DelegateId::User(_) = phone.owner {
        let message = "The owner of this phone says where it is, on the page Emergency.";
        return Err(ApiError::new(ErrorCode::Conflict, message));
    }
    let network = network_meant(&phone, edit.address.as_deref(), edit.location.is_some())?;
    let location = match edit.location {
        Some(location) => {
            let here = locations::location(&mut tx, location).await?.filter(|here| here.site == owner.site);
            Some(here.ok_or_else(|| {
                ApiError::invalid(
                    "location",
                    "Choose a location of the site that the common area belongs to.",
                )
            })?)
        }
        None => None,
    };
    let now = tx.now();
    match network.as_ref().zip(location.as_ref()) {
        Some((network, location)) => desk_phones::say(&mut tx, id, network, location.id, now).await?,
        None => desk_phones::forget_said(&mut tx, id, network.as_ref()).await?,
    }
    let place =
        location.map_or_else(|| "nobody knows where".to_owned(), |location| format!("at {}", location.name));
    let summary = format!("Said that the phone {} of {} is {place}", phone.name, owner.name);
    note(&mut tx, &owner, id, AuditAction::DeskPhoneLocated, &summary).await?;
    let phone = desk_phones::find(&mut tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    state.switchboard.until_followed().await;
    Ok(Json(phone))
}

/// Of which network something is said; none where all is forgotten.
fn network_meant(
    phone: &DeskPhone,
    address: Option<&str>,
    is_said: bool,
) -> Result<Option<NetworkKey>, ApiError> {
    let mut networks = desk_phones::networks(phone);
    if let Some(address) = address {
        let meant = desk_phones::network_at(phone.id, address);
        return match networks.contains(&meant) {
            true => Ok(meant),
            false => {
                let message = "The phone is not registered there. Choose one of its registrations.";
                Err(ApiError::invalid("address", message))
            }
        };
    }
    match (networks.pop().flatten(), networks.as_slice()) {
        _ if !is_said => Ok(None),
        (Some(only), []) => Ok(Some(only)),
        (_, []) => {
            let message = "This phone is registered nowhere; plug it in where it belongs first.";
            Err(ApiError::new(ErrorCode::Conflict, message))
        }
        _ => {
            let message = "This phone is registered in several networks. Choose which of them is meant.";
            Err(ApiError::invalid("address", message))
        }
    }
}

/// Remove a desk phone
#[utoipa::path(delete, path = "/v1/desk-phones/{id}", tag = "desk phones", operation_id = "remove_desk_phone",
    params(("id" = DeviceId, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
async fn remove_desk_phone(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<DeviceId>,
) -> Result<StatusCode, ApiError> {
    let mut tx = state.store.write(Some(caller.id)).await?;
    let (phone, owner) = visible(&mut tx, &caller, id).await?;
    moves::gone(&mut tx, &phone).await?;
    desk_phones::delete(&mut tx, id).await?;
    let summary = format!("Removed the phone {} of {}", phone.name, owner.name);
    note(&mut tx, &owner, id, AuditAction::DeskPhoneDeleted, &summary).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A common area phone is about to be deleted, and its desk phones with it: the audit log says so.
///
/// # Errors
/// When the database fails.
pub(crate) async fn leave_with(tx: &mut Tx, phone: PhoneId) -> Result<(), StoreError> {
    let who = DelegateId::Phone(phone);
    let Some(owner) = parties::party(tx, who).await? else { return Ok(()) };
    for gone in desk_phones::of_owner(tx, who).await? {
        desk_phones::delete(tx, gone.id).await?;
        let summary = format!("Removed the phone {} along with {}", gone.name, owner.name);
        note(tx, &owner, gone.id, AuditAction::DeskPhoneDeleted, &summary).await?;
    }
    Ok(())
}

/// The owner of phones that the caller may see and change: themselves, or whoever they administer.
async fn in_charge(
    conn: &mut Conn,
    caller: &Caller,
    who: DelegateId,
) -> Result<Option<PartyRow>, StoreError> {
    let owner = parties::party(conn, who).await?;
    Ok(owner.filter(|owner| who == DelegateId::User(caller.id) || caller.roles.administers_site(owner.site)))
}

fn no_owner() -> ApiError {
    ApiError::invalid("owner", "There is no such person or phone at your site (any more); choose another.")
}

/// A desk phone with its owner; others' do not exist for the caller unless they administer them.
async fn visible(conn: &mut Conn, caller: &Caller, id: DeviceId) -> Result<(DeskPhone, PartyRow), ApiError> {
    let phone = desk_phones::find(conn, id).await?.ok_or_else(ApiError::not_found)?;
    let owner = in_charge(conn, caller, phone.owner).await?.ok_or_else(ApiError::not_found)?;
    Ok((phone, owner))
}

/// Passes where the owner may use phones.
fn unhindered(caller: &Caller, owner: &PartyRow) -> Result<(), ApiError> {
    let own = owner.who == DelegateId::User(caller.id);
    let message = match (owner.active, owner.licensed) {
        (true, true) => return Ok(()),
        (true, false) if own => {
            "You have no phone licence; ask an administrator for one to use a phone.".to_owned()
        }
        (true, false) => format!("{} has no phone licence; give them one first.", owner.name),
        (false, _) => format!("The account of {} is switched off; switch it on first.", owner.name),
    };
    Err(ApiError::new(ErrorCode::Hindered, message))
}

/// Letters of the owner's name, and random characters: `ada-7k2m`. More of them where that is taken.
async fn free_username(conn: &mut Conn, owner: &str) -> Result<String, ApiError> {
    let name = readable_name(owner);
    for characters in 4..12 {
        let username = format!("{name}-{}", secrets::typed(characters));
        if !desk_phones::is_username_taken(conn, &username).await? {
            return Ok(username);
        }
    }
    Err(ApiError::internal())
}

/// The first word of a name that has letters which every phone can type.
fn readable_name(name: &str) -> String {
    let letters = |word: &str| -> String {
        word.chars().filter(char::is_ascii_alphabetic).take(NAME_MAX).collect::<String>().to_lowercase()
    };
    let first = name.split_whitespace().map(letters).find(|word| !word.is_empty());
    first.unwrap_or_else(|| "phone".to_owned())
}

/// What is typed into a phone with a new password, and what is kept of that.
fn credentials(state: &AppState, phone: DeskPhone) -> (DeskPhoneCredentials, SecretRow) {
    let domain = state.settings.sip_domain.clone();
    let (password, kept) = password(&phone.username, &domain);
    let servers = state.settings.phone_servers.clone();
    (DeskPhoneCredentials { phone, password, domain, servers }, kept)
}

/// A new password, and what is kept of it.
pub(crate) fn password(username: &str, domain: &str) -> (String, SecretRow) {
    let password = secrets::typed(PASSWORD);
    let secret = Secret::hash(username, domain, &password);
    (password, SecretRow { md5: secret.md5().to_owned(), sha256: secret.sha256().to_owned() })
}

/// Gives a phone a new password by hand. An address by which it could be set up would end it, so it goes.
async fn renewed_by_hand(
    tx: &mut Tx,
    state: &AppState,
    owner: &PartyRow,
    phone: DeskPhone,
) -> Result<DeskPhoneCredentials, ApiError> {
    roamline_store::provisioning::forget(tx, phone.id).await?;
    renewed(tx, state, owner, DeskPhone { provisioning: None, ..phone }).await
}

async fn renewed(
    tx: &mut Tx,
    state: &AppState,
    owner: &PartyRow,
    phone: DeskPhone,
) -> Result<DeskPhoneCredentials, ApiError> {
    let (credentials, secret) = credentials(state, phone);
    let phone = &credentials.phone;
    desk_phones::set_secret(tx, phone.id, &secret).await?;
    let summary = format!("Made a new password for the phone {} of {}", phone.name, owner.name);
    note(tx, owner, phone.id, AuditAction::DeskPhoneNewPassword, &summary).await?;
    Ok(credentials)
}

/// A phone was made, changed or removed: its owner and the audit log are told.
async fn note(
    tx: &mut Tx,
    owner: &PartyRow,
    phone: DeviceId,
    action: AuditAction,
    summary: &str,
) -> Result<(), StoreError> {
    if let DelegateId::User(user) = owner.who {
        tx.touch(user, EntityKey::DeskPhone(phone.0));
    }
    tx.audit(action, AuditSubject::DeskPhone(phone), Some(owner.site), summary).await
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::readable_name;

    #[rstest]
    #[case("Ada Byron", "ada")]
    #[case("  Mary-Jane O'Neil", "maryjane")]
    #[case("Zo\u{eb}", "zo")]
    #[case("\u{5f20} Wei", "wei")]
    #[case("4th floor lobby", "th")]
    #[case("\u{5f20}\u{4f1f}", "phone")]
    #[case("Wolfeschlegelsteinhausen", "wolfeschlegelste")]
    fn usernames_begin_with_letters_of_the_name(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(readable_name(name), expected);
    }
}
