//! Ann, whose number it is; Ben and Cleo, who act on her line; and somebody who calls. Each with a telephone.

use std::net::SocketAddr;

use roamline_api::desk_phone::{DeskPhone, PhoneTransport};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::DeviceId;
use roamline_store::desk_phones::SecretRow;
use roamline_store::{desk_phones, numbers};
use roamline_switch::Secret;
use serde_json::{Value, json};

use crate::sip_phone::{By, Phone};
use crate::until::until_it;
use crate::world::{Person, World, fresh};

/// The domain of a server without a public URL.
pub const REALM: &str = "roamline";
/// Ann's number.
pub const LINE: &str = "+442079460018";

pub struct Office {
    pub world: World,
    pub ann: Phone,
    pub ben: Phone,
    pub cleo: Phone,
    /// Telephone of a colleague who has no line and no part in Ann's; extension 204.
    pub caller: Phone,
    phones: Vec<(String, DeviceId)>,
}

pub fn server(world: &World) -> SocketAddr {
    server_by(By::Udp, world)
}

/// Where telephones register in this way.
pub fn server_by(by: By, world: &World) -> SocketAddr {
    let transport = match by {
        By::Udp => PhoneTransport::Udp,
        By::Tcp => PhoneTransport::Tcp,
    };
    let servers = world.phone_servers();
    let server = servers.iter().find(|server| server.transport == transport).unwrap();
    server.address.parse().unwrap()
}

/// Makes a telephone of somebody, and registers it.
pub async fn phone(world: &World, owner: &Person, user: &str) -> (DeviceId, Phone) {
    phone_at("127.0.0.1", world, owner, user).await
}

/// The same at another address of this computer.
pub async fn phone_at(own: &str, world: &World, owner: &Person, user: &str) -> (DeviceId, Phone) {
    phone_of(own, world, DelegateId::User(owner.id), user).await
}

/// The same of whoever it belongs to.
pub async fn phone_of(own: &str, world: &World, owner: DelegateId, user: &str) -> (DeviceId, Phone) {
    let secret = Secret::hash(user, REALM, "pass");
    let secret = SecretRow { md5: secret.md5().into(), sha256: secret.sha256().into() };
    let id = DeviceId(fresh());
    let row = DeskPhone {
        id,
        owner,
        name: format!("{user}'s"),
        username: user.into(),
        rings: true,
        requires_encryption: false,
        places: Vec::new(),
        location: None,
        provisioning: None,
        version: 1,
    };
    let mut tx = world.store.write(None).await.unwrap();
    let now = tx.now();
    desk_phones::insert(&mut tx, &row, &secret, now).await.unwrap();
    tx.commit().await.unwrap();
    world.store.wakers().wake_telephony();
    (id, Phone::start_at(own, server(world), REALM, user, "pass").await)
}

/// Gives somebody a number, and so a line.
pub async fn number(world: &World, owner: &Person, number: &str) {
    let mut tx = world.store.write(None).await.unwrap();
    let now = tx.now();
    numbers::insert(&mut tx, number, now).await.unwrap();
    numbers::assign(&mut tx, number, Some(DelegateId::User(owner.id))).await.unwrap();
    tx.commit().await.unwrap();
    world.store.wakers().wake_telephony();
}

/// Somebody lets somebody act on their line, and is accepted.
pub async fn delegate_to(delegator: &Person, delegate: &Person) {
    let body = json!({"id": fresh(), "delegate": {"kind": "user", "id": delegate.id}});
    let asked = delegator.ok("POST", "/v1/delegations", body).await;
    let path = format!("/v1/delegations/{}/accept", asked["id"].as_str().unwrap());
    let (status, answer) = delegate.send_if(&asked["version"], "POST", &path, None).await;
    assert!(status.is_success(), "{answer}");
}

impl Office {
    pub async fn open() -> Self {
        Self::at(World::new().await).await
    }

    pub async fn at(world: World) -> Self {
        number(&world, &world.ann, LINE).await;
        for delegate in [&world.ben, &world.cleo] {
            delegate_to(&world.ann, delegate).await;
        }
        let caller_is = world.colleague("Dora Call").await;
        world.extension(&caller_is, "204").await;
        let mut phones = Vec::new();
        let mut made = Vec::new();
        for (who, user) in
            [(&world.ann, "ann"), (&world.ben, "ben"), (&world.cleo, "cleo"), (&caller_is, "dora")]
        {
            let (id, phone) = phone(&world, who, user).await;
            phones.push((user.to_owned(), id));
            made.push(phone);
        }
        let [ann, ben, cleo, caller] = <[Phone; 4]>::try_from(made).ok().unwrap();
        let office = Self { world, ann, ben, cleo, caller, phones };
        for who in [&office.world.ann, &office.world.ben, &office.world.cleo] {
            office.line(who, "has come", |_| true).await;
        }
        // Everybody's phone is known to the line before anybody calls.
        for (who, user) in
            [(&office.world.ann, "ann"), (&office.world.ben, "ben"), (&office.world.cleo, "cleo")]
        {
            office.registered(who, user, 1).await;
        }
        office
    }

    /// The identifier of somebody's telephone.
    pub fn device(&self, user: &str) -> Value {
        json!(self.phones.iter().find(|(name, _)| name == user).unwrap().1)
    }

    /// Waits until somebody's telephone is registered at so many places.
    pub async fn registered(&self, who: &Person, user: &str, places: usize) {
        let id = self.device(user);
        let is_so = |entities: &[Value]| {
            entities.iter().any(|e| {
                e["kind"] == "desk_phone"
                    && e["value"]["id"] == id
                    && e["value"]["places"].as_array().unwrap().len() == places
            })
        };
        self.wait_for(who, user, is_so).await;
    }

    pub async fn wait_for(&self, who: &Person, what: &str, holds: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let entities = async || who.get("/v1/snapshot").await["entities"].as_array().unwrap().clone();
        until_it(what, entities, |entities| holds(entities)).await
    }

    /// Waits until Ann's line is so in somebody's view.
    pub async fn line(&self, who: &Person, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
        let is_line = |e: &&Value| e["kind"] == "line";
        let there = |entities: &[Value]| entities.iter().filter(is_line).any(|e| holds(&e["value"]));
        let entities = self.wait_for(who, what, there).await;
        entities.iter().find(is_line).unwrap()["value"].clone()
    }

    /// Waits until there is exactly one call on the line, in this state, in somebody's view.
    pub async fn call(&self, who: &Person, state: &str) -> Value {
        let line = self
            .line(who, &format!("a call that is {state}"), |line| {
                let calls = line["calls"].as_array().unwrap();
                calls.len() == 1 && calls[0]["state"] == state
            })
            .await;
        line["calls"][0].clone()
    }

    /// Waits until the line has no call in somebody's view.
    pub async fn quiet(&self, who: &Person) {
        self.line(who, "no call", |line| line["calls"].as_array().unwrap().is_empty()).await;
    }

    /// Somebody does something about a call that they have looked at.
    pub async fn act(&self, who: &Person, call: &Value, act: Value) -> (reqwest::StatusCode, Value) {
        let line = self.line(who, "the line", |_| true).await;
        let path =
            format!("/v1/lines/{}/calls/{}", line["id"].as_str().unwrap(), call["call"].as_str().unwrap());
        who.send_versioned(&call["version"], "POST", &path, act).await
    }

    /// The same, and it must be accepted.
    pub async fn acts(&self, who: &Person, call: &Value, act: Value) {
        let (status, answer) = self.act(who, call, act.clone()).await;
        assert!(status.is_success(), "{act}: {status} {answer}");
    }

    /// What a call offers, or why not.
    pub fn offer(call: &Value, action: &str) -> Option<String> {
        let offers = call["offers"].as_array().unwrap();
        let offer = offers.iter().find(|offer| offer["action"] == action).unwrap();
        offer["refused"]["reason"].as_str().map(str::to_owned)
    }
}
