//! Where desk phones are (docs/rules.md, Desk phones). The server sees a phone at an address; at an address whose network
//! its owner has said nothing of, they are asked by mail, once for each network.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use roamline_api::desk_phone::{DeskPhone, Registration};
use roamline_api::sync::EntityKey;
use roamline_domain::access_network::{AccessNetwork, Evidence, Medium, PublicIp};
use roamline_domain::co_location::{CoLocation, seen_subnet};
use roamline_domain::delegation::DelegateId;
use roamline_domain::encounter::Encounter;
use roamline_domain::ids::{DeviceId, PhoneId, StayId, UserId};
use roamline_domain::network_key::NetworkKey;
use roamline_store::networks::DeviceLocationRow;
use roamline_store::{StoreError, accounts, desk_phones, devices, networks, parties, users};
use uuid::Uuid;

use crate::database::Tx;
use crate::views;

/// A desk phone was seen at other addresses than before, or its owner is to be asked anew.
///
/// # Errors
/// When the database fails.
pub(crate) async fn seen(tx: &mut Tx, public_url: &str, phone: &DeskPhone) -> Result<(), StoreError> {
    // Registered in several places, it is where it registered last. One that is switched off calls nobody, and is where it was
    // when it comes back there.
    let Some(newest) = phone.places.iter().max_by_key(|place| place.since) else { return Ok(()) };
    let Some(ip) = seen_at(newest) else { return Ok(()) };
    let key = NetworkKey::of_telephone(phone.id, ip);
    match phone.owner {
        DelegateId::User(user) => of_user(tx, public_url, phone, user, (ip, key)).await,
        DelegateId::Phone(common) => of_common_area(tx, public_url, phone, common, (ip, key)).await,
    }
}

fn seen_at(place: &Registration) -> Option<IpAddr> {
    Some(place.address.parse::<SocketAddr>().ok()?.ip().to_canonical())
}

async fn of_user(
    tx: &mut Tx,
    public_url: &str,
    phone: &DeskPhone,
    user: UserId,
    (ip, key): (IpAddr, NetworkKey),
) -> Result<(), StoreError> {
    let Some(me) = views::me(tx, user).await?.filter(|me| me.policy.nomadic) else { return Ok(()) };
    let now = tx.now();
    devices::keep_desk_phone(tx, user, phone.id, &phone.name, now).await?;
    tx.touch(user, EntityKey::Device(phone.id.0));
    let mut before = networks::older_registrations(tx, phone.id).await?;
    before.extend(networks::device_location(tx, phone.id).await?);
    networks::forget_older_registrations(tx, phone.id).await?;
    let others: BTreeSet<IpAddr> = phone.places.iter().filter_map(seen_at).filter(|at| *at != ip).collect();
    for older in others {
        let at = located(tx, user, phone.id, older, &before).await?;
        networks::put_device_location(tx, &DeviceLocationRow { is_newest: false, ..at }).await?;
    }
    let row = located(tx, user, phone.id, ip, &before).await?;
    if !before.contains(&row) {
        networks::put_device_location(tx, &row).await?;
    }
    let is_settled = matches!(row.encounter, Encounter::Settled { .. });
    if is_settled
        || is_beside_computer(tx, user, ip).await?
        || !desk_phones::ask(tx, phone.id, &key, now).await?
    {
        return Ok(());
    }
    let (subject, body) = email(&me.name, &phone.name, ip, public_url, phone.id);
    tx.mail(&me.email, &subject, &body).await
}

/// Where a phone is that is seen at this address, and what its owner has said of it there. `before` is what was known of
/// where it is.
async fn located(
    tx: &mut Tx,
    user: UserId,
    device: DeviceId,
    ip: IpAddr,
    before: &[DeviceLocationRow],
) -> Result<DeviceLocationRow, StoreError> {
    let network_key = NetworkKey::of_telephone(device, ip);
    let evidence = evidence(ip);
    let identification = tx.identify(&evidence).await;
    let same = before.iter().find(|before| before.network_key == network_key);
    let stay = same.map_or_else(|| StayId(Uuid::now_v7()), |before| before.stay);
    let identified_at = same.map_or(tx.now(), |before| before.identified_at);
    let encounter = super::meet(tx, user, &network_key, stay, &identification).await?;
    Ok(DeviceLocationRow {
        device,
        is_newest: true,
        stay,
        network_key,
        evidence,
        identification,
        encounter,
        identified_at,
    })
}

/// Who administers a common area is asked about its phone; until then its emergency calls carry the site's address.
async fn of_common_area(
    tx: &mut Tx,
    public_url: &str,
    phone: &DeskPhone,
    common: PhoneId,
    (ip, key): (IpAddr, NetworkKey),
) -> Result<(), StoreError> {
    let Some(area) = parties::party(tx, DelegateId::Phone(common)).await? else { return Ok(()) };
    let account = accounts::account(tx).await?.map(|account| account.policy).unwrap_or_default();
    let Some(site) = accounts::site(tx, area.site).await? else { return Ok(()) };
    let now = tx.now();
    let said = desk_phones::said_of(tx, phone.id).await?;
    let is_said = said.iter().any(|said| said.network_key == key);
    if !account.at_site(site.policy).nomadic || is_said || !desk_phones::ask(tx, phone.id, &key, now).await? {
        return Ok(());
    }
    let (subject, body) = common_area_email(&area.name, &phone.name, ip, &site.name, public_url, common);
    for administrator in users::administrators_of(tx, site.id).await? {
        tx.mail(&administrator.email, &subject, &body).await?;
    }
    Ok(())
}

/// The owner is asked once more about the networks that their phones are in now.
///
/// # Errors
/// When the database fails.
pub(crate) async fn ask_anew(tx: &mut Tx, public_url: &str, user: UserId) -> Result<(), StoreError> {
    for phone in desk_phones::of_owner(tx, DelegateId::User(user)).await? {
        desk_phones::forget_asked(tx, phone.id).await?;
        seen(tx, public_url, &phone).await?;
    }
    Ok(())
}

/// A phone has another name, as a device, too.
///
/// # Errors
/// When the database fails.
pub(crate) async fn renamed(tx: &mut Tx, phone: &DeskPhone) -> Result<(), StoreError> {
    if let Some(device) = devices::device(tx, phone.id).await? {
        devices::rename(tx, phone.id, &phone.name).await?;
        tx.touch(device.user, EntityKey::Device(phone.id.0));
    }
    Ok(())
}

/// A phone that is gone is no device any more.
///
/// # Errors
/// When the database fails.
pub(crate) async fn gone(tx: &mut Tx, phone: &DeskPhone) -> Result<(), StoreError> {
    if let Some(device) = devices::device(tx, phone.id).await? {
        let now = tx.now();
        devices::sign_out(tx, phone.id, now).await?;
        tx.touch(device.user, EntityKey::Device(phone.id.0));
    }
    Ok(())
}

/// What is known of a phone's network.
fn evidence(ip: IpAddr) -> Evidence {
    let network = AccessNetwork {
        interface: String::new(),
        medium: Medium::Wired,
        mac: None,
        addresses: seen_subnet(ip).into_iter().collect(),
        gateway: None,
        wifi: None,
        switch_port: None,
        dns_suffixes: Vec::new(),
        behind_tunnel: false,
        other_uplinks: Vec::new(),
    };
    Evidence { network, public_ip: Some(PublicIp { ip, through_tunnel: false }) }
}

/// Whether the owner has said of a computer where the phone is, too.
async fn is_beside_computer(tx: &mut Tx, user: UserId, ip: IpAddr) -> Result<bool, StoreError> {
    let ranges = tx.public_ranges().await;
    let is_of_company =
        ranges.iter().any(|range| range.contains(&ip)) || networks::is_company_seen_at(tx, ip).await?;
    for row in devices::of_user(tx, user).await?.into_iter().filter(|row| !row.is_desk_phone) {
        let Some(at) = networks::device_location(tx, row.id).await? else { continue };
        if let Encounter::Settled { place, .. } = &at.encounter
            && CoLocation::of(&at.evidence, place, ip, |_| is_of_company).is_some()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn email(owner: &str, phone: &str, ip: IpAddr, public_url: &str, id: DeviceId) -> (String, String) {
    let body = format!(
        "Hello {owner},\n\nYour telephone {phone} is on a network that you have said nothing about yet ({ip}). An \
         emergency call from it carries your default address, or that of your site.\n\nWhere is it?\n\n    \
         {public_url}/emergency/choose?device={id}\n"
    );
    (format!("Where is your telephone {phone}?"), body)
}

fn common_area_email(
    area: &str,
    phone: &str,
    ip: IpAddr,
    site: &str,
    public_url: &str,
    id: PhoneId,
) -> (String, String) {
    let body = format!(
        "The telephone {phone} of the common area {area} is on a network that it was not on before ({ip}). An emergency \
         call from it carries the address of {site}.\n\nPlease say where it is:\n\n    \
         {public_url}/users/phones/{id}\n"
    );
    (format!("Where is the telephone {phone} of {area}?"), body)
}
