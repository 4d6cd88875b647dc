//! The part of an organisation that a history happens to: people, devices and company locations on a real server, beside the
//! model of them.

use std::sync::Arc;

use reqwest::StatusCode;
use roamline_domain::ids::DeviceId;
use serde_json::{Value, json};

use crate::ground::Ground;
use crate::model::{Computer, Evidence, House, Known, Model, Net, Seen, Somebody, Stay, Telephone, User};
use crate::office::{REALM, delegate_to, number, phone_at, server};
use crate::sip_phone::Phone;
use crate::until::until_it;
use crate::world::{Person, World, fresh};

/// A public address that is nothing of the office.
const ELSEWHERE_IP: &str = "198.51.100.9";

/// People and devices, beside the model of them. Names and addresses are those of one history, so that several can follow each
/// other on one server.
pub struct Organisation {
    pub model: Model,
    pub ground: Arc<Ground>,
    pub mark: Mark,
    /// Everybody at the portal, on none of their computers.
    pub people: [Person; 2],
    pub computers: Vec<OnNetwork>,
    pub telephones: Vec<OnDesk>,
    pub locations: Vec<Value>,
    pub rules: Vec<Value>,
    pub proposals: Vec<String>,
    /// Where the last emergency call with a link came from.
    pub referred: Option<crate::check::Referred>,
    /// Location URIs of telephones that are gone.
    pub void: Vec<String>,
    made: usize,
}

/// What tells a history from others on the same server.
#[derive(Debug, Clone, Copy)]
pub struct Mark(pub u8);

/// A computer with what it last told of its network, and before that.
pub struct OnNetwork {
    pub person: Person,
    pub now: Option<(uuid::Uuid, Value)>,
    pub before: Option<(uuid::Uuid, Value)>,
}

/// A telephone wherever it is registered from, the newest last.
pub struct OnDesk {
    pub device: DeviceId,
    pub name: String,
    pub phones: Vec<Phone>,
    /// The location URI that was given for it when it came.
    pub uri: String,
}

pub fn own_address(address: u8) -> String {
    format!("127.0.{address}.1")
}

impl Mark {
    /// The public address of the office.
    fn office_ip(self) -> String {
        format!("203.0.113.{}", self.0)
    }

    fn router(self, router: u8) -> String {
        format!("00:1b:21:00:{:02x}:{router:02x}", self.0)
    }

    fn access_point(self, point: u8) -> String {
        format!("00:1b:2a:00:{:02x}:{point:02x}", self.0)
    }

    /// The hardware address of a computer.
    pub fn mac(self, computer: usize) -> String {
        format!("8c:16:45:00:{:02x}:{computer:02x}", self.0)
    }

    /// By what somebody is found on the dashboard.
    pub fn name(self, who: &str) -> String {
        format!("{who} H{:03}", self.0)
    }

    /// What a computer measures of a network.
    fn network(self, computer: usize, net: Net) -> Value {
        let Net { router, port, access_point, subnets, corner, seen } = net;
        let mut addresses = vec![format!("10.{router}.0.23/24")];
        if let Seen::Beside(address) = seen {
            addresses.push(format!("{}/24", own_address(address)));
        }
        let part = u8::from(!corner);
        let own = [format!("10.40.{part}.{}/16", 5 + computer), format!("10.41.0.{}/16", 5 + computer)];
        addresses.extend(own.into_iter().zip(subnets).filter_map(|(own, is_there)| is_there.then_some(own)));
        let wifi = access_point.map(|point| json!({"ssid": "Office", "bssid": self.access_point(point)}));
        // As switches announce themselves and their ports; rules are written in another spelling.
        let chassis = format!("00:24:39:5d:{:02x}:02", self.0);
        let port = port.map(|port| json!({"chassis": chassis, "port": format!("Gi1/0/{port}")}));
        json!({
            "interface": "eth0", "medium": if wifi.is_some() { "wifi" } else { "wired" },
            "mac": self.mac(computer), "addresses": addresses,
            "gateway": {"ip": format!("10.{router}.0.1"), "mac": self.router(router),
                "subnet": format!("10.{router}.0.0/24")},
            "wifi": wifi, "switch_port": port,
        })
    }

    /// What a rule looks for, as an administrator writes it.
    pub fn evidence(self, evidence: Evidence) -> Value {
        let public = format!("{}/32", self.office_ip());
        let behind =
            |subnet: &str| json!({"kind": "public_ip_and_subnet", "public": public, "subnet": subnet});
        let access_point = |point: u8, bits: u8| json!({"kind": "bssid", "bssid": self.access_point(point), "prefix_bits": bits});
        let chassis = format!("0024.395D.{:02X}02", self.0);
        let ports = |ports: Value| json!({"kind": "switch_port", "chassis": chassis, "ports": ports});
        match evidence {
            Evidence::Port(port) => ports(json!({"prefix": format!("GigabitEthernet1/0/{port}")})),
            Evidence::Ports(from, to) => {
                ports(json!({"prefix": "GigabitEthernet1/0/", "numbers": {"from": from, "to": to}}))
            }
            Evidence::Switch => json!({"kind": "switch_chassis", "chassis": chassis}),
            Evidence::AccessPoint(point) => access_point(point, 48),
            Evidence::AccessPoints => access_point(0, 40),
            Evidence::Router(router) => json!({"kind": "gateway_mac", "mac": self.router(router)}),
            Evidence::Subnet(0) => behind("10.40.0.0/16"),
            Evidence::Subnet(_) => behind("10.41.0.0/16"),
            Evidence::Corner => behind("10.40.0.0/24"),
            Evidence::Public => json!({"kind": "public_ip", "public": public}),
        }
    }
}

/// The address at this number of the street.
pub fn address(house: House) -> Value {
    json!({"country": "GB", "hno": house.to_string(), "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR"})
}

impl Organisation {
    /// Two buildings, one of them with two floors; Ann with a default address, two computers and two telephones, and Ben, who acts
    /// on her line, with one computer and one telephone.
    pub async fn found(ground: Arc<Ground>, mark: Mark) -> Self {
        let world = &ground.office.world;
        world.account_policy(|policy| policy["co_location_minutes"] = json!(15)).await;
        let mut model = Model { users: vec![Somebody::default(); 2], beside_for: 15, ..Model::default() };
        let mut locations: Vec<Value> = Vec::new();
        for (parent, kind, name) in [
            (None, "building", "Mill"),
            (Some(0), "floor", "1st floor"),
            (Some(0), "floor", "2nd floor"),
            (None, "building", "Depot"),
        ] {
            let house = 100 + House::try_from(locations.len()).unwrap();
            let below = parent.map_or(json!(world.leeds_root), |at: usize| locations[at].clone());
            let body =
                json!({"parent": below, "kind": kind, "name": mark.name(name), "address": address(house)});
            locations.push(world.admin.ok("POST", "/v1/locations", body).await["id"].clone());
            model.locations.push(Known { parent, house, exists: true, is_enough: false });
        }
        let people = [world.colleague(&mark.name("Ann")).await, world.colleague(&mark.name("Ben")).await];
        number(world, &people[0], &format!("+44207946{:04}", mark.0)).await;
        delegate_to(&people[0], &people[1]).await;
        let mut computers = Vec::new();
        for user in [0, 0, 1] {
            let person = world.another_device(&people[user]).await;
            computers.push(OnNetwork { person, now: None, before: None });
            model.computers.push(Computer { user, stay: None, before: None, heard: 0, seen: 0 });
        }
        let mut organisation = Self {
            model,
            ground,
            mark,
            people,
            computers,
            telephones: Vec::new(),
            locations,
            rules: Vec::new(),
            proposals: Vec::new(),
            referred: None,
            void: Vec::new(),
            made: 0,
        };
        for (user, on) in [(0, 1), (0, 2), (1, 1)] {
            let (telephone, desk) = organisation.telephone(user, on).await;
            organisation.model.telephones.push(telephone);
            organisation.telephones.push(desk);
        }
        organisation.home_of_ann().await;
        organisation
    }

    async fn home_of_ann(&mut self) {
        const HOME: House = 1;
        let (ann, id) = (&self.people[0], fresh());
        let home = json!({"id": id, "name": format!("Home {HOME}"), "address": address(HOME)});
        ann.ok("POST", "/v1/personal-locations", home).await;
        ann.ok("PUT", "/v1/me/default-address", json!({"personal": id})).await;
        let known = &mut self.model.users[0];
        (known.homes, known.default) = (vec![HOME], Some(HOME));
    }

    /// The server with everybody who is not of this history alone.
    pub fn world(&self) -> &World {
        &self.ground.office.world
    }

    /// A new telephone of somebody, registered from an address.
    async fn telephone(&mut self, user: User, on: u8) -> (Telephone, OnDesk) {
        let number = self.made;
        self.made += 1;
        let name = format!("history{}x{number}", self.mark.0);
        let (device, phone) = phone_at(&own_address(on), self.world(), &self.people[user], &name).await;
        self.seen_at(user, device, on).await;
        let uri = self.ground.uri_of(&name).await;
        let telephone = Telephone { user, number, places: vec![on] };
        (telephone, OnDesk { device, name, phones: vec![phone], uri })
    }

    pub async fn moves(&mut self, computer: usize, net: Net) {
        let on = &mut self.computers[computer];
        on.before = on.now.take();
        let given = self.model.computers[computer].stay.clone();
        let given = given.map(|stay| Stay { given: self.model.given(stay.net), ..stay });
        let new = Stay { number: self.model.stays, net, given: crate::model::Given::Nothing };
        self.model.stays += 1;
        let known = &mut self.model.computers[computer];
        (known.before, known.stay) = (given, Some(new));
        self.identifies(computer, net, fresh()).await;
    }

    pub async fn roams(&mut self, computer: usize, net: Net) {
        let Some((stay, _)) = self.computers[computer].now else { return };
        if let Some(on) = &mut self.model.computers[computer].stay {
            on.net = net;
        }
        self.identifies(computer, net, stay).await;
    }

    async fn identifies(&mut self, computer: usize, net: Net, stay: uuid::Uuid) {
        let ip = match net.seen {
            Seen::Office => self.mark.office_ip(),
            Seen::Elsewhere => ELSEWHERE_IP.to_owned(),
            Seen::Beside(address) => own_address(address),
        };
        let network = self.mark.network(computer, net);
        let on = &mut self.computers[computer];
        on.person = on.person.seen_from(&ip);
        on.person.identify(&network, stay).await;
        on.now = Some((stay, network));
        self.model.computers[computer].heard = self.model.hears();
        self.heard_of(computer);
    }

    /// The server has heard of a computer.
    pub fn heard_of(&mut self, computer: usize) {
        self.model.computers[computer].seen = self.model.minute;
    }

    pub async fn signs_out(&mut self, computer: usize) {
        let user = self.model.computers[computer].user;
        let gone = self.computers[computer].person.device;
        self.people[user].delete(&format!("/v1/devices/{gone}")).await;
        let person = self.world().another_device(&self.people[user]).await;
        self.computers[computer] = OnNetwork { person, now: None, before: None };
        self.model.computers[computer] = Computer { user, stay: None, before: None, heard: 0, seen: 0 };
        self.model.hears();
    }

    pub async fn carried(&mut self, telephone: usize, address: u8, goodbye: bool) {
        if goodbye {
            self.leaves(telephone).await;
        }
        let OnDesk { device, name, phones, .. } = &mut self.telephones[telephone];
        let server = server(&self.ground.office.world);
        let phone = Phone::start_at(&own_address(address), server, REALM, name, "pass").await;
        phones.push(phone);
        let device = *device;
        let known = &mut self.model.telephones[telephone];
        known.places.push(address);
        let user = known.user;
        self.seen_at(user, device, address).await;
    }

    pub async fn leaves(&mut self, telephone: usize) {
        let OnDesk { device, phones, .. } = &mut self.telephones[telephone];
        let Some(phone) = phones.pop() else { return };
        phone.leave().await;
        let device = *device;
        let known = &mut self.model.telephones[telephone];
        known.places.pop();
        if let Some(&address) = known.places.last() {
            let user = known.user;
            self.seen_at(user, device, address).await;
        }
    }

    pub async fn replaced(&mut self, telephone: usize, address: u8) {
        let user = self.model.telephones[telephone].user;
        let device = self.telephones[telephone].device;
        self.people[user].delete(&format!("/v1/desk-phones/{device}")).await;
        let (known, desk) = self.telephone(user, address).await;
        self.model.telephones[telephone] = known;
        let gone = std::mem::replace(&mut self.telephones[telephone], desk);
        self.void.push(gone.uri);
        self.referred = self.referred.take().filter(|call| call.telephone != telephone);
        self.model.hears();
    }

    /// A device as its owner sees it.
    pub async fn device(&self, user: User, device: DeviceId) -> Value {
        let all = self.people[user].entities("device").await;
        all.into_iter().find(|one| one["id"] == json!(device)).unwrap_or_default()
    }

    /// Waits until the server has noticed where a telephone is.
    async fn seen_at(&self, user: User, device: DeviceId, address: u8) {
        let there = format!("127.0.{address}.0/24");
        let is_there =
            |found: &Value| found["location"]["network_key"].as_str().is_some_and(|key| key.contains(&there));
        until_it(&format!("a telephone at {there}"), async || self.device(user, device).await, is_there)
            .await;
    }

    /// A request of the administrator that is refused or not.
    pub async fn administrator(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, String> {
        let (status, answer) = self.world().admin.send(method, path, body).await;
        let refused = || answer["code"].as_str().unwrap_or_default().to_owned();
        if status.is_success() || status == StatusCode::NO_CONTENT { Ok(answer) } else { Err(refused()) }
    }
}
