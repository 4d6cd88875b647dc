//! What a user sees: every entity of the snapshot and of the events is computed here and nowhere else, so that the
//! two can never differ.

use roamline_api::account::Me;
use roamline_api::call_settings::UserCallSettings;
use roamline_api::device::Device;
use roamline_api::location::PersonalLocation;
use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{
    DelegationId, DeviceId, EmergencyCallId, LineId, PersonalLocationId, ProposalId, ReportId, UserId,
};
use roamline_store::devices::DeviceRow;
use roamline_store::personal_locations::PersonalLocationRow;
use roamline_store::{
    self as store, Conn, StoreError, accounts, desk_phones, devices, personal_locations, shared_lines, users,
};

pub mod delegations;
pub mod lines;
pub mod networks;
pub mod places;
pub mod proposals;

/// One entity of a user's view; none where the user has no such thing (any more).
///
/// # Errors
/// When the database fails.
pub async fn entity(conn: &mut Conn, user: UserId, key: EntityKey) -> Result<Option<Entity>, StoreError> {
    match key {
        EntityKey::Me => Ok(me(conn, user).await?.map(Entity::Me)),
        EntityKey::Device(id) => match devices::device(conn, DeviceId(id)).await? {
            Some(row) if row.user == user => Ok(Some(Entity::Device(device(conn, row).await?))),
            _ => Ok(None),
        },
        EntityKey::KnownNetwork(id) => {
            Ok(networks::known_network(conn, user, ReportId(id)).await?.map(Entity::KnownNetwork))
        }
        EntityKey::PersonalLocation(id) => {
            match personal_locations::of_user(conn, user, PersonalLocationId(id)).await? {
                Some(row) => Ok(Some(Entity::PersonalLocation(personal_location(conn, row).await?))),
                None => Ok(None),
            }
        }
        EntityKey::Proposal(id) => match store::proposals::find(conn, ProposalId(id)).await? {
            Some(row) if row.reporter == user => {
                Ok(Some(Entity::Proposal(proposals::proposal(conn, row).await?)))
            }
            _ => Ok(None),
        },
        EntityKey::Queue => Ok(proposals::queue(conn, user).await?.map(Entity::Queue)),
        EntityKey::Delegation(id) => match store::delegations::find(conn, DelegationId(id)).await? {
            Some(row) if row.is_in_view_of(user) => {
                Ok(Some(Entity::Delegation(delegations::delegation(conn, row).await?)))
            }
            _ => Ok(None),
        },
        EntityKey::SharedLines => Ok(delegations::changed(conn, user).await?.map(Entity::SharedLines)),
        EntityKey::DeskPhone(id) => match desk_phones::find(conn, DeviceId(id)).await? {
            Some(phone) if phone.owner == DelegateId::User(user) => Ok(Some(Entity::DeskPhone(phone))),
            _ => Ok(None),
        },
        EntityKey::Line(id) => match store::lines::in_view_of(conn, user, LineId(id)).await? {
            Some(row) => Ok(lines::line(user, row).map(Entity::Line)),
            None => Ok(None),
        },
        EntityKey::EmergencyCall(id) => {
            let call = store::emergency_calls::in_view_of(conn, user, EmergencyCallId(id)).await?;
            Ok(call.map(Entity::EmergencyCall))
        }
    }
}

/// Entities of many users' views, in the order asked for.
///
/// # Errors
/// When the database fails.
pub async fn entities(
    conn: &mut Conn,
    wanted: &[(UserId, EntityKey)],
) -> Result<Vec<Option<Entity>>, StoreError> {
    let delegations = wanted.iter().filter_map(|(_, key)| match key {
        EntityKey::Delegation(id) => Some(DelegationId(*id)),
        _ => None,
    });
    let delegations = delegations::Batch::of(conn, delegations).await?;
    let mut entities = Vec::with_capacity(wanted.len());
    for &(user, key) in wanted {
        entities.push(match key {
            EntityKey::Delegation(id) => delegations.in_view_of(user, DelegationId(id)),
            _ => entity(conn, user, key).await?,
        });
    }
    Ok(entities)
}

/// A user's whole view, sorted by key.
///
/// # Errors
/// When the database fails.
pub async fn all(conn: &mut Conn, user: UserId) -> Result<Vec<Entity>, StoreError> {
    let mut entities = Vec::new();
    entities.extend(me(conn, user).await?.map(Entity::Me));
    for row in devices::of_user(conn, user).await? {
        entities.push(Entity::Device(device(conn, row).await?));
    }
    entities.extend(networks::known_networks(conn, user).await?.into_iter().map(Entity::KnownNetwork));
    for row in personal_locations::all(conn, user).await? {
        entities.push(Entity::PersonalLocation(personal_location(conn, row).await?));
    }
    for row in store::proposals::of_user(conn, user).await? {
        entities.push(Entity::Proposal(proposals::proposal(conn, row).await?));
    }
    entities.extend(proposals::queue(conn, user).await?.map(Entity::Queue));
    let rows = store::delegations::in_view_of(conn, user).await?;
    entities.extend(delegations::delegations(conn, rows).await?.into_iter().map(Entity::Delegation));
    entities.extend(delegations::changed(conn, user).await?.map(Entity::SharedLines));
    let phones = desk_phones::of_owner(conn, DelegateId::User(user)).await?;
    entities.extend(phones.into_iter().map(Entity::DeskPhone));
    let rows = store::lines::of_viewer(conn, user).await?;
    entities.extend(rows.into_iter().filter_map(|row| lines::line(user, row)).map(Entity::Line));
    let calls = store::emergency_calls::of_viewer(conn, user).await?;
    entities.extend(calls.into_iter().map(Entity::EmergencyCall));
    entities.sort_by_key(Entity::key);
    Ok(entities)
}

/// The user as they see themselves.
///
/// # Errors
/// When the database fails.
pub async fn me(conn: &mut Conn, user: UserId) -> Result<Option<Me>, StoreError> {
    let Some(row) = users::user(conn, user).await? else { return Ok(None) };
    let Some(account) = accounts::account(conn).await? else { return Ok(None) };
    let Some(site) = accounts::site(conn, row.user.site).await? else { return Ok(None) };
    let default_address = users::default_address(conn, user).await?;
    Ok(Some(Me {
        id: row.user.id,
        name: row.user.name,
        email: row.user.email,
        site: site.id,
        site_name: site.name,
        account: account.name,
        site_address: site.address,
        roles: row.user.roles,
        licensed: row.user.licensed,
        policy: account.policy.at_site(site.policy),
        extension: row.user.extension,
        numbers: row.user.numbers,
        delegation_locked: shared_lines::settings(conn, user).await?.lock.is_some(),
        call_settings: call_settings(conn, user).await?,
        default_address,
        ask_again_since: row.ask_again_since,
    }))
}

/// What a user has set for all their calls.
///
/// # Errors
/// When the database fails.
pub async fn call_settings(conn: &mut Conn, user: UserId) -> Result<UserCallSettings, StoreError> {
    let row = store::call_settings::of_user(conn, user).await?;
    Ok(UserCallSettings { settings: row.settings, version: row.version })
}

/// A device as its owner sees it.
///
/// # Errors
/// When the database fails.
pub async fn device(conn: &mut Conn, row: DeviceRow) -> Result<Device, StoreError> {
    let location = networks::device_location(conn, row.user, row.id).await?;
    let older_registrations = match row.is_desk_phone {
        true => networks::older_registrations(conn, row.user, row.id).await?,
        false => Vec::new(),
    };
    Ok(Device {
        id: row.id,
        is_desk_phone: row.is_desk_phone,
        name: row.name,
        signed_in_at: row.signed_in_at,
        last_seen_at: row.last_seen_at,
        permission: row.permission,
        location,
        older_registrations,
    })
}

/// A personal location as its owner sees it.
///
/// # Errors
/// When the database fails.
pub async fn personal_location(
    conn: &mut Conn,
    row: PersonalLocationRow,
) -> Result<PersonalLocation, StoreError> {
    Ok(PersonalLocation {
        id: row.id,
        name: row.name,
        lines: row.address.lines(),
        address: row.address,
        networks: personal_locations::networks(conn, row.id).await?,
        version: row.version,
        updated_at: row.updated_at,
    })
}
