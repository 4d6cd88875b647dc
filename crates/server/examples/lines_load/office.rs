//! The server to be measured: a line with as many people on it as there can be, all of them signed in.

use std::io::Write;
use std::net::SocketAddr;

use roamline_api::desk_phone::PhoneTransport;
use roamline_domain::delegation::{DelegateId, Delegation, DelegationState, Terms};
use roamline_domain::ids::DelegationId;
use roamline_server::config::Config;
use roamline_server::database::Store;
use roamline_server::start;
use roamline_store::clock::Clock;
use roamline_store::delegations::{self, DelegationRow};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::made_up;

/// Delegates of the line; with its owner these are all who can be on one.
const DELEGATES: usize = 32;
/// The line's number.
pub(crate) const LINE: &str = "+442079460018";
/// What the server's process tells about itself.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Office {
    /// Where its clients reach it.
    pub(crate) http: SocketAddr,
    /// Where its telephones reach it, by UDP.
    pub(crate) sip: SocketAddr,
    /// A token of each of the people on the line.
    pub(crate) tokens: Vec<String>,
}

/// Serves until whoever started it is gone.
pub(crate) async fn serve() {
    let data = tempfile::tempdir().unwrap();
    let config = Config { streams_per_user: 100_000, ..Config::on_loopback(data.path().to_owned()) };
    let running = start(config, Clock::default(), CancellationToken::new()).await.unwrap();
    let tokens = make(&running.store).await;
    let udp = running.phone_servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
    let office = Office { http: running.address, sip: udp.address.parse().unwrap(), tokens };
    let mut out = std::io::stdout();
    writeln!(out, "{}", serde_json::to_string(&office).unwrap()).unwrap();
    out.flush().unwrap();
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()))
        .await
        .unwrap()
        .unwrap();
}

async fn make(store: &Store) -> Vec<String> {
    let mut tx = store.write(None).await.unwrap();
    let site = made_up::site(&mut tx).await;
    let now = tx.now();
    let mut tokens = Vec::new();
    let owner = made_up::user(&mut tx, site.id, "Owner", |_| {}).await;
    tokens.push(made_up::sign_in(&mut tx, owner).await);
    for number in 0..DELEGATES {
        let delegate = made_up::user(&mut tx, site.id, &format!("Delegate {number}"), |_| {}).await;
        tokens.push(made_up::sign_in(&mut tx, delegate).await);
        let row = DelegationRow {
            delegation: Delegation {
                id: DelegationId(made_up::fresh()),
                delegator: owner,
                delegate: DelegateId::User(delegate),
                state: DelegationState::Active { since: now },
                suspended: None,
                terms: Terms::default(),
                rings: true,
            },
            made_by: owner,
            made_by_name: String::new(),
            dismissed: false,
            version: 1,
        };
        delegations::insert(&mut tx, &row).await.unwrap();
    }
    made_up::number(&mut tx, owner, LINE).await;
    let caller = made_up::user(&mut tx, site.id, "Caller", |_| {}).await;
    for (user, username) in [(owner, "owner"), (caller, "caller")] {
        made_up::telephone(&mut tx, user, username).await;
    }
    tx.commit().await.unwrap();
    store.wakers().wake_telephony();
    tokens
}
