//! The law: a snapshot with the events that follow it equals a fresh snapshot, after any history, on either store.

use std::collections::HashMap;

use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use roamline_api::sync::Snapshot;
use roamline_domain::ids::PhoneId;
use roamline_server::{delegations, retention};
use roamline_store::{events, rules};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::postgres::Postgres;
use crate::world::{Person, World, bind, fresh, home, leeds_address, network, new_home, propose, report};

/// Something that somebody does. Numbers choose among what is there, modulo how many there are.
#[derive(Debug, Clone)]
enum Step {
    Move { who: usize, net: u8, tunnel: bool },
    Say { who: usize, choice: usize, which: usize, ago: i64, portable: bool },
    SayLate { who: usize, net: u8, ago: i64 },
    SayFor { who: usize, whose: usize, choice: usize, which: usize },
    Decide { who: usize, which: usize, act: usize },
    Bind { net: u8, location: usize },
    Unbind { which: usize },
    AddLocation { below: usize },
    EditLocation { which: usize, name: u8 },
    RemoveLocation { which: usize },
    EditPersonal { who: usize, which: usize, number: u32 },
    RemovePersonal { who: usize, which: usize },
    DefaultAddress { who: usize, which: usize },
    AskAgain { whom: usize },
    Policy { which: usize, on: bool },
    EditUser { whom: usize, name: u8, austin: bool, administers: bool, licensed: bool },
    RenameDevice { who: usize, name: u8 },
    Invite { who: usize, whom: usize, assigned: bool, hours: i64 },
    Answer { who: usize, which: usize, act: usize },
    Terms { who: usize, which: usize, answering: bool },
    Ringing { who: usize, which: usize, rings: bool },
    Lock { whom: usize, locked: bool },
    Supervise { whom: usize, supervised: bool },
    PhoneLeaves,
    EditPhone { name: u8, austin: bool },
    Number { whom: usize, which: u8 },
    Import { whom: usize, name: u8, extension: bool },
    DeskPhone { who: usize, which: usize, act: usize },
    Forwarding { who: usize, which: usize, after: u16 },
    Hours(i64),
    Forget,
    Look,
}

/// What happens to places, people and their devices.
fn place_step() -> impl Strategy<Value = Step> {
    let n = 0_usize..64;
    prop_oneof![
        8 => (n.clone(), 1_u8..4, proptest::bool::weighted(0.1)).prop_map(|(who, net, tunnel)| Step::Move { who, net, tunnel }),
        10 => (n.clone(), n.clone(), n.clone(), 0_i64..900, proptest::bool::weighted(0.1))
            .prop_map(|(who, choice, which, ago, portable)| Step::Say { who, choice, which, ago, portable }),
        2 => (n.clone(), 1_u8..4, 0_i64..900).prop_map(|(who, net, ago)| Step::SayLate { who, net, ago }),
        3 => (n.clone(), n.clone(), n.clone(), n.clone())
            .prop_map(|(who, whose, choice, which)| Step::SayFor { who, whose, choice, which }),
        8 => (n.clone(), n.clone(), 0_usize..6).prop_map(|(who, which, act)| Step::Decide { who, which, act }),
        3 => (1_u8..4, n.clone()).prop_map(|(net, location)| Step::Bind { net, location }),
        2 => n.clone().prop_map(|which| Step::Unbind { which }),
        2 => n.clone().prop_map(|below| Step::AddLocation { below }),
        2 => (n.clone(), any::<u8>()).prop_map(|(which, name)| Step::EditLocation { which, name }),
        2 => n.clone().prop_map(|which| Step::RemoveLocation { which }),
        1 => (n.clone(), n.clone(), 1_u32..9).prop_map(|(who, which, number)| Step::EditPersonal { who, which, number }),
        2 => (n.clone(), n.clone()).prop_map(|(who, which)| Step::RemovePersonal { who, which }),
        1 => (n.clone(), n.clone()).prop_map(|(who, which)| Step::DefaultAddress { who, which }),
        1 => n.clone().prop_map(|whom| Step::AskAgain { whom }),
        1 => (0_usize..4, any::<bool>()).prop_map(|(which, on)| Step::Policy { which, on }),
        1 => edit_user(),
        1 => (n, any::<u8>()).prop_map(|(who, name)| Step::RenameDevice { who, name }),
        1 => Just(Step::Forget),
        2 => Just(Step::Look),
    ]
}

/// What happens to delegations, and to what they are made of.
fn sharing_step() -> impl Strategy<Value = Step> {
    let n = 0_usize..64;
    prop_oneof![
        10 => (n.clone(), n.clone(), proptest::bool::weighted(0.3), 0_i64..50)
            .prop_map(|(who, whom, assigned, hours)| Step::Invite { who, whom, assigned, hours }),
        16 => (n.clone(), n.clone(), 0_usize..8).prop_map(|(who, which, act)| Step::Answer { who, which, act }),
        3 => (n.clone(), n.clone(), any::<bool>())
            .prop_map(|(who, which, answering)| Step::Terms { who, which, answering }),
        2 => (n.clone(), n.clone(), any::<bool>())
            .prop_map(|(who, which, rings)| Step::Ringing { who, which, rings }),
        4 => (n.clone(), any::<bool>()).prop_map(|(whom, locked)| Step::Lock { whom, locked }),
        1 => (n.clone(), any::<bool>()).prop_map(|(whom, supervised)| Step::Supervise { whom, supervised }),
        1 => Just(Step::PhoneLeaves),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(name, austin)| Step::EditPhone { name, austin }),
        3 => (n.clone(), 0_u8..3).prop_map(|(whom, which)| Step::Number { whom, which }),
        1 => (n.clone(), any::<u8>(), any::<bool>())
            .prop_map(|(whom, name, extension)| Step::Import { whom, name, extension }),
        6 => (n.clone(), n.clone(), 0_usize..7).prop_map(|(who, which, act)| Step::DeskPhone { who, which, act }),
        3 => (n.clone(), n.clone(), 4_u16..9).prop_map(|(who, which, after)| Step::Forwarding { who, which, after }),
        3 => edit_user(),
        2 => any::<bool>().prop_map(|on| Step::Policy { which: 3, on }),
        1 => (n, any::<u8>()).prop_map(|(which, name)| Step::EditLocation { which, name }),
        2 => (1_i64..30).prop_map(Step::Hours),
        2 => Just(Step::Look),
    ]
}

fn edit_user() -> impl Strategy<Value = Step> {
    (0_usize..64, any::<u8>(), any::<bool>(), any::<bool>(), proptest::bool::weighted(0.8)).prop_map(
        |(whom, name, austin, administers, licensed)| Step::EditUser {
            whom,
            name,
            austin,
            administers,
            licensed,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![3 => place_step(), 1 => sharing_step()]
}

/// A history under way.
struct History {
    world: World,
    /// Ann has two devices.
    people: Vec<Person>,
    stays: HashMap<usize, (Uuid, Value)>,
    looked: Vec<(usize, Snapshot)>,
    delegations: Vec<Uuid>,
    phone: PhoneId,
}

impl History {
    async fn new(database: Option<String>) -> Self {
        let world = World::on(database).await;
        let desk = world.another_device(&world.ann).await;
        let people =
            vec![world.ann.clone(), desk, world.ben.clone(), world.cleo.clone(), world.leeds_admin.clone()];
        let phone = world.phone(world.leeds, "Reception").await;
        let (stays, looked, delegations) = (HashMap::new(), Vec::new(), Vec::new());
        let mut history = Self { world, people, stays, looked, delegations, phone };
        history.look().await;
        history
    }

    fn person(&self, who: usize) -> (usize, Person) {
        let who = who % self.people.len();
        (who, self.people[who].clone())
    }

    /// Does something that may be refused, but must never break the server.
    async fn attempt(&self, person: &Person, method: &str, path: &str, body: Option<Value>) {
        let (status, answer) = person.send(method, path, body).await;
        assert!(!status.is_server_error(), "{method} {path}: {status} {answer}");
    }

    /// Does something to a delegation in the version that there is.
    async fn attempt_with(&self, who: usize, which: usize, method: &str, act: &str, body: Option<Value>) {
        if self.delegations.is_empty() {
            return;
        }
        let path = format!("/v1/delegations/{}", self.delegations[which % self.delegations.len()]);
        // It is gone with its phone.
        let (status, read) = self.world.admin.send("GET", &path, None).await;
        if !status.is_success() {
            return;
        }
        // Administrators try as well as the people.
        let actor = if who.is_multiple_of(4) { self.world.admin.clone() } else { self.person(who / 4).1 };
        let path = format!("{path}/{act}");
        let (status, answer) = actor.send_if(&read["version"], method, &path, body).await;
        assert!(!status.is_server_error(), "{method} {path}: {status} {answer}");
    }

    async fn items(&self, path: &str) -> Vec<Value> {
        let answer = self.world.admin.get(path).await;
        answer["items"].as_array().or(answer.as_array()).unwrap().clone()
    }

    async fn pick(&self, path: &str, which: usize) -> Option<Value> {
        let items = self.items(path).await;
        (!items.is_empty()).then(|| items[which % items.len()].clone())
    }

    async fn own(&self, person: &Person, which: usize) -> Option<Value> {
        let own = person.entities("personal_location").await;
        (!own.is_empty()).then(|| own[which % own.len()].clone())
    }

    async fn look(&mut self) {
        for (who, person) in self.people.iter().enumerate() {
            self.looked.push((who, person.snapshot().await));
        }
    }

    async fn say(&self, person: &Person, net: &Value, stay: Uuid, choice: Value, ago: i64, portable: bool) {
        let mut said = report(net, stay, choice);
        said["at"] = json!((self.world.clock.now() - SignedDuration::from_secs(ago)).to_string());
        said["portable"] = json!(portable);
        self.attempt(person, "POST", "/v1/reports", Some(said)).await;
    }

    async fn choice(&self, person: &Person, choice: usize, which: usize) -> Value {
        let given = person.own_device().await["location"]["places"][0]["place"]["location"].clone();
        let location = self.pick("/v1/locations", which).await.unwrap();
        match (choice % 6, self.own(person, which).await) {
            (0 | 1, _) if !given.is_null() => json!({"kind": "confirm", "location": given}),
            (2, Some(own)) => json!({"kind": "saved_personal_location", "personal": own["id"]}),
            (3, _) => bind(&location["id"]),
            (4, _) => {
                let parent = serde_json::from_value(location["id"].clone()).unwrap();
                propose(parent, &format!("Place {}", which % 5))
            }
            _ => new_home("Home", u32::try_from(which).unwrap()),
        }
    }

    async fn take(&mut self, step: Step) {
        let admin = self.world.admin.clone();
        match step {
            Step::Move { who, net, tunnel } => {
                let (who, person) = self.person(who);
                let (stay, mut net) = (fresh(), network(net));
                net["behind_tunnel"] = json!(tunnel);
                let body = json!({"stay": stay, "network": net});
                self.attempt(&person, "POST", "/v1/identify", Some(body)).await;
                self.stays.insert(who, (stay, net));
            }
            Step::Say { who, choice, which, ago, portable } => {
                let (who, person) = self.person(who);
                let Some((stay, net)) = self.stays.get(&who).cloned() else { return };
                let choice = self.choice(&person, choice, which).await;
                self.say(&person, &net, stay, choice, ago, portable).await;
            }
            Step::SayLate { who, net, ago } => {
                let (_, person) = self.person(who);
                self.say(&person, &network(net), fresh(), new_home("Late", 3), ago, false).await;
            }
            Step::SayFor { who, whose, choice, which } => {
                // By the device itself, by the owner's other one, or by somebody whose device it is not.
                let (_, person) = self.person(who);
                let (whose, device) = self.person(whose);
                let Some((stay, _)) = self.stays.get(&whose).cloned() else { return };
                let choice = self.choice(&device, choice, which).await;
                let said = json!({"id": fresh(), "stay": stay, "choice": choice});
                let path = format!("/v1/devices/{}/report", device.device);
                self.attempt(&person, "POST", &path, Some(said)).await;
            }
            Step::Decide { who, which, act } => {
                let Some(proposal) = self.pick("/v1/proposals", which).await else { return };
                let path = format!("/v1/proposals/{}", proposal["id"].as_str().unwrap());
                let version = proposal["version"].clone();
                let location = self.pick("/v1/locations", which / 2).await.unwrap();
                let merged = json!({"kind": "merged", "location": location["id"]});
                let (act, body) = match act {
                    0 => ("approve", json!({"version": version, "outcome": {"kind": "as_proposed"}})),
                    1 => ("approve", json!({"version": version, "outcome": merged})),
                    2 => ("reject", json!({"version": version, "reason": "No."})),
                    3 => ("withdraw", json!({"version": version})),
                    _ => ("undo", json!({"version": version})),
                };
                let actor = if act == "withdraw" { self.person(who).1 } else { admin };
                self.attempt(&actor, "POST", &format!("{path}/{act}"), Some(body)).await;
            }
            Step::Bind { net, location } => {
                let location = self.pick("/v1/locations", location).await.unwrap();
                let path = format!("/v1/locations/{}/rules", location["id"].as_str().unwrap());
                let evidence = json!({"kind": "gateway_mac", "mac": format!("00:1b:21:00:00:{net:02x}")});
                self.attempt(&admin, "POST", &path, Some(json!({"evidence": evidence}))).await;
            }
            Step::Unbind { which } => {
                let location = self.pick("/v1/locations", which).await.unwrap();
                let rules = format!("/v1/locations/{}/rules", location["id"].as_str().unwrap());
                let Some(rule) = self.pick(&rules, which).await else { return };
                let path = format!("/v1/rules/{}", rule["id"].as_str().unwrap());
                self.attempt(&admin, "DELETE", &path, None).await;
            }
            Step::AddLocation { below } => {
                let parent = self.pick("/v1/locations", below).await.unwrap();
                let body = json!({"parent": parent["id"], "kind": "zone", "name": format!("Zone {below}"),
                    "address": leeds_address()});
                self.attempt(&admin, "POST", "/v1/locations", Some(body)).await;
            }
            Step::EditLocation { which, name } => {
                let old = self.pick("/v1/locations", which).await.unwrap();
                let path = format!("/v1/locations/{}", old["id"].as_str().unwrap());
                let body = json!({"parent": old["parent"], "name": format!("Place {name}"),
                    "address": home(u32::from(name)), "version": old["version"]});
                self.attempt(&admin, "PUT", &path, Some(body)).await;
            }
            Step::RemoveLocation { which } => {
                let location = self.pick("/v1/locations", which).await.unwrap();
                let path = format!("/v1/locations/{}", location["id"].as_str().unwrap());
                self.attempt(&admin, "DELETE", &path, None).await;
            }
            Step::EditPersonal { who, which, number } => {
                let (_, person) = self.person(who);
                let Some(own) = self.own(&person, which).await else { return };
                let path = format!("/v1/personal-locations/{}", own["id"].as_str().unwrap());
                let body = json!({"name": "Moved", "address": home(number), "version": own["version"]});
                self.attempt(&person, "PUT", &path, Some(body)).await;
            }
            Step::RemovePersonal { who, which } => {
                let (_, person) = self.person(who);
                let Some(own) = self.own(&person, which).await else { return };
                let path = format!("/v1/personal-locations/{}", own["id"].as_str().unwrap());
                self.attempt(&person, "DELETE", &path, None).await;
            }
            Step::DefaultAddress { who, which } => {
                let (_, person) = self.person(who);
                let personal = self.own(&person, which).await.map_or(Value::Null, |own| own["id"].clone());
                let body = json!({"personal": personal});
                self.attempt(&person, "PUT", "/v1/me/default-address", Some(body)).await;
            }
            Step::AskAgain { whom } => {
                let path = format!("/v1/users/{}/ask-again", self.person(whom).1.id);
                self.attempt(&admin, "POST", &path, None).await;
            }
            Step::Policy { which, on } => {
                let name = ["nomadic", "bootstrap", "personal_locations", "delegation"][which];
                self.world.account_policy(|policy| policy[name] = json!(on)).await;
            }
            Step::EditUser { whom, name, austin, administers, licensed } => {
                let path = format!("/v1/users/{}", self.person(whom).1.id);
                let user = admin.get(&path).await;
                let site = if austin { self.world.austin } else { self.world.leeds };
                let roles = if administers {
                    json!({"administrator": {"of": "site", "site": site}})
                } else {
                    json!({})
                };
                let body = json!({"name": format!("Person {name}"), "site": site, "roles": roles,
                    "licensed": licensed, "active": true, "version": user["version"]});
                self.attempt(&admin, "PUT", &path, Some(body)).await;
            }
            Step::RenameDevice { who, name } => {
                let (_, person) = self.person(who);
                let path = format!("/v1/devices/{}", person.device);
                let body = json!({"name": format!("Laptop {name}")});
                self.attempt(&person, "PATCH", &path, Some(body)).await;
            }
            Step::Invite { who, whom, assigned, hours } => {
                let (_, person) = self.person(who);
                let delegate = if whom % 6 == 5 {
                    json!({"kind": "phone", "id": self.phone})
                } else {
                    json!({"kind": "user", "id": self.person(whom).1.id})
                };
                let id = fresh();
                let until = self.world.clock.now() + SignedDuration::from_hours(hours);
                let mut terms = json!({"privileges": {"place_calls": true, "answer_calls": true,
                    "pick_up_held": true, "lock_calls": true}});
                if hours % 2 == 1 {
                    terms["until"] = json!(until.to_string());
                }
                let body = Some(json!({"id": id, "delegate": delegate, "terms": terms}));
                if assigned {
                    let path = format!("/v1/shared-lines/{}/delegates", person.id);
                    self.attempt(&admin, "POST", &path, body).await;
                } else {
                    self.attempt(&person, "POST", "/v1/delegations", body).await;
                }
                self.delegations.push(id);
            }
            Step::Answer { who, which, act } => {
                let act =
                    ["accept", "accept", "accept", "decline", "withdraw", "end", "dismiss", "dismiss"][act];
                self.attempt_with(who, which, "POST", act, None).await;
            }
            Step::Terms { who, which, answering } => {
                let terms = json!({"terms": {"privileges": {"place_calls": true, "answer_calls": answering,
                    "pick_up_held": true, "lock_calls": true}}});
                self.attempt_with(who, which, "PUT", "terms", Some(terms)).await;
            }
            Step::Ringing { who, which, rings } => {
                self.attempt_with(who, which, "PUT", "ringing", Some(json!({"rings": rings}))).await;
            }
            Step::Lock { whom, locked } => {
                let path = format!("/v1/shared-lines/{}", self.person(whom).1.id);
                let read = admin.get(&path).await;
                let body = json!({"locked": locked});
                let path = format!("{path}/lock");
                let (status, _) = admin.send_if(&read["version"], "PUT", &path, Some(body)).await;
                assert!(!status.is_server_error(), "{status}");
            }
            Step::Supervise { whom, supervised } => {
                let name = json!({"name": "Supervisors", "members": [admin.id], "settings": {"listen": true,
                    "whisper": false, "barge": false, "take_over": false, "announce": true}});
                self.attempt(&admin, "POST", "/v1/monitoring-groups", Some(name)).await;
                let group = admin.get("/v1/monitoring-groups").await[0]["id"].clone();
                let path = format!("/v1/shared-lines/{}", self.person(whom).1.id);
                let read = admin.get(&path).await;
                let body = json!({"group": supervised.then_some(group)});
                let path = format!("{path}/supervision");
                let (status, _) = admin.send_if(&read["version"], "PUT", &path, Some(body)).await;
                assert!(!status.is_server_error(), "{status}");
            }
            Step::EditPhone { name, austin } => {
                let path = format!("/v1/phones/{}", self.phone);
                let phone = admin.get(&path).await;
                let site = if austin { self.world.austin } else { self.world.leeds };
                let body = json!({"name": format!("Phone {name}"), "site": site, "mac": phone["mac"],
                    "extension": format!("7{name:03}"), "version": phone["version"]});
                self.attempt(&admin, "PUT", &path, Some(body)).await;
            }
            Step::Number { whom, which } => {
                let number = format!("+44113496000{which}");
                self.attempt(&admin, "POST", "/v1/numbers", Some(json!({"number": number}))).await;
                let stored = admin.get(&format!("/v1/numbers?q={}", &number[1..])).await["items"][0].clone();
                let assignee = match whom % 8 {
                    7 => Value::Null,
                    6 => json!({"kind": "phone", "id": self.phone}),
                    _ => json!({"kind": "user", "id": self.person(whom).1.id}),
                };
                let body = json!({"assignee": assignee, "version": stored["version"]});
                self.attempt(&admin, "PUT", &format!("/v1/numbers/{number}"), Some(body)).await;
            }
            Step::Import { whom, name, extension } => {
                let user = admin.get(&format!("/v1/users/{}", self.person(whom).1.id)).await;
                let extension = if extension { format!("8{name:03}") } else { String::new() };
                let csv =
                    format!("email,name,extension\n{},P{name},{extension}", user["email"].as_str().unwrap());
                let body = json!({"csv": csv, "apply": true});
                self.attempt(&admin, "POST", "/v1/users/import", Some(body)).await;
            }
            Step::DeskPhone { who, which, act } => self.desk_phone(who, which, act).await,
            Step::Forwarding { who, which, after } => {
                let (_, person) = self.person(who);
                let lines = person.entities("line").await;
                if lines.is_empty() {
                    return;
                }
                // Half of them for all calls, which lines without their own follow.
                if after % 2 == 0 {
                    let path = format!("/v1/users/{}/call-settings", person.id);
                    let read = person.get(&path).await;
                    let forwarding = json!({"after_seconds": after, "then": {"kind": "busy"}});
                    let body = json!({"do_not_disturb": after % 4 == 0, "forwarding": forwarding});
                    let (status, answer) = person.send_versioned(&read["version"], "PUT", &path, body).await;
                    assert!(!status.is_server_error(), "{answer}");
                    return;
                }
                let line = &lines[which % lines.len()];
                let path = format!("/v1/lines/{}/forwarding", line["id"].as_str().unwrap());
                let version = line["forwarding"]["version"].as_u64().unwrap_or(1);
                let body = json!({"after_seconds": after, "then": {"kind": "busy"}});
                let (status, answer) = person.send_versioned(&json!(version), "PUT", &path, body).await;
                assert!(!status.is_server_error(), "{answer}");
            }
            Step::PhoneLeaves => {
                let path = format!("/v1/phones/{}", self.phone);
                let version = admin.get(&path).await["version"].clone();
                admin.delete_if(&version, &path).await;
                self.phone = self.world.phone(self.world.leeds, "Reception").await;
            }
            Step::Hours(hours) => {
                self.world.clock.advance(SignedDuration::from_hours(hours));
                delegations::expire(&self.world.store, "https://roamline.example").await.unwrap();
            }
            Step::Forget => {
                let mut policy = admin.get("/v1/policies/account").await;
                policy["policy"]["retention_days"] = json!(1);
                admin.ok("PUT", "/v1/policies/account", policy).await;
                self.world.settled().await;
                self.world.clock.advance(SignedDuration::from_hours(13));
                retention::sweep(&self.world.store).await.unwrap();
            }
            Step::Look => self.look().await,
        }
    }

    /// Makes, changes, renews or removes a desk phone of somebody or of the common area.
    async fn desk_phone(&self, who: usize, which: usize, act: usize) {
        let (_, person) = self.person(who);
        let (owner, whose) = if which % 5 == 4 {
            (json!({"kind": "phone", "id": self.phone}), format!("owner_kind=phone&owner={}", self.phone))
        } else {
            (json!({"kind": "user", "id": person.id}), format!("owner_kind=user&owner={}", person.id))
        };
        let actor = if who.is_multiple_of(3) { self.world.admin.clone() } else { person };
        if act < 2 {
            let body = json!({"id": fresh(), "name": format!("Phone {which}"), "owner": owner});
            return self.attempt(&actor, "POST", "/v1/desk-phones", Some(body)).await;
        }
        let Some(phone) = self.pick(&format!("/v1/desk-phones?{whose}"), which).await else { return };
        let path = format!("/v1/desk-phones/{}", phone["id"].as_str().unwrap());
        match act {
            2 | 3 => {
                let body = json!({"name": format!("Phone {which}"), "rings": act == 2});
                let (status, answer) = actor.send_versioned(&phone["version"], "PUT", &path, body).await;
                assert!(!status.is_server_error(), "{answer}");
            }
            4 => self.attempt(&actor, "POST", &format!("{path}/password"), None).await,
            6 => {
                let path = format!("{path}/keys");
                let (status, keys) = actor.send("GET", &path, None).await;
                if !status.is_success() {
                    return;
                }
                let key = |line: &Value| json!({"line": line["line"], "label": format!("Key {which}")});
                let lines = keys["lines"].as_array().unwrap().iter().rev().map(key);
                let laid = json!({"keys": which.is_multiple_of(2).then(|| lines.collect::<Vec<_>>())});
                let (status, answer) = actor.send_versioned(&keys["version"], "PUT", &path, laid).await;
                assert!(!status.is_server_error(), "{answer}");
            }
            _ => self.attempt(&actor, "DELETE", &path, None).await,
        }
    }

    /// Checks the law for every snapshot that was ever taken, and that the index is what the store says.
    async fn check(&self) {
        self.world.settled().await;
        for (who, old) in &self.looked {
            let person = &self.people[*who];
            let mut followed = old.clone();
            // Lines change by themselves: what came after this snapshot is not asked about.
            let fresh = person.snapshot().await;
            let following = {
                let mut reader = self.world.store.read().await.unwrap();
                events::after(&mut reader, person.id, old.cursor, 1_000_000).await.unwrap()
            };
            // A log that was cut short asks for a fresh snapshot, and promises nothing.
            let events::Following::Events(following) = following else { continue };
            for event in following.into_iter().filter(|event| event.seq <= fresh.cursor) {
                followed.apply(event);
            }
            assert_eq!(followed.entities, fresh.entities, "for person {who}, from {}", old.cursor);
        }
        let stored = rules::index(&mut self.world.store.read().await.unwrap()).await.unwrap();
        for net in 1..4 {
            let network = serde_json::from_value(network(net)).unwrap();
            let evidence = roamline_domain::access_network::Evidence { network, public_ip: None };
            assert_eq!(self.world.store.wiremap().identify(&evidence).await, stored.identify(&evidence));
        }
    }
}

fn run(cases: u32, step: impl Strategy<Value = Step>, database: impl Fn() -> Option<String>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = Config { cases, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let histories = proptest::collection::vec(step, 1..60);
    TestRunner::new(config)
        .run(&histories, |steps| {
            runtime.block_on(async {
                let mut history = History::new(database()).await;
                for step in steps {
                    history.take(step).await;
                }
                history.check().await;
                history.world.stop().await;
            });
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_law_holds_on_sqlite() {
    run(16, step(), || None);
}

#[test]
fn the_law_holds_for_delegations_on_sqlite() {
    run(24, sharing_step(), || None);
}

#[test]
fn the_law_holds_on_postgresql() {
    let Some(postgres) = Postgres::start("the_law_holds_on_postgresql") else { return };
    run(8, step(), || Some(postgres.database()));
    run(8, sharing_step(), || Some(postgres.database()));
}
