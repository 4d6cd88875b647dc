//! The location service: where a device is, for programs that may ask (HELD, RFC 5985), and what location URIs lead to
//! (RFC 6753).
//!
//! What is told is what an emergency call of that device would carry now, by value or as a URI for it. That may be the address
//! of the owner or of the site, where nothing better is known. `exact` has no say in that: it insists on a form (RFC 5985
//! section 6.2.1), and how well a place is known is no form; whoever takes the call has been told the same. A network that was
//! only measured (RFC 7105) belongs to no device, so that nothing but the wiremap can answer for it.
//!
//! `responseTime` (RFC 5985 section 6.1) decides nothing: what is known is known at once, and no better later.

mod find;
mod text;

use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use roamline_api::ErrorCode as ApiCode;
use roamline_api::location_client::LocationClient;
use roamline_domain::ids::{LocationClientId, SiteId};
use roamline_domain::shared_line::Member;
use roamline_domain::text::sentence;
use roamline_pidf_lo::held::{self, ErrorCode, Failure, LocationRequest, LocationResponse};
use roamline_store::audit::{AuditAction, AuditSubject};
use roamline_store::{self as store, StoreError, parties};

use super::clients::Asking;
use super::references::PATH;
use crate::database::Store;
use crate::http::{ApiError, Path, SeenIp, extract};
use crate::state::AppState;
use crate::switchboard::Wanted;
use find::{Found, Outcome};

/// How long an answer waits until the question is written down.
const NOTED_WITHIN: Duration = Duration::from_secs(1);
/// As RFC 5985 section 8 wants it.
const HELD: &str = "application/held+xml;charset=utf-8";

/// Routes of this noun. They speak XML, so that the OpenAPI document knows nothing of them.
pub(crate) fn router() -> Router<AppState> {
    Router::new().route(PATH, post(ask)).route("/held/{reference}", get(dereference).post(dereference_as))
}

/// What the log may say of a path: never a reference.
pub(crate) fn path_for_log(path: &str) -> &str {
    match path.strip_prefix(PATH) {
        Some(rest) if rest.starts_with('/') => "/held/{reference}",
        _ => path,
    }
}

/// `POST /held`.
async fn ask(
    State(state): State<AppState>,
    Asking(client): Asking,
    SeenIp(from): SeenIp,
    request: Request,
) -> Result<Response, ApiError> {
    let request = match read(request, &state).await? {
        Ok(request) => request,
        Err(failure) => return Ok(held_answer(&failure.write())),
    };
    let outcome = find::find(&state, &client, &request, from).await?;
    let (of, by, what) = (outcome.clone(), client.clone(), request.clone());
    let said = move |whose: &str| text::asked(&by, &what, &of, whose);
    note(&state, &client, AuditAction::LocationServiceAsked, &outcome, said).await?;
    let answer = outcome.found.and_then(|found| respond(&state, &request, found, true));
    Ok(held_answer(&answer.map_or_else(|failure| failure.write(), |answer| answer.write())))
}

/// `GET /held/{reference}` (RFC 6753 section 3): as the request that says nothing.
async fn dereference(
    State(state): State<AppState>,
    Asking(client): Asking,
    Path(reference): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let Some(found) = at(&state, &client, &reference).await? else { return Ok(no_such_uri()) };
    let answer = found.and_then(|found| respond(&state, &LocationRequest::default(), found, false));
    Ok(match answer {
        Ok(LocationResponse { document: Some(document), .. }) if wants_bare_document(&headers) => {
            ([(header::CONTENT_TYPE, roamline_pidf_lo::MEDIA_TYPE)], document.write()).into_response()
        }
        Ok(answer) => held_answer(&answer.write()),
        Err(failure) => held_answer(&failure.write()),
    })
}

/// `POST /held/{reference}` (RFC 6753 section 3).
async fn dereference_as(
    State(state): State<AppState>,
    Asking(client): Asking,
    Path(reference): Path<String>,
    request: Request,
) -> Result<Response, ApiError> {
    let request = match read(request, &state).await? {
        Ok(request) => request,
        Err(failure) => return Ok(held_answer(&failure.write())),
    };
    if request.device.is_some() || !request.measurements.is_empty() {
        let failure = failure(ErrorCode::RequestError, "The URI itself says which device is meant.");
        return Ok(held_answer(&failure.write()));
    }
    let Some(found) = at(&state, &client, &reference).await? else { return Ok(no_such_uri()) };
    let answer = found.and_then(|found| respond(&state, &request, found, false));
    Ok(held_answer(&answer.map_or_else(|failure| failure.write(), |answer| answer.write())))
}

/// A request, or what is answered to what is none. Whatever is wrong with the XML gets an answer in XML.
async fn read(request: Request, state: &AppState) -> Result<Result<LocationRequest, Failure>, ApiError> {
    let media_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // Programs in the field also call it what every XML document may be called (RFC 7303).
    let is_xml =
        |value: &str| [held::MEDIA_TYPE, "application/xml", "text/xml"].iter().any(|name| is(value, name));
    if !media_type.is_some_and(is_xml) {
        return Err(ApiError::new(ApiCode::Malformed, "The body must be application/held+xml.")
            .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let bytes = match extract::body(request, state).await {
        Ok(bytes) => bytes,
        Err(error) if error.code() == ApiCode::TooLarge => {
            return Ok(Err(failure(ErrorCode::XmlError, "The request is larger than is taken here.")));
        }
        Err(error) => return Err(error),
    };
    let Ok(text) = std::str::from_utf8(&bytes) else {
        return Ok(Err(failure(ErrorCode::XmlError, "The request is not in UTF-8.")));
    };
    Ok(LocationRequest::read(text).map_err(|error| failure(error.code(), &sentence(&error.to_string()))))
}

/// Where the device of a reference is now; none where the reference is void. Whatever comes of it is in the audit log.
async fn at(
    state: &AppState,
    client: &LocationClient,
    reference: &str,
) -> Result<Option<Result<Found, Failure>>, ApiError> {
    let known = state.references.find(reference, state.clock.now());
    let outcome = match known {
        Some(reference) => find::by(state, &[Wanted::Referred(reference)]).await?,
        None => Outcome::none(),
    };
    let (of, by, is_known) = (outcome.clone(), client.clone(), known.is_some());
    let said = move |whose: &str| text::dereferenced(&by, is_known, &of, whose);
    note(state, client, AuditAction::LocationServiceDereferenced, &outcome, said).await?;
    Ok(known.map(|_| outcome.found))
}

/// Notes that a client has asked, in the audit log and with the client: in words that get the owner's name.
///
/// Whoever asks may have somebody on the line who needs help. They wait a moment for this and no longer; it is written as soon
/// as the database takes it, and where that fails it stands in the server's log.
async fn note(
    state: &AppState,
    client: &LocationClient,
    action: AuditAction,
    outcome: &Outcome,
    said: impl FnOnce(&str) -> String + Send + 'static,
) -> Result<(), ApiError> {
    let device = outcome.device().map(|device| device.device);
    let client = client.id;
    let look_up = LookUp {
        client,
        action,
        owner: outcome.device().map(|device| device.owner),
        network_site: outcome.network_site,
    };
    let store = state.store.clone();
    let writing = tokio::spawn(async move {
        let written = look_up.write(&store, said).await;
        if let Err(error) = &written {
            let error = error as &dyn std::error::Error;
            tracing::error!(error, %client, %action, ?device, "a look-up could not be written down");
        }
        written
    });
    match tokio::time::timeout(NOTED_WITHIN, writing).await {
        Ok(Ok(Ok(false))) => Err(ApiError::unauthenticated()),
        _ => Ok(()),
    }
}

/// A look-up as it is written down.
struct LookUp {
    client: LocationClientId,
    action: AuditAction,
    owner: Option<Member>,
    network_site: Option<SiteId>,
}

impl LookUp {
    /// False where the client was removed meanwhile.
    async fn write(self, store: &Store, said: impl FnOnce(&str) -> String) -> Result<bool, StoreError> {
        let mut tx = store.write(None).await?;
        let now = tx.now();
        if !store::location_clients::used(&mut tx, self.client, now).await? {
            return Ok(false);
        }
        let owner = match self.owner {
            Some(owner) => parties::party(&mut tx, owner).await?,
            None => None,
        };
        let site = owner.as_ref().map(|owner| owner.site).or(self.network_site);
        let said = said(owner.as_ref().map_or("nobody known", |owner| owner.name.as_str()));
        tx.audit(self.action, AuditSubject::LocationClient(self.client), site, &said).await?;
        tx.commit().await?;
        Ok(true)
    }
}

/// What is told of a place that was found, in the forms that are asked for (RFC 5985 section 6.2). `by_reference`: by a URI,
/// too, which RFC 6753 section 3 has no use for where one was just asked.
fn respond(
    state: &AppState,
    request: &LocationRequest,
    found: Found,
    by_reference: bool,
) -> Result<LocationResponse, Failure> {
    let now = state.clock.now();
    let types = request.types;
    let wants_uri = by_reference && (types.location_uri || types.any);
    let uri_set = found.device().filter(|_| wants_uri).and_then(|device| state.references.uri(device, now));
    let is_lacking = types.geodetic || (types.location_uri && uri_set.is_none());
    if request.exact && is_lacking {
        let message = "There is an address, and nothing in a form that is insisted on.";
        return Err(failure(ErrorCode::CannotProvideLiType, message));
    }
    let by_value = types.any || types.civic || types.geodetic || uri_set.is_none();
    let document = by_value.then(|| found.document(&state.settings.sip_domain, now));
    Ok(LocationResponse { uri_set, document })
}

fn failure(code: ErrorCode, message: &str) -> Failure {
    Failure { code, message: message.to_owned() }
}

/// Errors of HELD are answers, too (RFC 5985 section 8).
fn held_answer(text: &str) -> Response {
    ([(header::CONTENT_TYPE, HELD)], text.to_owned()).into_response()
}

/// The same for references that were never made, and those that are void.
fn no_such_uri() -> Response {
    let failure = failure(ErrorCode::RequestError, "There is no such location URI, or it has expired.");
    (StatusCode::NOT_FOUND, held_answer(&failure.write())).into_response()
}

/// Whether a media type, with or without parameters, is this one.
fn is(value: &str, media_type: &str) -> bool {
    value.split(';').next().is_some_and(|value| value.trim().eq_ignore_ascii_case(media_type))
}

/// Whether the document by itself is wanted rather than in an answer (RFC 6753 section 3, RFC 9110 section 12.5.1).
fn wants_bare_document(headers: &HeaderMap) -> bool {
    let all: Vec<&str> =
        headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let quality = |media_type: &str| {
        let named = all.iter().flat_map(|value| value.split(',')).find(|value| is(value, media_type))?;
        let quality = named.split(';').skip(1).find_map(|parameter| parameter.trim().strip_prefix("q="));
        quality
            .map_or(Some(1.0), |quality| quality.trim().parse::<f32>().ok())
            .filter(|quality| *quality > 0.0)
    };
    match (quality(roamline_pidf_lo::MEDIA_TYPE), quality(held::MEDIA_TYPE)) {
        (Some(bare), Some(held)) => bare > held,
        (bare, _) => bare.is_some(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[rstest::rstest]
    #[case::nothing("", false)]
    #[case::anything("*/*", false)]
    #[case::held("application/held+xml", false)]
    #[case::document("application/pidf+xml", true)]
    #[case::document_with_others("text/html, Application/PIDF+xml; charset=utf-8;q=0.4, */*", true)]
    #[case::both("application/held+xml, application/pidf+xml", false)]
    #[case::rather_held("application/pidf+xml;q=0.3, application/held+xml;q=0.5", false)]
    #[case::rather_the_document("application/pidf+xml;q=0.9, application/held+xml;q=0.5", true)]
    #[case::no_document("application/pidf+xml;q=0", false)]
    fn the_bare_document_is_given_to_whoever_wants_it(#[case] accept: &str, #[case] bare: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        assert_eq!(wants_bare_document(&headers), bare);
    }

    #[test]
    fn no_reference_is_logged() {
        assert_eq!(path_for_log("/held/abc"), "/held/{reference}");
        assert_eq!(path_for_log("/held"), "/held");
        assert_eq!(path_for_log("/v1/me"), "/v1/me");
    }
}
