//! The running client against a server over real HTTP: first run, delivery, expired tokens, outages, resync.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use roamline_api::ErrorCode;
use roamline_api::delegation::Delegation;
use roamline_api::sync::Entity;
use roamline_client::controller::Observed;
use roamline_client::credentials::Credentials;
use roamline_client::view::{
    Action, ActionError, ActionErrorCode, Answer, Connection, DelegationStep, Done, Keychain, Question,
    Reply, Status, Step, View,
};
use roamline_client::{Client, ClientHandle, Notice, Options};
use roamline_domain::access_network::AccessNetwork;
use roamline_domain::delegation::{DelegationState, Privileges, Terms};
use roamline_domain::dispatch::Rung;
use roamline_domain::ids::DelegationId;
use support::delegations::{invited, other};
use support::http::{HttpServer, Mood};
use support::keychain::MemoryKeychain;
use support::*;
use tokio::sync::mpsc;

struct Desk {
    client: ClientHandle,
    notices: mpsc::Receiver<Notice>,
    network: mpsc::UnboundedSender<Option<AccessNetwork>>,
}

impl Desk {
    async fn start(folder: &Path, keychain: &MemoryKeychain) -> Self {
        let (network, observed) = mpsc::unbounded_channel();
        let observed = futures_util::stream::unfold(observed, |mut observed| async move {
            let network = observed.recv().await?;
            Some((Observed { network, ..Observed::default() }, observed))
        });
        let options = Options {
            data: folder.join("data"),
            downloads: folder.join("downloads"),
            device_name: "Laptop".to_owned(),
            credentials: Arc::new(keychain.clone()),
            network: observed.boxed(),
        };
        let (client, notices) = Client::start(options).await.unwrap();
        Self { client, notices, network }
    }

    /// Waits until the view is as wanted.
    async fn see(&self, what: &str, wanted: impl Fn(&View) -> bool) -> View {
        let mut views = self.client.view.clone();
        let waited = tokio::time::timeout(Duration::from_secs(20), views.wait_for(|v| wanted(v))).await;
        match waited {
            Ok(view) => view.unwrap().clone(),
            Err(_) => panic!("never seen: {what}; the view is {:#?}", self.client.view.borrow()),
        }
    }

    async fn page(&mut self) -> String {
        loop {
            let notice = tokio::time::timeout(Duration::from_secs(10), self.notices.recv()).await;
            if let Notice::OpenBrowser(url) = notice.expect("a page in time").expect("a page") {
                return url;
            }
        }
    }

    /// The next request of which the user is told.
    async fn request(&mut self) -> Delegation {
        loop {
            let notice = tokio::time::timeout(Duration::from_secs(10), self.notices.recv()).await;
            if let Notice::NotifyRequest(request) = notice.expect("a request in time").expect("a request") {
                return request;
            }
        }
    }

    /// The next request whose notification is taken away.
    async fn withdrawn(&mut self) -> DelegationId {
        loop {
            let notice = tokio::time::timeout(Duration::from_secs(10), self.notices.recv()).await;
            if let Notice::WithdrawRequest(id) = notice.expect("in time").expect("a request") {
                return id;
            }
        }
    }

    async fn sign_in(&mut self, server: &HttpServer) {
        self.client.act(Action::UseServer { address: server.origin.clone() }).await.unwrap();
        self.client.act(Action::SignIn).await.unwrap();
        let page = self.page().await;
        let answer = reqwest::get(server.grant(&page)).await.unwrap();
        assert!(answer.text().await.unwrap().contains("You can close this page"));
        self.see("online", |v| v.connection == Connection::Online && v.me.is_some()).await;
    }

    fn move_to(&self, network: AccessNetwork) {
        self.network.send(Some(network)).unwrap();
    }

    async fn say_home(&mut self, name: &str) -> Result<Done, ActionError> {
        let view = self.see("a prompt", |v| v.prompt.is_some()).await;
        let answer = Answer::NewPersonalLocation { name: name.to_owned(), address: address(name) };
        let network_key = view.prompt.unwrap().network_key;
        self.client.act(Action::Report { network_key, answer, portable: false }).await
    }
}

/// Waits for something that nobody tells.
async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !condition() {
        assert!(Instant::now() < deadline, "never came: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn signed_in() -> (tempfile::TempDir, HttpServer, MemoryKeychain, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let server = HttpServer::start().await;
    let keychain = MemoryKeychain::new(Keychain::Ready);
    let mut desk = Desk::start(folder.path(), &keychain).await;
    desk.sign_in(&server).await;
    (folder, server, keychain, desk)
}

#[tokio::test]
async fn from_the_first_start_to_a_settled_place() {
    let (folder, server, keychain, mut desk) = signed_in().await;
    desk.move_to(network(1));
    desk.say_home("Home").await.unwrap();
    let view = desk.see("delivered", |v| v.outbox.is_empty() && v.status == Status::Settled).await;
    assert_eq!(view.dispatch.location.unwrap().rung, Rung::ConfirmedLocation);
    assert_eq!(server.inner().fake.reports.len(), 1);
    assert!(matches!(desk.client.ask(Question::Devices).await, Ok(Reply::Devices(_))));

    let Ok(Done::Saved { path }) = desk.client.act(Action::ExportReports).await else { panic!("a file") };
    let Ok(Done::Saved { path: second }) = desk.client.act(Action::ExportReports).await else {
        panic!("a file")
    };
    assert_ne!(path, second);
    assert!(std::fs::read_to_string(path).unwrap().contains("reports"));

    // Started again, everything is there before the server has said anything.
    server.inner().mood = Mood::Out;
    drop(desk);
    let desk = Desk::start(folder.path(), &keychain).await;
    desk.move_to(network(1));
    let view = desk.see("settled", |v| v.status == Status::Settled).await;
    assert_eq!(view.me.unwrap().name, "Ada Okafor");
    server.inner().mood = Mood::Well;
    desk.see("online", |v| v.connection == Connection::Online).await;

    let refresh = server.inner().refresh.clone().unwrap();
    desk.client.act(Action::SignOut).await.unwrap();
    until("the revocation", || server.inner().revoked.contains(&refresh)).await;
    assert!(keychain.get(&server.origin).0.is_none());
    assert_eq!(desk.see("signed out", |v| v.me.is_none()).await.step, Step::SignIn);
}

#[tokio::test]
async fn strangers_at_the_loopback_listener_are_turned_away() {
    let folder = tempfile::tempdir().unwrap();
    let server = HttpServer::start().await;
    let mut desk = Desk::start(folder.path(), &MemoryKeychain::new(Keychain::Ready)).await;
    desk.client.act(Action::UseServer { address: server.origin.clone() }).await.unwrap();
    desk.client.act(Action::SignIn).await.unwrap();
    let page = desk.page().await;
    let good = server.grant(&page);
    let (base, _) = good.split_once('?').unwrap();
    let silent = url::Url::parse(base).unwrap().socket_addrs(|| None).unwrap()[0];
    let _silent = tokio::net::TcpStream::connect(silent).await.unwrap();
    for stranger in [base.to_owned(), format!("{base}favicon.ico"), format!("{base}?code=evil&state=guess")] {
        assert_eq!(reqwest::get(stranger).await.unwrap().status(), 404);
    }
    assert_eq!(reqwest::Client::new().post(&good).send().await.map(|r| r.status()).ok(), None);
    let answer = tokio::time::timeout(Duration::from_secs(4), reqwest::get(good)).await;
    assert!(answer.expect("the silent one keeps nobody waiting").unwrap().status().is_success());
    desk.see("online", |v| v.connection == Connection::Online).await;
}

#[tokio::test]
async fn a_sign_in_can_be_refused_or_cancelled() {
    let folder = tempfile::tempdir().unwrap();
    let server = HttpServer::start().await;
    let mut desk = Desk::start(folder.path(), &MemoryKeychain::new(Keychain::Ready)).await;
    desk.client.act(Action::UseServer { address: server.origin.clone() }).await.unwrap();
    desk.client.act(Action::SignIn).await.unwrap();
    let good = server.grant(&desk.page().await);
    let refused = good.replace("code=", "error=access_denied&was=");
    assert!(reqwest::get(refused).await.unwrap().text().await.unwrap().contains("did not work"));
    desk.see("back at the sign-in", |v| v.step == Step::SignIn).await;

    desk.client.act(Action::SignIn).await.unwrap();
    let good = server.grant(&desk.page().await);
    desk.client.act(Action::CancelSignIn).await.unwrap();
    assert_eq!(desk.client.view.borrow().step, Step::SignIn);
    let deadline = Instant::now() + Duration::from_secs(10);
    while reqwest::get(&good).await.is_ok() {
        assert!(Instant::now() < deadline, "the listener is still there");
    }
}

#[tokio::test]
async fn only_a_roamline_server_over_a_safe_way_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::start(folder.path(), &MemoryKeychain::new(Keychain::Ready)).await;
    let other = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let stranger = format!("http://{}", other.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(other, axum::Router::new()).await });
    for address in ["http://phones.example.com", "ftp://example.com", &stranger] {
        let refused = desk.client.act(Action::UseServer { address: address.to_owned() }).await.unwrap_err();
        assert_eq!(refused.code, ActionErrorCode::BadServer, "{address}: {}", refused.message);
    }
    let nobody =
        desk.client.act(Action::UseServer { address: "http://127.0.0.1:9".to_owned() }).await.unwrap_err();
    assert_eq!(nobody.code, ActionErrorCode::Offline);
    assert_eq!(desk.client.view.borrow().step, Step::ChooseServer);
}

#[tokio::test]
async fn a_report_waits_through_an_outage_and_a_restart_and_arrives_once() {
    let (folder, server, keychain, mut desk) = signed_in().await;
    server.inner().mood = Mood::Out;
    desk.move_to(network(1));
    desk.say_home("Home").await.unwrap();
    until("an attempt", || server.inner().report_requests > 0).await;
    let view = desk.client.view.borrow().clone();
    assert_eq!((view.outbox.len(), view.status), (1, Status::Settled));
    assert_eq!(view.dispatch.location.unwrap().rung, Rung::PendingReport);
    drop(desk);
    let desk = Desk::start(folder.path(), &keychain).await;
    desk.move_to(network(1));
    desk.see("the report still waits", |v| v.outbox.len() == 1 && v.status == Status::Settled).await;
    server.inner().mood = Mood::LosesAnswers;
    until("the report", || server.inner().fake.reports.len() == 1).await;
    server.inner().mood = Mood::Well;
    desk.see("delivered", |v| v.outbox.is_empty()).await;
    assert_eq!(server.inner().fake.reports.len(), 1);
    assert!(server.inner().report_requests > 1, "it was sent more than once, and taken once");
}

#[tokio::test]
async fn expired_tokens_are_renewed_once_for_all() {
    let (_folder, server, keychain, mut desk) = signed_in().await;
    desk.move_to(network(1));
    desk.see("a prompt", |v| v.prompt.is_some()).await;
    let before = server.inner().renewals;
    server.inner().access = Some("another".to_owned());
    let asked = (0..20).map(|_| desk.client.ask(Question::Devices));
    for answer in futures_util::future::join_all(asked).await {
        answer.unwrap();
    }
    assert_eq!(server.inner().renewals, before + 1);
    let kept = keychain.get(&server.origin).0.unwrap();
    assert_eq!(Some(kept.refresh_token), server.inner().refresh);
    server.inner().access = Some("another".to_owned());
    desk.say_home("Home").await.unwrap();
    desk.see("delivered", |v| v.outbox.is_empty()).await;
    assert_eq!(server.inner().fake.reports.len(), 1);
}

#[tokio::test]
async fn a_revoked_device_is_told_so_and_keeps_what_waits() {
    let (_folder, server, _keychain, mut desk) = signed_in().await;
    desk.move_to(network(1));
    desk.see("a prompt", |v| v.prompt.is_some()).await;
    server.inner().access = None;
    server.inner().refresh = None;
    desk.say_home("Home").await.unwrap();
    let view = desk.see("signed out", |v| v.connection == Connection::SignedOut).await;
    assert_eq!(view.outbox.len(), 1);
    desk.client.act(Action::SignIn).await.unwrap();
    let page = desk.page().await;
    reqwest::get(server.grant(&page)).await.unwrap();
    desk.see("delivered", |v| v.outbox.is_empty() && v.connection == Connection::Online).await;
    assert_eq!(server.inner().fake.reports.len(), 1);
}

#[tokio::test]
async fn events_arrive_and_a_resync_takes_a_snapshot() {
    let (_folder, server, _keychain, desk) = signed_in().await;
    let mut me = me();
    me.name = "Ada Okafor-Lindqvist".to_owned();
    server.tell(Entity::Me(me.clone()));
    desk.see("the new name", |v| v.me.as_ref() == Some(&me)).await;
    me.name = "Ada L.".to_owned();
    let snapshots = {
        let mut inner = server.inner();
        inner.fake.me = me.clone();
        inner.fake.seq += 1;
        inner.snapshots
    };
    server.resync();
    desk.see("the newest name", |v| v.me.as_ref() == Some(&me)).await;
    assert_eq!(server.inner().snapshots, snapshots + 1);
}

#[tokio::test]
async fn without_a_keychain_tokens_live_as_long_as_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let server = HttpServer::start().await;
    let keychain = MemoryKeychain::new(Keychain::Missing);
    let mut desk = Desk::start(folder.path(), &keychain).await;
    desk.sign_in(&server).await;
    assert_eq!(desk.client.view.borrow().keychain, Keychain::Missing);
    for file in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("refresh-") && !text.contains("access-"), "a token is in a file");
    }
    // A keychain that comes to be takes them.
    keychain.turn(Keychain::Ready);
    desk.client.act(Action::UnlockKeychain).await.unwrap();
    assert!(keychain.get(&server.origin).0.is_some());
    desk.see("ready", |v| v.keychain == Keychain::Ready).await;
    keychain.turn(Keychain::Missing);
    drop(desk);
    let desk = Desk::start(folder.path(), &keychain).await;
    desk.see("signed out", |v| v.connection == Connection::SignedOut && v.keychain == Keychain::Missing)
        .await;
}

#[tokio::test]
async fn what_cannot_be_kept_did_not_happen() {
    let (folder, server, _keychain, mut desk) = signed_in().await;
    desk.move_to(network(1));
    desk.see("a prompt", |v| v.prompt.is_some()).await;
    let database = rusqlite::Connection::open(folder.path().join("data/client.db")).unwrap();
    database.execute_batch("ALTER TABLE outbox RENAME TO lost").unwrap();
    let refused = desk.say_home("Home").await.unwrap_err();
    assert_eq!(refused.code, ActionErrorCode::Store);
    let view = desk.client.view.borrow().clone();
    assert!(view.outbox.is_empty() && view.prompt.is_some());
    assert!(server.inner().fake.reports.is_empty());
    database.execute_batch("ALTER TABLE lost RENAME TO outbox").unwrap();
    desk.say_home("Home").await.unwrap();
    desk.see("delivered", |v| v.status == Status::Settled && v.outbox.is_empty()).await;
    assert_eq!(server.inner().fake.reports.len(), 1);
}

#[tokio::test]
async fn delegations_follow_the_server_and_change_through_it_alone() {
    let (folder, server, keychain, mut desk) = signed_in().await;
    server.happen(|fake| fake.put_delegation(invited(1, other(1), user())));
    let request = desk.request().await;
    assert_eq!(request.delegator.name, "Person 1");
    let act = |step, delegation: &Delegation| Action::Delegation {
        delegation: delegation.id,
        step,
        version: delegation.version,
    };

    // The delegator grants something else meanwhile.
    server.happen(|fake| fake.edit_delegation(request.id, |d| d.terms.privileges.lock_calls = false));
    let view = desk.see("the change", |v| v.delegations.iter().any(|d| d.version == 2)).await;
    let refused = desk.client.act(act(DelegationStep::Accept, &request)).await.unwrap_err();
    assert_eq!(refused.code, ActionErrorCode::Server(ErrorCode::Outdated));
    assert_eq!(refused.message, "Person 1 changed this since you opened it.");

    // Offline, nothing is done and nothing is kept.
    server.inner().mood = Mood::Out;
    let refused = desk.client.act(act(DelegationStep::Accept, &view.delegations[0])).await.unwrap_err();
    assert_eq!(refused.code, ActionErrorCode::Offline);
    assert!(refused.message.starts_with("This needs the server"), "{}", refused.message);
    server.inner().mood = Mood::Well;

    desk.client.act(act(DelegationStep::Accept, &view.delegations[0])).await.unwrap();
    assert_eq!(desk.withdrawn().await, request.id);
    let active = desk.client.view.borrow().delegations[0].clone();
    assert!(matches!(active.state, DelegationState::Active { .. }));
    let ringing = Action::SetRinging { delegation: active.id, rings: false, version: active.version };
    desk.client.act(ringing).await.unwrap();
    desk.see("the switch", |v| v.delegations.iter().all(|d| !d.rings)).await;

    // It is known after a restart, too, and its request is not told again.
    drop(desk);
    server.inner().mood = Mood::Out;
    let mut desk = Desk::start(folder.path(), &keychain).await;
    assert_eq!(desk.client.view.borrow().delegations.len(), 1);
    server.inner().mood = Mood::Well;
    desk.client.act(Action::RetryConnection).await.unwrap();
    desk.see("online", |v| v.connection == Connection::Online).await;
    server.happen(|fake| fake.put_delegation(invited(2, other(2), user())));
    assert_eq!(desk.request().await.delegator.name, "Person 2");
}

#[tokio::test]
async fn an_invitation_is_found_in_the_directory_sent_and_taken_back() {
    let (_folder, server, _keychain, desk) = signed_in().await;
    let words = "Person 2".to_owned();
    let Reply::Directory(found) = desk.client.ask(Question::Directory { words, offset: 0 }).await.unwrap()
    else {
        panic!("people");
    };
    assert_eq!(found.items.len(), 1);
    let delegate = found.items[0].delegate.who;
    let invite = Action::InviteDelegate { delegate, terms: Terms::default() };
    server.inner().mood = Mood::LosesAnswers;
    desk.client.act(invite.clone()).await.unwrap_err();
    server.inner().mood = Mood::Well;
    let view = desk.see("the invitation", |v| !v.delegations.is_empty()).await;
    let Delegation { id: delegation, version, .. } = view.delegations[0].clone();
    let fewer = Privileges { place_calls: false, ..Privileges::default() };
    let terms = Terms { privileges: fewer, ..Terms::default() };
    desk.client.act(Action::ChangeTerms { delegation, terms, version }).await.unwrap();
    let step = |step, version| Action::Delegation { delegation, step, version };
    server.happen(|fake| {
        fake.edit_delegation(delegation, |d| d.state = DelegationState::Declined { at: dawn() })
    });
    desk.see("the no", |v| v.delegations.iter().any(|d| d.version == 3)).await;
    desk.client.act(step(DelegationStep::Dismiss, 3)).await.unwrap();
    desk.see("nobody", |v| v.delegations.is_empty()).await;
    desk.client.act(invite).await.unwrap();
    let view = desk.see("the new invitation", |v| !v.delegations.is_empty()).await;
    let again = view.delegations[0].clone();
    assert_ne!(again.id, delegation);
    let withdraw = Action::Delegation { delegation: again.id, step: DelegationStep::Withdraw, version: 1 };
    desk.client.act(withdraw).await.unwrap();
    desk.see("nobody again", |v| v.delegations.is_empty()).await;
}
