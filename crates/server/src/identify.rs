//! A device is on a network: which location is that, and what does its owner meet there?

use axum::Json;
use axum::extract::State;
use roamline_api::report::{IdentifyAnswer, IdentifyRequest};
use roamline_api::sync::EntityKey;
use roamline_api::{ErrorBody, ErrorCode};
use roamline_domain::access_network::{AccessNetwork, Evidence, PublicIp};
use roamline_domain::ids::{DeviceId, UserId};
use roamline_domain::network_key::{NetworkKey, NoKey};
use roamline_domain::report::ForbiddenChoice;
use roamline_domain::text::sentence;
use roamline_store::networks::DeviceLocationRow;
use roamline_store::{Conn, StoreError, devices, networks};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::database::Store;
use crate::http::{ApiError, DeviceCaller, JsonBody, SeenIp};
use crate::state::AppState;
use crate::{standing, views};

/// Routes of this noun.
pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(identify))
}

/// Refuses what no device measures.
///
/// # Errors
/// Names the field.
pub(crate) fn check_network(network: &AccessNetwork) -> Result<(), ApiError> {
    network.check().map_err(|e| ApiError::invalid(e.field, sentence(e.problem)))
}

/// The key of a network, or why it has none.
///
/// # Errors
/// `invalid` while the network is half-known.
pub(crate) fn key_of(evidence: &Evidence) -> Result<NetworkKey, ApiError> {
    NetworkKey::of(evidence).map_err(|no_key| {
        let field = match no_key {
            NoKey::NoGateway => "network.gateway",
            NoKey::GatewayUnresolved => "network.gateway.mac",
        };
        ApiError::invalid(field, sentence(&no_key.to_string()))
    })
}

/// The device as its owner sees it.
///
/// # Errors
/// `unauthenticated` where it was signed out meanwhile.
pub(crate) async fn device_view(
    conn: &mut Conn,
    device: DeviceId,
) -> Result<roamline_api::device::Device, ApiError> {
    let row = devices::device(conn, device).await?.ok_or_else(ApiError::unauthenticated)?;
    Ok(views::device(conn, row).await?)
}

/// Which location is this network?
#[utoipa::path(post, path = "/v1/identify", tag = "networks", operation_id = "identify",
    request_body = IdentifyRequest,
    responses((status = 200, body = IdentifyAnswer), (status = "default", body = ErrorBody)))]
async fn identify(
    State(store): State<Store>,
    DeviceCaller { caller, device }: DeviceCaller,
    SeenIp(ip): SeenIp,
    JsonBody(IdentifyRequest { stay, network, permission }): JsonBody<IdentifyRequest>,
) -> Result<Json<IdentifyAnswer>, ApiError> {
    check_network(&network)?;
    let through_tunnel = network.behind_tunnel;
    let evidence = Evidence { network, public_ip: Some(PublicIp { ip, through_tunnel }) };
    let key = key_of(&evidence)?;
    let identification = store.wiremap().identify(&evidence).await;
    let mut asked = DeviceLocationRow {
        device,
        is_newest: true,
        stay,
        network_key: key,
        evidence,
        encounter: roamline_domain::encounter::Encounter::Add { portable: false, lapse: None },
        identification,
        identified_at: jiff::Timestamp::UNIX_EPOCH,
    };
    let mut reader = store.read().await?;
    check_policy(&mut reader, caller.id).await?;
    let told = devices::device(&mut reader, device).await?.ok_or_else(ApiError::unauthenticated)?.permission;
    if is_known(&mut reader, caller.id, &mut asked).await? && told == permission {
        let device = device_view(&mut reader, device).await?;
        return Ok(Json(IdentifyAnswer { identification: asked.identification, device }));
    }
    drop(reader);

    let mut tx = store.write(Some(caller.id)).await?;
    asked.identification = tx.identify(&asked.evidence).await;
    let known = is_known(&mut tx, caller.id, &mut asked).await?;
    if !known {
        asked.identified_at = tx.now();
        let now = tx.now();
        networks::observe(&mut tx, device, stay, &asked.network_key, &asked.evidence, now).await?;
        networks::put_device_location(&mut tx, &asked).await?;
    }
    if told != permission {
        devices::set_permission(&mut tx, device, permission).await?;
    }
    if !known || told != permission {
        tx.touch(caller.id, EntityKey::Device(device.0));
    }
    let device = device_view(&mut tx, device).await?;
    tx.commit().await?;
    Ok(Json(IdentifyAnswer { identification: asked.identification, device }))
}

async fn check_policy(conn: &mut Conn, user: UserId) -> Result<(), ApiError> {
    let me = views::me(conn, user).await?.ok_or_else(ApiError::unauthenticated)?;
    if me.policy.nomadic {
        Ok(())
    } else {
        let message = sentence(&ForbiddenChoice::NomadicOff.to_string());
        Err(ApiError::new(ErrorCode::ForbiddenByPolicy, message))
    }
}

/// Decides what the owner meets, and tells whether the store has it just so: then there is nothing to write, and
/// nobody to tell.
async fn is_known(conn: &mut Conn, user: UserId, asked: &mut DeviceLocationRow) -> Result<bool, StoreError> {
    asked.encounter =
        standing::meet(conn, user, &asked.network_key, asked.stay, &asked.identification).await?;
    let Some(known) = networks::device_location(conn, asked.device).await? else { return Ok(false) };
    asked.identified_at = known.identified_at;
    Ok(known == *asked)
}
