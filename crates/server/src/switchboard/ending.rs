//! The switchboard ends with an error where its engine, or a task of its own, has ended unasked.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::net::SocketAddr;
use std::time::Duration;

use roamline_switch::{
    Accepted, Answering, Config, EmbeddedSwitch, Events, Listen, Peer, Snapshot, Transport, Trunk, TrunkId,
};
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

use super::*;

/// How long a test waits for what is to happen at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// An engine that panics whoever gives it a command.
struct Broken(EmbeddedSwitch);

impl Switch for Broken {
    fn command(&self, _: roamline_switch::SwitchCommand) -> Answering<'_, Accepted> {
        panic!("on purpose")
    }

    fn snapshot(&self) -> Answering<'_, Snapshot> {
        self.0.snapshot()
    }

    fn events(&self) -> Events {
        self.0.events()
    }

    fn ping(&self) -> Answering<'_, ()> {
        self.0.ping()
    }

    fn stop(&self) -> Answering<'_, ()> {
        self.0.stop()
    }
}

/// A switchboard at work, and the end of its trunk.
struct AtWork {
    switchboard: Switchboard,
    ended: JoinHandle<Result<(), UnaskedEnd>>,
    stop: Stop,
    switch: Arc<dyn Switch>,
    trunk: UdpSocket,
    sip: SocketAddr,
    _data: tempfile::TempDir,
}

async fn at_work(of: impl FnOnce(EmbeddedSwitch) -> Arc<dyn Switch>) -> AtWork {
    let trunk = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let mut config = Config::new("roamline");
    config.listen = vec![Listen::at(Transport::Udp, "127.0.0.1:0".parse().unwrap())];
    let peer = Peer { address: trunk.local_addr().unwrap(), transport: Some(Transport::Udp) };
    config.trunks = vec![Trunk::at(TrunkId::new("carrier"), "carrier.example", peer)];
    let accounts = Accounts::default();
    let switch = EmbeddedSwitch::start(config, accounts.directory()).await.unwrap();
    let sip = switch.addresses()[0].1;
    let switch = of(switch);
    let data = tempfile::tempdir().unwrap();
    let store = Store::open(data.path(), None, Clock::default()).await.unwrap();
    let config = SwitchboardConfig {
        domain: "roamline".into(),
        trunks: TrunkFacts::default(),
        public_url: "http://127.0.0.1".into(),
        codes: mpsc::channel(1).0,
        references: None,
    };
    let stop = Stop::default();
    let (switchboard, work) =
        start(store, Clock::default(), Arc::clone(&switch), config, accounts, stop.clone()).await.unwrap();
    AtWork { switchboard, ended: tokio::spawn(work), stop, switch, trunk, sip, _data: data }
}

impl AtWork {
    async fn ended(self) -> Result<(), UnaskedEnd> {
        tokio::time::timeout(PATIENCE, self.ended).await.unwrap().unwrap()
    }
}

#[tokio::test]
async fn it_ends_with_its_engine_and_says_so() {
    let work = at_work(|switch| Arc::new(switch)).await;
    assert!(work.switchboard.is_alive(PATIENCE).await);
    // As its thread would end: nobody had asked the switchboard.
    work.switch.stop().await.unwrap();
    let switchboard = work.switchboard.clone();
    assert_eq!(work.ended().await, Err(UnaskedEnd::Returned("the switchboard")));
    assert!(!switchboard.is_alive(PATIENCE).await);
}

#[tokio::test]
async fn it_ends_where_it_panics_though_the_engine_lives() {
    let work = at_work(|switch| Arc::new(Broken(switch))).await;
    let invite = format!(
        "INVITE sip:+441134960000@{} SIP/2.0\r\nVia: SIP/2.0/UDP {};branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\n\
         From: <sip:+442079460017@carrier.example>;tag=1\r\nTo: <sip:+441134960000@roamline>\r\nCall-ID: 1\r\n\
         CSeq: 1 INVITE\r\nContact: <sip:1@{}>\r\nContent-Length: 0\r\n\r\n",
        work.sip,
        work.trunk.local_addr().unwrap(),
        work.trunk.local_addr().unwrap(),
    );
    work.trunk.send_to(invite.as_bytes(), work.sip).await.unwrap();
    let switchboard = work.switchboard.clone();
    let switch = Arc::clone(&work.switch);
    assert_eq!(work.ended().await, Err(UnaskedEnd::Panicked("the switchboard")));
    assert!(switch.is_alive(PATIENCE).await, "the engine itself");
    assert!(!switchboard.is_alive(PATIENCE).await);
}

#[tokio::test]
async fn it_ends_well_when_it_is_told_to() {
    let work = at_work(|switch| Arc::new(switch)).await;
    let switch = Arc::clone(&work.switch);
    work.stop.asked.cancel();
    assert_eq!(work.ended().await, Ok(()));
    assert!(!switch.is_alive(PATIENCE).await, "all phones were told goodbye");
}

#[tokio::test]
async fn it_leaves_calls_alone_where_another_part_of_the_server_has_ended() {
    let work = at_work(|switch| Arc::new(switch)).await;
    let switch = Arc::clone(&work.switch);
    work.stop.failed.cancel();
    work.stop.asked.cancel();
    assert_eq!(work.ended().await, Ok(()));
    assert!(switch.is_alive(PATIENCE).await);
}
