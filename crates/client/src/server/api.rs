//! Requests in the user's name.

use jiff::Timestamp;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use roamline_api::ErrorCode;
use roamline_api::account::DefaultAddress;
use roamline_api::delegation::{Delegation, DirectoryEntry, Invitation, RingingEdit, TermsEdit};
use roamline_api::desk_phone::{DeskPhoneCredentials, DeskPhoneEdit, NewDeskPhone};
use roamline_api::device::{Device, DeviceEdit};
use roamline_api::error::ErrorBody;
use roamline_api::line::{HistoryPage, PlaceCall};
use roamline_api::location::{LocationView, NewPersonalLocation, PersonalLocation, PersonalLocationEdit};
use roamline_api::page::Page;
use roamline_api::proposal::Proposal;
use roamline_api::report::{IdentifyAnswer, IdentifyRequest, ReportAnswer, ReportView};
use roamline_api::sync::Snapshot;
use roamline_domain::call_settings::CallSettings;
use roamline_domain::delegation::Terms;
use roamline_domain::ids::{
    CallId, DelegationId, DeviceId, EmergencyCallId, LineId, PersonalLocationId, ProposalId, UserId,
};
use roamline_domain::report::LocationReport;
use roamline_domain::shared_line::{CallAction, Forwarding};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{CallError, REQUEST_TIMEOUT, Session};
use crate::view::DelegationStep;

/// The server's requests, one function each.
#[derive(Debug, Clone)]
pub struct Api {
    http: reqwest::Client,
    session: Session,
}

/// Each function fails with [`CallError`].
#[allow(clippy::missing_errors_doc, reason = "said once for all")]
impl Api {
    /// Requests of this session.
    #[must_use]
    pub fn new(http: reqwest::Client, session: Session) -> Self {
        Self { http, session }
    }

    /// Which location is this network?
    pub async fn identify(&self, request: &IdentifyRequest) -> Result<IdentifyAnswer, CallError> {
        self.send(Method::POST, "/v1/identify", Some(request)).await
    }

    /// Sends a report; sending one twice is sending it once.
    pub async fn report(&self, report: &LocationReport) -> Result<ReportAnswer, CallError> {
        self.send(Method::POST, "/v1/reports", Some(report)).await
    }

    /// The caller's whole view.
    pub async fn snapshot(&self) -> Result<Snapshot, CallError> {
        self.send(Method::GET, "/v1/snapshot", NOTHING).await
    }

    /// Company locations whose name or address has these words.
    pub async fn locations(&self, words: &str, offset: u32) -> Result<Page<LocationView>, CallError> {
        let query = form_urlencoded(&[("q", words), ("offset", &offset.to_string())]);
        self.send(Method::GET, &format!("/v1/locations?{query}"), NOTHING).await
    }

    /// The caller's reports, the latest first.
    pub async fn reports(&self, offset: u32) -> Result<Page<ReportView>, CallError> {
        self.send(Method::GET, &format!("/v1/reports?offset={offset}"), NOTHING).await
    }

    /// Everything that was sent about the caller.
    pub async fn export_reports(&self) -> Result<serde_json::Value, CallError> {
        self.send(Method::GET, "/v1/reports/export", NOTHING).await
    }

    /// The caller's devices.
    pub async fn devices(&self) -> Result<Vec<Device>, CallError> {
        self.send(Method::GET, "/v1/devices", NOTHING).await
    }

    /// Renames a device.
    pub async fn rename_device(&self, device: DeviceId, name: String) -> Result<(), CallError> {
        self.send_only(Method::PATCH, &format!("/v1/devices/{device}"), Some(&DeviceEdit { name })).await
    }

    /// Revokes a device's tokens.
    pub async fn revoke_device(&self, device: DeviceId) -> Result<(), CallError> {
        self.send_only(Method::DELETE, &format!("/v1/devices/{device}"), NOTHING).await
    }

    /// Makes a personal location; making one twice is making it once.
    pub async fn add_personal(&self, new: &NewPersonalLocation) -> Result<PersonalLocation, CallError> {
        self.send(Method::POST, "/v1/personal-locations", Some(new)).await
    }

    /// Changes a personal location.
    pub async fn edit_personal(
        &self,
        personal: PersonalLocationId,
        version: u32,
        edit: &PersonalLocationEdit,
    ) -> Result<PersonalLocation, CallError> {
        let path = format!("/v1/personal-locations/{personal}");
        self.send_if_match(Method::PUT, &path, version, Some(edit)).await
    }

    /// Deletes a personal location.
    pub async fn delete_personal(&self, personal: PersonalLocationId) -> Result<(), CallError> {
        self.send_only(Method::DELETE, &format!("/v1/personal-locations/{personal}"), NOTHING).await
    }

    /// Chooses the address that stands in where nothing is known.
    pub async fn set_default_address(&self, personal: Option<PersonalLocationId>) -> Result<(), CallError> {
        self.send_only(Method::PUT, "/v1/me/default-address", Some(&DefaultAddress { personal })).await
    }

    /// Takes a proposal back.
    pub async fn withdraw_proposal(&self, proposal: ProposalId, version: u32) -> Result<Proposal, CallError> {
        self.send_if_match(Method::POST, &format!("/v1/proposals/{proposal}/withdraw"), version, NOTHING)
            .await
    }

    /// Says that the caller acknowledges an emergency call. Where somebody else was faster, that stands.
    pub async fn acknowledge(&self, call: EmergencyCallId) -> Result<(), CallError> {
        self.send_only(Method::POST, &format!("/v1/emergency-calls/{call}/acknowledge"), NOTHING).await
    }

    /// Who could act on the caller's lines.
    pub async fn directory(&self, words: &str, offset: u32) -> Result<Page<DirectoryEntry>, CallError> {
        let query = form_urlencoded(&[("q", words), ("offset", &offset.to_string())]);
        self.send(Method::GET, &format!("/v1/directory?{query}"), NOTHING).await
    }

    /// Asks somebody to act on the caller's lines; asking twice under one identifier is asking once.
    pub async fn invite(&self, invitation: &Invitation) -> Result<Delegation, CallError> {
        self.send(Method::POST, "/v1/delegations", Some(invitation)).await
    }

    /// Grants other terms, if the delegation still has this version.
    pub async fn change_terms(
        &self,
        delegation: DelegationId,
        terms: Terms,
        version: u32,
    ) -> Result<Delegation, CallError> {
        let path = format!("/v1/delegations/{delegation}/terms");
        self.send_if_match(Method::PUT, &path, version, Some(&TermsEdit { terms })).await
    }

    /// Answers, ends or withdraws a delegation, if it still has this version.
    pub async fn step_delegation(
        &self,
        delegation: DelegationId,
        step: DelegationStep,
        version: u32,
    ) -> Result<Delegation, CallError> {
        self.send_if_match(Method::POST, &step_path(delegation, step), version, NOTHING).await
    }

    /// Puts a declined delegation out of the delegator's view, if it still has this version.
    pub async fn dismiss_delegation(&self, delegation: DelegationId, version: u32) -> Result<(), CallError> {
        let path = step_path(delegation, DelegationStep::Dismiss);
        self.request_if_match(Method::POST, &path, version, NOTHING).await.map(drop)
    }

    /// Sets the delegate's own switch, if the delegation still has this version.
    pub async fn set_ringing(
        &self,
        delegation: DelegationId,
        rings: bool,
        version: u32,
    ) -> Result<Delegation, CallError> {
        let path = format!("/v1/delegations/{delegation}/ringing");
        self.send_if_match(Method::PUT, &path, version, Some(&RingingEdit { rings })).await
    }

    /// Places a call with the number of a line; placing it twice under one identifier is placing it once.
    pub async fn place_call(&self, line: LineId, place: &PlaceCall) -> Result<(), CallError> {
        self.send_only(Method::POST, &format!("/v1/lines/{line}/calls"), Some(place)).await
    }

    /// Does something with a call, if it still has this version.
    pub async fn act_on_call(
        &self,
        line: LineId,
        call: CallId,
        act: &CallAction,
        version: u32,
    ) -> Result<(), CallError> {
        let path = format!("/v1/lines/{line}/calls/{call}");
        self.request_if_match(Method::POST, &path, version, Some(act)).await.map(drop)
    }

    /// Says where calls of a line go that nobody takes, if that still has this version.
    pub async fn set_forwarding(
        &self,
        line: LineId,
        settings: &Forwarding,
        version: u32,
    ) -> Result<(), CallError> {
        let path = format!("/v1/lines/{line}/forwarding");
        self.request_if_match(Method::PUT, &path, version, Some(settings)).await.map(drop)
    }

    /// Lets a line follow what its delegator has set for all their calls, if its own settings still have this version.
    pub async fn follow_call_settings(&self, line: LineId, version: u32) -> Result<(), CallError> {
        let path = format!("/v1/lines/{line}/forwarding");
        self.request_if_match(Method::DELETE, &path, version, NOTHING).await.map(drop)
    }

    /// Says what holds for all calls of a user, if that still has this version.
    pub async fn set_call_settings(
        &self,
        user: UserId,
        settings: &CallSettings,
        version: u32,
    ) -> Result<(), CallError> {
        let path = format!("/v1/users/{user}/call-settings");
        self.request_if_match(Method::PUT, &path, version, Some(settings)).await.map(drop)
    }

    /// Calls of a line that are over, the latest first.
    pub async fn line_history(
        &self,
        line: LineId,
        before: Option<Timestamp>,
    ) -> Result<HistoryPage, CallError> {
        let before = before.map(|before| before.to_string());
        let query = before.map(|before| form_urlencoded(&[("before", &before)])).unwrap_or_default();
        self.send(Method::GET, &format!("/v1/lines/{line}/history?{query}"), NOTHING).await
    }

    /// Makes a telephone; making it twice under one identifier gives it another password.
    pub async fn add_desk_phone(&self, new: &NewDeskPhone) -> Result<DeskPhoneCredentials, CallError> {
        self.send(Method::POST, "/v1/desk-phones", Some(new)).await
    }

    /// Changes a telephone, if it still has this version.
    pub async fn edit_desk_phone(
        &self,
        phone: DeviceId,
        edit: &DeskPhoneEdit,
        version: u32,
    ) -> Result<(), CallError> {
        let path = format!("/v1/desk-phones/{phone}");
        self.request_if_match(Method::PUT, &path, version, Some(edit)).await.map(drop)
    }

    /// Removes a telephone.
    pub async fn remove_desk_phone(&self, phone: DeviceId) -> Result<(), CallError> {
        self.send_only(Method::DELETE, &format!("/v1/desk-phones/{phone}"), NOTHING).await
    }

    /// Gives a telephone another password.
    pub async fn new_desk_phone_password(&self, phone: DeviceId) -> Result<DeskPhoneCredentials, CallError> {
        self.send(Method::POST, &format!("/v1/desk-phones/{phone}/password"), NOTHING).await
    }

    /// Opens the event stream behind this event.
    pub(super) async fn events(&self, after: i64) -> Result<Response, CallError> {
        let opened = self.respond(
            |http, url| {
                http.get(url).header("Accept", "text/event-stream").header("Last-Event-ID", after.to_string())
            },
            "/v1/events",
        );
        // A time limit on the request itself would end the stream, too.
        tokio::time::timeout(REQUEST_TIMEOUT, opened).await.unwrap_or_else(|_| {
            Err(CallError::Offline { reason: "The server took too long to answer.".to_owned() })
        })
    }

    async fn send<B: Serialize + ?Sized, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<T, CallError> {
        Ok(self.request(method, path, body).await?.json().await?)
    }

    /// A change that the server makes only if this version is still the present one (RFC 9110 section 13.1.1).
    async fn send_if_match<B: Serialize + ?Sized, T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        version: u32,
        body: Option<&B>,
    ) -> Result<T, CallError> {
        Ok(self.request_if_match(method, path, version, body).await?.json().await?)
    }

    async fn request_if_match<B: Serialize + ?Sized>(
        &self,
        method: Method,
        path: &str,
        version: u32,
        body: Option<&B>,
    ) -> Result<Response, CallError> {
        let request = |http: &reqwest::Client, url: String| {
            let request = http
                .request(method.clone(), url)
                .timeout(REQUEST_TIMEOUT)
                .header("If-Match", format!("\"{version}\""));
            match body {
                Some(body) => request.json(body),
                None => request,
            }
        };
        self.respond(request, path).await
    }

    async fn send_only<B: Serialize + ?Sized>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<(), CallError> {
        self.request(method, path, body).await.map(drop)
    }

    async fn request<B: Serialize + ?Sized>(
        &self,
        method: Method,
        path: &str,
        body: Option<&B>,
    ) -> Result<Response, CallError> {
        self.respond(
            |http, url| {
                let request = http.request(method.clone(), url).timeout(REQUEST_TIMEOUT);
                match body {
                    Some(body) => request.json(body),
                    None => request,
                }
            },
            path,
        )
        .await
    }

    /// Sends a request, and once more with a new token when the server does not take the one at hand.
    async fn respond(
        &self,
        request: impl Fn(&reqwest::Client, String) -> RequestBuilder,
        path: &str,
    ) -> Result<Response, CallError> {
        let url = format!("{}{path}", self.session.server().origin);
        let token = self.session.access_token(None).await?;
        let response = request(&self.http, url.clone()).bearer_auth(&token).send().await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return checked(response).await;
        }
        let token = self.session.access_token(Some(&token)).await?;
        let response = request(&self.http, url).bearer_auth(&token).send().await?;
        if response.status() == StatusCode::UNAUTHORIZED {
            return Err(CallError::SignedOut);
        }
        checked(response).await
    }
}

const NOTHING: Option<&()> = None;

fn step_path(delegation: DelegationId, step: DelegationStep) -> String {
    let step = match step {
        DelegationStep::Accept => "accept",
        DelegationStep::Decline => "decline",
        DelegationStep::Withdraw => "withdraw",
        DelegationStep::End => "end",
        DelegationStep::Dismiss => "dismiss",
    };
    format!("/v1/delegations/{delegation}/{step}")
}

async fn checked(response: Response) -> Result<Response, CallError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    // A proxy's error page, or a network's login page, is no answer of the server.
    match response.json::<ErrorBody>().await {
        Ok(body) if body.code == ErrorCode::Unavailable => Err(CallError::Offline { reason: body.message }),
        Ok(body) => Err(CallError::Refused(body)),
        Err(_) => Err(CallError::Offline {
            reason: format!("Something between here and the server answered {status}."),
        }),
    }
}

fn form_urlencoded(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
