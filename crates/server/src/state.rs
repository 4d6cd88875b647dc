//! What every handler can reach.

use std::sync::Arc;

use axum::extract::FromRef;
use roamline_api::desk_phone::PhoneServer;
use roamline_store::clock::Clock;
use tokio_util::sync::CancellationToken;

use crate::database::Store;
use crate::emergency::references::References;
use crate::sign_in::passwords::Passwords;
use crate::sign_in::throttle::Throttle;
use crate::store_probe::StoreProbe;
use crate::switchboard::Switchboard;
use crate::trunks::Trunks;

/// What every handler can reach.
#[derive(Clone)]
pub struct AppState {
    /// The store.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// What the server was told when it started.
    pub settings: Arc<Settings>,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// Counts attempts to sign in.
    pub throttle: Throttle,
    /// Makes and knows location URIs.
    pub(crate) references: References,
    /// Where clicks on lines go.
    pub switchboard: Switchboard,
    /// The trunks at work.
    pub(crate) trunks: Trunks,
    /// Whether the store can be read and written.
    pub(crate) store_probe: StoreProbe,
    /// Cancelled when the server stops: streams end then.
    pub shutdown: CancellationToken,
}

impl FromRef<AppState> for Store {
    fn from_ref(state: &AppState) -> Store {
        state.store.clone()
    }
}

/// What handlers need to know of the server's configuration.
#[derive(Debug)]
pub struct Settings {
    /// How people reach this server, without a trailing slash.
    pub public_url: String,
    /// It was configured, not guessed from the listen address.
    pub public_url_is_configured: bool,
    /// The server speaks TLS itself.
    pub tls: bool,
    /// Cookies are for TLS only; false only on a plain loopback address.
    pub secure: bool,
    /// Domain of the telephones' addresses, and realm of their passwords.
    pub sip_domain: String,
    /// Where telephones register, the best way first.
    pub phone_servers: Vec<PhoneServer>,
    /// Who may tell the address of somebody else.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Event streams that one user may have open at a time.
    pub streams_per_user: usize,
}
