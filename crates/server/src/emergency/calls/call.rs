//! An emergency call as the switchboard has it.

use std::net::IpAddr;

use jiff::Timestamp;
use roamline_domain::callback::{BoundCall, Callback};
use roamline_domain::delegation::DelegateId;
use roamline_domain::dispatch::Dispatch;
use roamline_domain::emergency_call::{CallerProof, Progress};
use roamline_domain::ids::{DeviceId, EmergencyCallId, SiteId, UserId};

/// An emergency call, as it is at the switch.
#[derive(Debug, Clone)]
pub(crate) struct EmergencyCall {
    /// The call.
    pub(crate) id: EmergencyCallId,
    /// When.
    pub(crate) at: Timestamp,
    /// What was dialled.
    pub(crate) dialled: String,
    /// Who calls.
    pub(crate) name: String,
    /// The number at which they are called back; none where nobody can.
    pub(crate) callback: Option<Callback>,
    /// The telephone.
    pub(crate) device: Option<DeviceId>,
    /// The address that it called from.
    pub(crate) source: Option<IpAddr>,
    /// How it is known that it was this telephone.
    pub(crate) proof: CallerProof,
    /// That the number is known outside, where a call back to it is led to the telephone.
    pub(crate) bound: Option<BoundCall>,
    /// The last time at which it is known to have gone on.
    pub(crate) last_known_at: Timestamp,
    /// Who owns the telephone.
    pub(crate) owner: Option<DelegateId>,
    /// Their site.
    pub(crate) site: Option<SiteId>,
    /// The address that went with it, and what there was none of.
    pub(crate) dispatch: Dispatch,
    /// The document in which the address went.
    pub(crate) document: Option<String>,
    /// How far it is.
    pub(crate) progress: Progress,
}

impl EmergencyCall {
    /// Whether it only tests what would be sent.
    pub(crate) fn is_test(&self) -> bool {
        self.progress == Progress::Tested
    }

    /// The number at which they are called back; empty where there is none.
    pub(super) fn number(&self) -> &str {
        self.callback.as_ref().map(|callback| callback.number.as_str()).unwrap_or_default()
    }

    /// Whose telephone it is, where it is a user’s.
    pub(super) fn user(&self) -> Option<UserId> {
        match self.owner {
            Some(DelegateId::User(user)) => Some(user),
            Some(DelegateId::Phone(_)) | None => None,
        }
    }

    /// One for tests: of Tom Aldous to 112, from nowhere that is known.
    #[cfg(test)]
    pub(crate) fn example(progress: Progress) -> Self {
        use roamline_domain::callback::CallbackSource;

        Self {
            id: EmergencyCallId(uuid::Uuid::now_v7()),
            at: Timestamp::UNIX_EPOCH,
            dialled: "112".to_owned(),
            name: "Tom Aldous".to_owned(),
            callback: Some(Callback { number: "+441134960212".into(), source: CallbackSource::DirectNumber }),
            device: None,
            source: None,
            proof: CallerProof::Password,
            bound: None,
            last_known_at: Timestamp::UNIX_EPOCH,
            owner: None,
            site: None,
            dispatch: Dispatch::default(),
            document: None,
            progress,
        }
    }
}
