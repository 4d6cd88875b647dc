//! What a phone gets that asks for its settings, and what is left of that.

use std::net::IpAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use roamline_api::desk_phone::DeskPhone;
use roamline_domain::emergency::EmergencyNumbers;
use roamline_domain::ids::DeviceId;
use roamline_domain::provisioning::{self, Answer, Fetched, PhoneMaker, REPEATS};
use roamline_store::audit::AuditAction;
use roamline_store::parties::{self, PartyRow};
use roamline_store::provisioning::{self as addresses, ProvisioningRow};
use roamline_store::{Conn, StoreError, accounts, desk_phones};
use tokio_util::sync::CancellationToken;

use super::typed;
use crate::database::Store;
use crate::desk_phones::{note, renewed};
use crate::http::{ApiError, OverTls, Path, SeenIp};
use crate::provisioning::{File, PhoneSettings, Servers};
use crate::secrets;
use crate::state::AppState;

/// Under this name wrong addresses are counted; no e-mail address is like it.
const GUESSES: &str = "provisioning";
/// How often it is looked for passwords that need not be known any more.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// What phones are served. It has the makers' formats, so that the OpenAPI document knows nothing of it. To ask for the headers alone
/// would spend an address and tell nothing, so nobody may.
pub(crate) fn public_router() -> Router<AppState> {
    let refuse = || async { StatusCode::METHOD_NOT_ALLOWED };
    Router::new()
        .route("/p/{secret}", get(fetch_alone).head(refuse))
        .route("/p/{secret}/", get(fetch_alone).head(refuse))
        .route("/p/{secret}/{*file}", get(fetch_file).head(refuse))
}

async fn fetch_alone(
    State(state): State<AppState>,
    _: OverTls,
    SeenIp(from): SeenIp,
    Path(secret): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    fetch(&state, from, &secret, None, &headers).await
}

async fn fetch_file(
    State(state): State<AppState>,
    _: OverTls,
    SeenIp(from): SeenIp,
    Path((secret, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    fetch(&state, from, &secret, Some(&file), &headers).await
}

/// The settings behind a secret. What is wrong, spent, withdrawn or too late is answered alike.
async fn fetch(
    state: &AppState,
    from: IpAddr,
    secret: &str,
    file: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let said = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let file = File::asked(file, said(header::USER_AGENT), said(header::ACCEPT));
    // Counted before it is looked at, so that guesses which come together count as well.
    state.throttle.attempt(from, GUESSES, state.clock.now()).map_err(ApiError::too_many_requests)?;
    let hash = typed(secret).map(|secret| secrets::hash(&secret)).ok_or_else(ApiError::not_found)?;
    // It is found by its hash: how long that takes tells of nothing that somebody who guesses could choose.
    let row = addresses::by_secret(&mut *state.store.read().await?, &hash).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    // Whoever comes with what was an address once guesses nothing: phones go on asking for years.
    state.throttle.succeeded(from, GUESSES);
    let file = file.ok_or_else(ApiError::not_found)?;
    let settings = match judged(&row, from, file, state) {
        Answer::First => first(state, from, file, &hash).await?,
        Answer::Again => again(state, row).await?,
        Answer::Gone => return Err(ApiError::not_found()),
    };
    Ok((
        [(header::CONTENT_TYPE, file.content_type()), (header::CACHE_CONTROL, "no-store")],
        file.write(&settings),
    )
        .into_response())
}

fn judged(row: &ProvisioningRow, from: IpAddr, file: File, state: &AppState) -> Answer {
    provisioning::answer(row.valid_until, row.fetched.as_ref(), from, file.maker(), state.store.now())
}

/// Makes the new password, tells it, and spends the address. Where somebody was faster, it is as if they had been long ago.
async fn first(state: &AppState, from: IpAddr, file: File, hash: &str) -> Result<PhoneSettings, ApiError> {
    let mut tx = state.store.write(None).await?;
    let row = addresses::by_secret(&mut tx, hash).await?.ok_or_else(ApiError::not_found)?;
    match judged(&row, from, file, state) {
        Answer::First => {}
        Answer::Again => {
            drop(tx);
            return again(state, row).await;
        }
        Answer::Gone => return Err(ApiError::not_found()),
    }
    let phone = desk_phones::find(&mut tx, row.phone).await?.ok_or_else(ApiError::not_found)?;
    let owner = parties::party(&mut tx, phone.owner).await?.ok_or_else(ApiError::not_found)?;
    if !(owner.active && owner.licensed) {
        return Err(ApiError::not_found());
    }
    let made = renewed(&mut tx, state, &owner, phone).await?;
    let fetched = Fetched { at: tx.now(), from, maker: file.maker() };
    let sealed =
        state.trunks.vault().seal(&purpose(row.phone), &made.password).ok_or_else(ApiError::internal)?;
    addresses::spend(&mut tx, row.phone, &fetched, &sealed).await?;
    let by = match file.maker() {
        PhoneMaker::Yealink => "as a Yealink phone",
        PhoneMaker::Poly => "as a Poly phone",
        PhoneMaker::Grandstream => "as a Grandstream phone",
        PhoneMaker::Other => "as text",
    };
    let summary = format!(
        "The phone {} of {} was set up by its address, from {from} {by}",
        made.phone.name, owner.name
    );
    note(&mut tx, &owner, row.phone, AuditAction::DeskPhoneProvisioned, &summary).await?;
    let settings = settings(&mut tx, state, made.phone, &owner, made.password).await?;
    tx.commit().await?;
    state.switchboard.until_followed().await;
    Ok(settings)
}

/// What was told before.
async fn again(state: &AppState, row: ProvisioningRow) -> Result<PhoneSettings, ApiError> {
    let sealed = row.password.ok_or_else(ApiError::not_found)?;
    let password =
        state.trunks.vault().unseal(&purpose(row.phone), &sealed).ok_or_else(ApiError::not_found)?;
    let mut reader = state.store.read().await?;
    let phone = desk_phones::find(&mut reader, row.phone).await?.ok_or_else(ApiError::not_found)?;
    let owner = parties::party(&mut reader, phone.owner).await?.ok_or_else(ApiError::not_found)?;
    settings(&mut reader, state, phone, &owner, password).await
}

async fn settings(
    conn: &mut Conn,
    state: &AppState,
    phone: DeskPhone,
    owner: &PartyRow,
    password: String,
) -> Result<PhoneSettings, ApiError> {
    let listed = accounts::account(conn).await?.map(|account| account.emergency.numbers).unwrap_or_default();
    let mut emergency_numbers: Vec<String> = EmergencyNumbers::ALWAYS.map(str::to_owned).into();
    emergency_numbers.extend(listed);
    emergency_numbers.sort();
    emergency_numbers.dedup();
    Ok(PhoneSettings {
        username: phone.username,
        password,
        domain: state.settings.sip_domain.clone(),
        display_name: owner.name.clone(),
        servers: Servers::of(&state.settings),
        requires_encryption: phone.requires_encryption,
        emergency_numbers,
    })
}

/// What a sealed password is bound to.
fn purpose(phone: DeviceId) -> String {
    format!("provisioning {phone}")
}

/// Forgets passwords that may not be told again, until the server stops.
pub(crate) async fn forget_passwords(store: Store, shutdown: CancellationToken) {
    loop {
        if let Err(error) = forget_told(&store).await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "passwords that were told could not be forgotten"
            );
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn forget_told(store: &Store) -> Result<(), StoreError> {
    let told_by = store.now() - REPEATS;
    if addresses::has_passwords(&mut *store.read().await?, told_by).await? {
        let mut tx = store.write(None).await?;
        addresses::forget_passwords(&mut tx, told_by).await?;
        tx.commit().await?;
    }
    Ok(())
}
