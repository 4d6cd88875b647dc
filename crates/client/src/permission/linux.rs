//! Linux: the XDG desktop portal asks the user where there is one, else GeoClue's agent does.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::StreamExt;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};
use zbus::{Connection, proxy};

use super::{SERVICE_TIMEOUT, USER_TIMEOUT};
use crate::view::Permission;

#[proxy(
    interface = "org.freedesktop.portal.Location",
    default_service = "org.freedesktop.portal.Desktop",
    default_path = "/org/freedesktop/portal/desktop"
)]
trait LocationPortal {
    fn create_session(&self, options: HashMap<&str, Value<'_>>) -> zbus::Result<OwnedObjectPath>;

    fn start(
        &self,
        session: &ObjectPath<'_>,
        parent_window: &str,
        options: HashMap<&str, Value<'_>>,
    ) -> zbus::Result<OwnedObjectPath>;
}

#[proxy(interface = "org.freedesktop.portal.Request", default_service = "org.freedesktop.portal.Desktop")]
trait PortalRequest {
    #[zbus(signal)]
    fn response(&self, response: u32, results: HashMap<String, OwnedValue>) -> zbus::Result<()>;
}

#[proxy(interface = "org.freedesktop.portal.Session", default_service = "org.freedesktop.portal.Desktop")]
trait PortalSession {
    fn close(&self) -> zbus::Result<()>;
}

#[proxy(
    interface = "org.freedesktop.GeoClue2.Manager",
    default_service = "org.freedesktop.GeoClue2",
    default_path = "/org/freedesktop/GeoClue2/Manager"
)]
trait GeoClueManager {
    fn get_client(&self) -> zbus::Result<OwnedObjectPath>;
}

#[proxy(interface = "org.freedesktop.GeoClue2.Client", default_service = "org.freedesktop.GeoClue2")]
trait GeoClueClient {
    fn start(&self) -> zbus::Result<()>;
    fn stop(&self) -> zbus::Result<()>;

    #[zbus(property)]
    fn set_desktop_id(&self, id: &str) -> zbus::Result<()>;
}

/// Name of the desktop entry, by which GeoClue tells its user who asks.
const DESKTOP_ID: &str = "roamline";

/// Why a service gave no answer.
#[derive(Debug, thiserror::Error)]
enum NoAnswer {
    #[error("it took too long")]
    TooLate,
    #[error(transparent)]
    Bus(#[from] zbus::Error),
}

async fn within<T>(limit: Duration, call: impl Future<Output = zbus::Result<T>>) -> Result<T, NoAnswer> {
    Ok(tokio::time::timeout(limit, call).await.map_err(|_| NoAnswer::TooLate)??)
}

pub(super) async fn ask() -> Permission {
    match ask_portal().await {
        Ok(permission) => return permission,
        Err(error) => tracing::info!(%error, "the desktop portal has no location permission; asking GeoClue"),
    }
    match ask_geoclue().await {
        Ok(permission) => permission,
        Err(NoAnswer::TooLate) => super::no_answer(),
        Err(error) => {
            tracing::info!(%error, "GeoClue cannot be asked");
            Permission::Unavailable {
                reason: "This system has no location service. Roamline works without it.".to_owned(),
            }
        }
    }
}

async fn ask_portal() -> Result<Permission, NoAnswer> {
    let bus = within(SERVICE_TIMEOUT, Connection::session()).await?;
    let portal = LocationPortalProxy::new(&bus).await?;
    let token = uuid::Uuid::new_v4().simple().to_string();
    let options = HashMap::from([("session_handle_token", Value::from(token.as_str()))]);
    let session = within(SERVICE_TIMEOUT, portal.create_session(options)).await?;
    let answer = start_session(&bus, &portal, &session, &token).await;
    // A session that stays open would keep the desktop's "location in use" sign lit.
    if let Ok(proxy) = PortalSessionProxy::new(&bus, &session).await {
        let _ = within(SERVICE_TIMEOUT, proxy.close()).await;
    }
    answer
}

async fn start_session(
    bus: &Connection,
    portal: &LocationPortalProxy<'_>,
    session: &OwnedObjectPath,
    token: &str,
) -> Result<Permission, NoAnswer> {
    // The answer may come before `Start` has returned, so its path is worked out and listened to beforehand.
    let sender = bus.unique_name().map(|n| n.trim_start_matches(':').replace('.', "_")).unwrap_or_default();
    let path = format!("/org/freedesktop/portal/desktop/request/{sender}/{token}");
    let request = PortalRequestProxy::new(bus, path).await?;
    let mut responses = request.receive_response().await?;
    let options = HashMap::from([("handle_token", Value::from(token))]);
    within(SERVICE_TIMEOUT, portal.start(session, "", options)).await?;
    let response =
        tokio::time::timeout(USER_TIMEOUT, responses.next()).await.map_err(|_| NoAnswer::TooLate)?;
    let answer = response.map(|r| r.args().map(|args| args.response)).transpose()?;
    Ok(match answer {
        Some(0) => Permission::Granted,
        Some(1) => Permission::Denied,
        _ => {
            Permission::Unavailable { reason: "The desktop ended the request without an answer.".to_owned() }
        }
    })
}

async fn ask_geoclue() -> Result<Permission, NoAnswer> {
    let bus = within(SERVICE_TIMEOUT, Connection::system()).await?;
    let manager = GeoClueManagerProxy::new(&bus).await?;
    let path = within(SERVICE_TIMEOUT, manager.get_client()).await?;
    let client = GeoClueClientProxy::new(&bus, path).await?;
    within(SERVICE_TIMEOUT, client.set_desktop_id(DESKTOP_ID)).await?;
    match within(USER_TIMEOUT, client.start()).await {
        Ok(()) => {
            let _ = within(SERVICE_TIMEOUT, client.stop()).await;
            Ok(Permission::Granted)
        }
        Err(NoAnswer::Bus(zbus::Error::MethodError(name, ..))) if name.as_str().ends_with("AccessDenied") => {
            Ok(Permission::Denied)
        }
        Err(error) => Err(error),
    }
}
