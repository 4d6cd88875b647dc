//! The organisation that histories happen to: what is done to the server, and what it says of every device.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use roamline_domain::ids::DeviceId;
use roamline_pidf_lo::held::{Answer, Identifier, LocationRequest};
use serde_json::{Value, json};

use crate::model::{
    Computer, Evidence, Given, Key, Known, Model, Net, Place, Proposal, Report, Rule, Rung, Somebody, State,
    Telephone,
};
use crate::office::{Office, phone_at};
use crate::services::Services;
use crate::sip_phone::{PATIENCE, Phone};
use crate::step::{Said, Step};
use crate::world::{OFFICE_IP, Person, fresh};

/// Server, people and devices, beside the model of them.
pub struct Organisation {
    pub model: Model,
    office: Office,
    services: Services,
    people: [Person; 2],
    computers: Vec<OnNetwork>,
    telephones: Vec<(DeviceId, String, Phone)>,
    /// Telephones that were carried away and still believe themselves to be registered.
    left_behind: Vec<Phone>,
    locations: Vec<Value>,
    rules: Vec<Value>,
    proposals: Vec<String>,
    client: String,
    /// Location URIs of telephones, as they were given at the beginning.
    uris: Vec<String>,
}

/// A computer with what it last told of its network.
struct OnNetwork {
    person: Person,
    user: usize,
    stay: uuid::Uuid,
    network: Value,
}

fn own_address(address: u8) -> String {
    format!("127.0.{address}.1")
}

fn network(computer: usize, net: Net) -> Value {
    let Net { router, access_point, subnets, beside } = net;
    let mut addresses = vec![format!("10.{router}.0.23/24")];
    addresses.extend(beside.map(|address| format!("{}/24", own_address(address))));
    addresses
        .extend((0..2).filter(|at| subnets[*at]).map(|at| format!("10.{}.0.{}/16", 40 + at, 5 + computer)));
    let wifi =
        access_point.map(|point| json!({"ssid": "Office", "bssid": format!("00:1b:2a:00:00:{point:02x}")}));
    json!({
        "interface": "eth0", "medium": if wifi.is_some() { "wifi" } else { "wired" },
        "mac": format!("8c:16:45:00:01:{computer:02x}"), "addresses": addresses,
        "gateway": {"ip": format!("10.{router}.0.1"), "mac": format!("00:1b:21:00:00:{router:02x}"),
            "subnet": format!("10.{router}.0.0/24")},
        "wifi": wifi,
    })
}

fn evidence(evidence: Evidence) -> Value {
    match evidence {
        Evidence::Subnet(at) => json!({"kind": "public_ip_and_subnet", "public": format!("{OFFICE_IP}/32"),
            "subnet": format!("10.{}.0.0/16", 40 + at)}),
        Evidence::Router(router) => {
            json!({"kind": "gateway_mac", "mac": format!("00:1b:21:00:00:{router:02x}")})
        }
        Evidence::AccessPoints => json!({"kind": "bssid", "bssid": "00:1b:2a:00:00:00", "prefix_bits": 40}),
        Evidence::AccessPoint(point) => {
            json!({"kind": "bssid", "bssid": format!("00:1b:2a:00:00:{point:02x}"), "prefix_bits": 48})
        }
    }
}

fn address(house: u32) -> Value {
    json!({"country": "GB", "hno": house.to_string(), "rd": "Whitehall Quay", "a3": "Leeds", "pc": "LS1 4HR"})
}

impl Organisation {
    /// Two buildings, one of them with two floors; two people, one of them with two computers and two telephones.
    pub async fn found() -> Self {
        let (services, office) = Services::open().await;
        let world = &office.world;
        let mut model = Model { users: vec![Somebody::default(); 2], ..Model::default() };
        let mut locations: Vec<Value> = Vec::new();
        for (parent, kind, name) in [
            (None, "building", "Mill"),
            (Some(0), "floor", "1st floor"),
            (Some(0), "floor", "2nd floor"),
            (None, "building", "Depot"),
        ] {
            let house = 100 + u32::try_from(locations.len()).unwrap();
            let below = parent.map_or(json!(world.leeds_root), |at: usize| locations[at]["id"].clone());
            let body = json!({"parent": below, "kind": kind, "name": name, "address": address(house)});
            locations.push(world.admin.ok("POST", "/v1/locations", body).await);
            model.locations.push(Known { parent, house, exists: true });
        }
        let people = [world.ann.clone(), world.ben.clone()];
        let mut computers = Vec::new();
        for (user, person) in
            [(0, people[0].clone()), (0, world.another_device(&people[0]).await), (1, people[1].clone())]
        {
            computers.push(OnNetwork { person, user, stay: fresh(), network: Value::Null });
            model.computers.push(Computer { user, net: None, heard: 0 });
        }
        let mut telephones = Vec::new();
        for (at, (user, on)) in [(0, 1), (0, 2), (1, 1)].into_iter().enumerate() {
            let name = format!("history{at}");
            let (device, phone) = phone_at(&own_address(on), world, &people[user], &name).await;
            telephones.push((device, name, phone));
            model.telephones.push(Telephone { user, address: on });
        }
        let made = world.admin.ok("POST", "/v1/location-clients", json!({"name": "Carrier"})).await;
        let client = made["token"].as_str().unwrap().to_owned();
        let mut organisation = Self {
            model,
            office,
            services,
            people,
            computers,
            telephones,
            left_behind: Vec::new(),
            locations,
            rules: Vec::new(),
            proposals: Vec::new(),
            client,
            uris: Vec::new(),
        };
        for telephone in 0..organisation.telephones.len() {
            organisation.seen_at(telephone, organisation.model.telephones[telephone].address).await;
            let answer = organisation.held(telephone_is(&organisation.telephones[telephone].1)).await;
            let Answer::Located(located) = answer else { panic!("{answer:?}") };
            organisation.uris.push(located.uri_set.unwrap().uris.remove(0));
        }
        organisation
    }

    pub async fn close(self) {
        self.office.world.stop().await;
    }

    /// Does it to the server, and tells the model.
    pub async fn carry_out(&mut self, step: Step) {
        let admin = self.office.world.admin.clone();
        match step {
            Step::Moves { computer, net } => self.moves(computer, net).await,
            Step::Says { computer, said, clock } => self.says(computer, said, clock).await,
            Step::Carried { telephone, address } => {
                let phone = self.telephones[telephone].2.moved_to(&own_address(address)).await;
                self.left_behind.push(std::mem::replace(&mut self.telephones[telephone].2, phone));
                self.model.telephones[telephone].address = address;
                self.seen_at(telephone, address).await;
            }
            Step::SaysOf { telephone, home } => self.says_of(telephone, home).await,
            Step::Approve { proposal } => {
                let Proposal { house, net, .. } = self.model.proposals[proposal];
                let outcome = json!({"kind": "as_proposed"});
                if let Some(id) = self.approve(proposal, outcome, net.router).await {
                    let location = self.model.locations.len();
                    self.locations.push(json!({"id": id}));
                    self.model.locations.push(Known { parent: None, house, exists: true });
                    self.approved(proposal, location, true, net.router).await;
                }
            }
            Step::Merge { proposal, location } => {
                let router = self.model.proposals[proposal].net.router;
                let outcome = json!({"kind": "merged", "location": self.locations[location]["id"]});
                if self.approve(proposal, outcome, router).await.is_some() {
                    self.approved(proposal, location, false, router).await;
                }
            }
            Step::Reject { proposal } => {
                let body = json!({"version": self.version(proposal).await, "reason": "This is not ours."});
                admin.ok("POST", &format!("{}/reject", self.proposals[proposal]), body).await;
                self.model.hears();
                self.model.proposals[proposal].state = State::Rejected;
            }
            Step::Undo { proposal } => self.undo(proposal).await,
            Step::Bind { location, evidence: found } => {
                let path =
                    format!("/v1/locations/{}/rules", self.locations[location]["id"].as_str().unwrap());
                let rule = admin.ok("POST", &path, json!({"evidence": evidence(found)})).await;
                self.rules.push(rule["id"].clone());
                let heard = self.model.hears();
                self.model.rules.push(Rule { evidence: found, location, heard });
            }
            Step::Unbind { rule } => {
                admin.delete(&format!("/v1/rules/{}", self.rules.remove(rule).as_str().unwrap())).await;
                self.model.rules.remove(rule);
                self.model.hears();
            }
            Step::AskAgain { user } => {
                admin.ok("POST", &format!("/v1/users/{}/ask-again", self.people[user].id), json!({})).await;
                self.model.users[user].ask_again = Some(self.model.hears());
            }
            Step::Delete { user, home } => {
                let personal = self.personal(user, home).await;
                self.people[user]
                    .delete(&format!("/v1/personal-locations/{}", personal.as_str().unwrap()))
                    .await;
                self.model.hears();
                let somebody = &mut self.model.users[user];
                somebody.homes.retain(|one| *one != home);
                somebody.default = somebody.default.filter(|one| *one != home);
            }
            Step::Default { user, home } => {
                let personal = match home {
                    Some(home) => self.personal(user, home).await,
                    None => Value::Null,
                };
                self.people[user].ok("PUT", "/v1/me/default-address", json!({"personal": personal})).await;
                self.model.hears();
                self.model.users[user].default = home;
            }
        }
    }

    async fn moves(&mut self, computer: usize, net: Net) {
        let ip = net.beside.map_or(OFFICE_IP.to_owned(), own_address);
        let on = &mut self.computers[computer];
        (on.stay, on.network) = (fresh(), network(computer, net));
        on.person = on.person.seen_from(&ip);
        on.person.identify(&on.network, on.stay).await;
        let heard = self.model.hears();
        self.model.computers[computer] = Computer { net: Some(net), heard, ..self.model.computers[computer] };
    }

    /// A home's identifier at the server.
    async fn personal(&self, user: usize, home: u32) -> Value {
        let all = self.people[user].entities("personal_location").await;
        all.iter().find(|one| one["address"]["hno"] == json!(home.to_string())).unwrap()["id"].clone()
    }

    /// A home as it is chosen, saved or new.
    async fn home(&mut self, user: usize, home: u32) -> Value {
        if self.model.users[user].homes.contains(&home) {
            return json!({"kind": "saved_personal_location", "personal": self.personal(user, home).await});
        }
        self.model.users[user].homes.push(home);
        json!({"kind": "new_personal_location", "personal": fresh(), "name": format!("Home {home}"), "address": address(home)})
    }

    async fn says(&mut self, computer: usize, said: Said, clock: i64) {
        let user = self.computers[computer].user;
        let net = self.model.computers[computer].net.unwrap();
        let given = self.model.given(net);
        let (choice, place) = match said {
            Said::Confirm(location) => {
                let choice = json!({"kind": "confirm", "location": self.locations[location]["id"]});
                (choice, Place::Company(location))
            }
            Said::Home(home) => (self.home(user, home).await, Place::Home(home)),
            Said::Propose(house) => {
                let id = fresh();
                let choice = json!({"kind": "new_company_location", "proposal": id, "address": address(house),
                    "parent": self.office.world.leeds_root, "name": format!("Annex {house}")});
                self.proposals.push(format!("/v1/proposals/{id}"));
                self.model.proposals.push(Proposal { house, net, state: State::Pending });
                (choice, Place::Proposed(self.proposals.len() - 1))
            }
        };
        let on = &self.computers[computer];
        let mut report = crate::world::report(&on.network, on.stay, choice);
        report["at"] = json!((Timestamp::now() + SignedDuration::from_mins(clock)).to_string());
        if let Given::One(location) = given {
            report["answered"] = self.locations[location]["id"].clone();
        }
        on.person.report(&report).await;
        let heard = self.model.hears();
        let key = Key::Router(net.router);
        self.model.reports.push(Report { user, key, place, answered: given, heard });
    }

    async fn says_of(&mut self, telephone: usize, home: u32) {
        let Telephone { user, address } = self.model.telephones[telephone];
        let choice = self.home(user, home).await;
        let device = self.telephones[telephone].0;
        let stay = self.device(user, &json!(device)).await["location"]["stay"].clone();
        let body = json!({"id": fresh(), "stay": stay, "choice": choice, "portable": false});
        self.people[user].ok("POST", &format!("/v1/devices/{device}/report"), body).await;
        let heard = self.model.hears();
        let key = Key::Telephone(telephone, address);
        self.model.reports.push(Report {
            user,
            key,
            place: Place::Home(home),
            answered: Given::Nothing,
            heard,
        });
    }

    async fn version(&self, proposal: usize) -> Value {
        self.office.world.admin.get(&self.proposals[proposal]).await["version"].clone()
    }

    /// Approves with the router as the only rule. The location; none where the router is bound elsewhere, which is refused.
    async fn approve(&mut self, proposal: usize, outcome: Value, router: u8) -> Option<Value> {
        let body = json!({"version": self.version(proposal).await, "outcome": outcome,
            "rules": [evidence(Evidence::Router(router))]});
        let path = format!("{}/approve", self.proposals[proposal]);
        let (status, answer) = self.office.world.admin.send("POST", &path, Some(body)).await;
        assert!(status.is_success() || answer["code"] == "conflict", "{answer}");
        status.is_success().then(|| answer["location"].clone())
    }

    async fn approved(&mut self, proposal: usize, location: usize, created: bool, router: u8) {
        let heard = self.model.hears();
        self.model.proposals[proposal].state = State::Approved { location, created };
        let found = Evidence::Router(router);
        if self.model.rules.iter().any(|rule| rule.evidence == found) {
            return;
        }
        let location_id = self.locations[location]["id"].as_str().unwrap();
        let rules =
            self.office.world.admin.get(&format!("/v1/locations/{location_id}/rules")).await["items"].clone();
        let made = rules.as_array().unwrap().iter().find(|rule| rule["evidence"] == evidence(found)).unwrap();
        self.rules.push(made["id"].clone());
        self.model.rules.push(Rule { evidence: found, location, heard });
    }

    async fn undo(&mut self, proposal: usize) {
        let State::Approved { location, created } = self.model.proposals[proposal].state else { return };
        let approved = self.office.world.admin.get(&self.proposals[proposal]).await;
        let body = json!({"version": approved["version"]});
        let path = format!("{}/undo", self.proposals[proposal]);
        let (status, answer) = self.office.world.admin.send("POST", &path, Some(body)).await;
        if !status.is_success() {
            assert_eq!(answer["code"], "in_use", "{answer}");
            return;
        }
        self.model.hears();
        for made in approved["rules"].as_array().unwrap() {
            if let Some(at) = self.rules.iter().position(|rule| rule == made) {
                self.rules.remove(at);
                self.model.rules.remove(at);
            }
        }
        self.model.locations[location].exists &= !created;
        self.model.proposals[proposal].state = State::Pending;
    }

    async fn device(&self, user: usize, device: &Value) -> Value {
        let all = self.people[user].entities("device").await;
        all.into_iter().find(|one| one["id"] == *device).unwrap_or_default()
    }

    /// Waits until the server has noticed where a telephone is.
    async fn seen_at(&self, telephone: usize, address: u8) {
        let Telephone { user, .. } = self.model.telephones[telephone];
        let device = json!(self.telephones[telephone].0);
        let there = format!("127.0.{address}.0/24");
        let end = Instant::now() + PATIENCE;
        loop {
            let found = self.device(user, &device).await;
            if found["location"]["network_key"].as_str().is_some_and(|key| key.contains(&there)) {
                return;
            }
            assert!(Instant::now() < end, "telephone {telephone} was not seen at {there}: {found:#}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    async fn held(&self, device: Identifier) -> Answer {
        let request = LocationRequest { device: Some(vec![device]), ..LocationRequest::default() };
        let url = format!("{}/held", self.office.world.url());
        let sent = crate::http::client().post(url).bearer_auth(&self.client);
        let sent = sent.header("content-type", "application/held+xml").body(request.write()).send();
        Answer::read(&sent.await.unwrap().text().await.unwrap()).unwrap()
    }

    /// Every way to ask says what the model says; of the telephones, one makes an emergency call.
    pub async fn check(&self, called: usize) {
        let end = Instant::now() + PATIENCE;
        loop {
            let wrong = self.wrong().await;
            if wrong.is_empty() {
                break;
            }
            assert!(Instant::now() < end, "{wrong:#?}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let (_, house) = self.model.of_telephone(called);
        let sent = self.services.called_by(&self.telephones[called].2).await;
        assert_eq!(sent.hno, Some(house.to_string()), "the call of telephone {called}");
    }

    /// What is said otherwise than the model says.
    async fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut expect = |what: String, found: (Option<String>, Option<String>), right: (Rung, u32)| {
            let is_right = found.0.as_deref().is_none_or(|rung| rung == right.0.name())
                && found.1.as_deref().is_none_or(|house| house == right.1.to_string())
                && found != (None, None);
            if !is_right {
                wrong.push(format!("{what}: {found:?} for {right:?}"));
            }
        };
        let readiness = self.office.world.admin.get("/v1/readiness?limit=100").await;
        let dashboard = |device: &Value| {
            let owners = readiness["owners"]["items"].as_array().unwrap().iter();
            let mut all = owners.flat_map(|owner| owner["devices"].as_array().unwrap().clone());
            (all.find(|one| one["id"] == *device).and_then(|one| text(&one["rung"])), None)
        };
        for (at, (device, name, _)) in self.telephones.iter().enumerate() {
            let right = self.model.of_telephone(at);
            expect(format!("telephone {at} by HELD"), located(self.held(telephone_is(name)).await), right);
            expect(format!("telephone {at} by its URI"), located(self.follow(at).await), right);
            expect(format!("telephone {at} on the dashboard"), dashboard(&json!(device)), right);
        }
        for (at, on) in self.computers.iter().enumerate() {
            let Some(right) = self.model.of_computer(at) else { continue };
            let seen = on.person.own_device().await["location"]["dispatch"]["location"].clone();
            let view = (text(&seen["rung"]), text(&seen["address"]["hno"]));
            expect(format!("computer {at} in its view"), view, right);
            let mac = Identifier::Mac(format!("8c:16:45:00:01:{at:02x}").parse().unwrap());
            expect(format!("computer {at} by HELD"), located(self.held(mac).await), right);
            expect(format!("computer {at} on the dashboard"), dashboard(&json!(on.person.device)), right);
        }
        wrong
    }

    /// What is at the end of a telephone's location URI.
    async fn follow(&self, telephone: usize) -> Answer {
        let got = crate::http::client().get(&self.uris[telephone]).bearer_auth(&self.client);
        let got = got.header("accept", "application/held+xml").send().await.unwrap();
        Answer::read(&got.text().await.unwrap()).unwrap()
    }
}

fn telephone_is(name: &str) -> Identifier {
    Identifier::Sip { user: name.into(), host: crate::office::REALM.into() }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// The number of the house that an answer names.
fn located(answer: Answer) -> (Option<String>, Option<String>) {
    match answer {
        Answer::Located(located) => (None, located.document.and_then(|found| found.location.civic?.hno)),
        Answer::Failed(_) => (None, None),
    }
}
