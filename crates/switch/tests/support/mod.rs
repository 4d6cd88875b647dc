//! A switch on loopback, what it tells, and real phones that run without a screen.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part")]

pub mod baresip;
pub mod conformance;
pub mod linphone;
pub mod model;
pub mod pjsua;
pub mod rtpengine;
pub mod sipp;

use roamline_switch::{
    Account, Config, Directory, EmbeddedSwitch, Event, Events, Heard, LineKey, Listen, Party, PhoneId,
    Secret, Switch, SwitchCommand, Target, Transport,
};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

/// Longest time that anything in these tests may take.
pub const PATIENCE: Duration = Duration::from_secs(20);
pub const REALM: &str = "127.0.0.1";

/// Whether a program is there. Where nothing may be skipped, it has to be.
pub fn have(test: &str, program: &str) -> bool {
    let there = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()));
    there || missing(test, program)
}

/// Says that a test is skipped for want of a program. Where nothing may be skipped, it fails.
pub fn missing(test: &str, program: &str) -> bool {
    assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{test} must not be skipped here: no {program}");
    eprintln!("skipped: {test}: no {program}");
    false
}

pub struct People;

impl Directory for People {
    fn account(&self, user: &str) -> Option<Account> {
        ["alice", "bob", "carol"].contains(&user).then(|| Account {
            phone: PhoneId::new(user),
            secret: Secret::hash(user, REALM, "secret"),
            identity: Party { number: user.into(), name: String::new(), withheld: false },
        })
    }

    fn is_emergency(&self, asked_for: &str) -> bool {
        asked_for.starts_with("sip:911@")
    }

    fn may_watch(&self, _phone: &PhoneId, line: &LineKey) -> bool {
        line.as_str() == "100"
    }
}

pub fn config(listen: &[(Transport, &str)]) -> Config {
    let mut config = Config::new(REALM);
    config.listen = listen.iter().map(|(t, a)| Listen::at(*t, a.parse().unwrap())).collect();
    config
}

/// An engine that listens on loopback, and its server's ears.
pub struct Office {
    pub switch: Arc<dyn Switch>,
    pub addresses: Vec<(Transport, SocketAddr)>,
    pub events: Events,
    pub heard: Vec<Event>,
    next: usize,
    model: model::Model,
}

impl Office {
    pub async fn open() -> Self {
        Self::with(config(&[(Transport::Udp, "127.0.0.1:0"), (Transport::Tcp, "127.0.0.1:0")])).await
    }

    pub async fn with(config: Config) -> Self {
        let switch = EmbeddedSwitch::start(config, Arc::new(People)).await.unwrap();
        let addresses = switch.addresses().to_vec();
        Self::over(Arc::new(switch), addresses).await
    }

    /// Around any engine that listens at these addresses and knows these people.
    pub async fn over(switch: Arc<dyn Switch>, addresses: Vec<(Transport, SocketAddr)>) -> Self {
        let mut events = switch.events();
        let mut model = model::Model::from(&switch.snapshot().await.unwrap());
        // What happened between the two is in both.
        while model.sequence == 0 {
            let Ok(Heard::Event(event)) = events.next().await else { panic!("the first event") };
            model.apply(&event);
        }
        Self { switch, addresses, events, heard: Vec::new(), next: 0, model }
    }

    pub fn address(&self, transport: Transport) -> SocketAddr {
        self.addresses.iter().find(|(t, _)| *t == transport).unwrap().1
    }

    /// Waits for an event that was not asked for before; those that come in between are not lost.
    pub async fn wait<T>(&mut self, what: &str, mut wanted: impl FnMut(&Event) -> Option<T>) -> T {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            while self.next < self.heard.len() {
                self.next += 1;
                if let Some(found) = wanted(&self.heard[self.next - 1]) {
                    return found;
                }
            }
            match tokio::time::timeout_at(deadline, self.events.next()).await {
                Ok(Ok(Heard::Event(event))) => {
                    self.model.apply(&event);
                    self.heard.push(event.event);
                }
                Ok(other) => panic!("waiting for {what}: {other:?}"),
                Err(_) => panic!("waited in vain for {what}; heard {:#?}", self.heard),
            }
        }
    }

    /// What was heard up to now is what the engine says of itself.
    pub async fn agrees(&mut self) {
        let snapshot = self.switch.snapshot().await.unwrap();
        while self.model.sequence < snapshot.sequence {
            let Ok(Heard::Event(event)) = self.events.next().await else { panic!("an event") };
            self.model.apply(&event);
            self.heard.push(event.event);
        }
        if self.model.sequence == snapshot.sequence {
            assert_eq!(self.model, model::Model::from(&snapshot));
        }
    }

    /// Waits until as many such events were heard since the beginning.
    pub async fn count(&mut self, what: &str, number: usize, wanted: impl Fn(&Event) -> bool) {
        while self.heard.iter().filter(|event| wanted(event)).count() < number {
            self.next = self.heard.len();
            self.wait(what, |_| Some(())).await;
        }
    }

    pub async fn registered(&mut self, name: &str) {
        let phone = PhoneId::new(name);
        for contact in self.switch.snapshot().await.unwrap().contacts {
            if contact.phone == phone {
                return;
            }
        }
        self.wait(&format!("{name} to register"), |event| match event {
            Event::ContactRegistered { phone: p, .. } if *p == phone => Some(()),
            _ => None,
        })
        .await;
        self.next = 0;
    }

    pub async fn order(&self, command: SwitchCommand) {
        self.switch.command(command).await.unwrap();
    }
}

pub fn phone(name: &str) -> Target {
    Target::Phone { phone: PhoneId::new(name), answers_itself: false }
}

/// A port where nothing listens, by UDP or TCP, and none of the next few either.
pub fn free_port() -> u16 {
    loop {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = socket.local_addr().unwrap().port();
        let fine = port < 65_000
            && TcpListener::bind(("127.0.0.1", port)).is_ok()
            && TcpListener::bind(("127.0.0.1", port + 1)).is_ok();
        if fine {
            return port;
        }
    }
}

/// Polls until the condition holds.
pub async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = std::time::Instant::now() + PATIENCE;
    while !holds() {
        assert!(std::time::Instant::now() < end, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
