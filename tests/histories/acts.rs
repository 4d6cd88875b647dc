//! What people do: each act is done to the server, and told to the model.

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::model::{
    Asks, Evidence, Given, House, Key, Known, Location, Place, Proposal, ProposalId, Report, Rule, State,
    User,
};
use crate::organisation::{Organisation, address};
use crate::step::{BUILDINGS, How, Said, Step};
use crate::world::fresh;

impl Organisation {
    /// Does it to the server, and tells the model.
    pub async fn carry_out(&mut self, step: Step) {
        match step {
            Step::Moves { computer, net } => self.moves(computer, net).await,
            Step::Roams { computer, net } => self.roams(computer, net).await,
            Step::Says { computer, said, how } => self.says(computer, said, how).await,
            Step::SignsOut { computer } => self.signs_out(computer).await,
            Step::Carried { telephone, address, goodbye } => self.carried(telephone, address, goodbye).await,
            Step::Leaves { telephone } => self.leaves(telephone).await,
            Step::Replaced { telephone, address } => self.replaced(telephone, address).await,
            Step::SaysOf { telephone, home } => self.says_of(telephone, home).await,
            Step::Approve { proposal, rule } => self.approve(proposal, None, rule).await,
            Step::Merge { proposal, location, rule } => self.approve(proposal, Some(location), rule).await,
            Step::Reject { proposal } => {
                let body = json!({"version": self.version(proposal).await, "reason": "This is not ours."});
                self.decided(proposal, "reject", body, State::Rejected).await;
            }
            Step::Withdraw { proposal } => {
                let body = json!({"version": self.version(proposal).await});
                let path = format!("{}/withdraw", self.proposals[proposal]);
                let reporter = self.model.proposals[proposal].reporter;
                self.people[reporter].ok("POST", &path, body).await;
                self.model.hears();
                self.model.proposals[proposal].state = State::Withdrawn;
            }
            Step::Undo { proposal } => self.undo(proposal).await,
            Step::Bind { location, evidence: found } => self.bind(location, found).await,
            Step::Unbind { rule } => {
                let path = format!("/v1/rules/{}", self.rules.remove(rule).as_str().unwrap());
                self.world().admin.delete(&path).await;
                self.model.rules.remove(rule);
                self.model.hears();
            }
            Step::Enough { location } => {
                let known = &mut self.model.locations[location];
                known.is_enough = !known.is_enough;
                self.edit(location).await;
            }
            Step::Rehouse { location, house } => {
                self.model.locations[location].house = house;
                self.edit(location).await;
            }
            Step::Reparent { floor } => {
                let [one, other] = BUILDINGS;
                let now = self.model.locations[floor].parent;
                self.model.locations[floor].parent = Some(if now == Some(one) { other } else { one });
                self.edit(floor).await;
            }
            Step::Demolish { location } => self.demolish(location).await,
            Step::AskAgain { user } => {
                let path = format!("/v1/users/{}/ask-again", self.people[user].id);
                self.world().admin.ok("POST", &path, json!({})).await;
                self.model.users[user].ask_again = Some(self.model.hears());
            }
            Step::Forget { user, home } => {
                let path = format!("/v1/personal-locations/{}", self.personal(user, home).await);
                self.people[user].delete(&path).await;
                self.model.hears();
                // One that is made again at the same address is another.
                self.model.reports.retain(|said| said.user != user || said.place != Place::Home(home));
                let somebody = &mut self.model.users[user];
                somebody.homes.retain(|one| *one != home);
                somebody.default = somebody.default.filter(|one| *one != home);
            }
            Step::Default { user, home } => {
                let personal = match home {
                    Some(home) => json!(self.personal(user, home).await),
                    None => Value::Null,
                };
                self.people[user].ok("PUT", "/v1/me/default-address", json!({"personal": personal})).await;
                self.model.hears();
                self.model.users[user].default = home;
            }
            Step::Passes { minutes } => {
                self.world().clock.advance(SignedDuration::from_mins(minutes));
                self.model.minute += minutes;
            }
            Step::BesideFor { minutes } => {
                let world = self.world();
                world.account_policy(|policy| policy["co_location_minutes"] = json!(minutes)).await;
                self.model.beside_for = minutes;
            }
        }
    }

    /// A home's identifier at the server.
    async fn personal(&self, user: User, home: House) -> String {
        let all = self.people[user].entities("personal_location").await;
        let found = all.iter().find(|one| one["address"]["hno"] == json!(home.to_string())).unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    /// A home as it is chosen, saved or new.
    async fn home(&mut self, user: User, home: House) -> Value {
        if self.model.users[user].homes.contains(&home) {
            return json!({"kind": "saved_personal_location", "personal": self.personal(user, home).await});
        }
        self.model.users[user].homes.push(home);
        json!({"kind": "new_personal_location", "personal": fresh(), "name": format!("Home {home}"), "address": address(home)})
    }

    /// The choice as it is sent, and the place that it names.
    async fn choice(&mut self, user: User, said: Said, net: crate::model::Net) -> (Value, Place) {
        let (asks, body) = match said {
            Said::Confirm(location) => {
                let choice = json!({"kind": "confirm", "location": self.locations[location]});
                return (choice, Place::Company(location));
            }
            Said::Home(home) | Said::Carried(home) => {
                return (self.home(user, home).await, Place::Home(home));
            }
            Said::Propose(house) => {
                let root = self.world().leeds_root;
                let body = json!({"kind": "new_company_location", "address": address(house), "parent": root,
                    "name": self.mark.name(&format!("Annex {house}"))});
                (Asks::Create(house), body)
            }
            Said::Belongs(location) => {
                let body = json!({"kind": "bind_company_location", "location": self.locations[location]});
                (Asks::Bind(location), body)
            }
        };
        let (id, mut body) = (fresh(), body);
        body["proposal"] = json!(id);
        self.proposals.push(format!("/v1/proposals/{id}"));
        self.model.proposals.push(Proposal { reporter: user, asks, net, state: State::Pending });
        (body, Place::Proposed(self.proposals.len() - 1))
    }

    async fn says(&mut self, computer: usize, said: Said, how: How) {
        let known = self.model.computers[computer].clone();
        let user = known.user;
        let (stay, given) = match how {
            How::Late => {
                let stay = known.before.unwrap();
                (stay.clone(), stay.given)
            }
            How::Here(_) | How::Twice | How::Portal => {
                let stay = known.stay.unwrap();
                (stay.clone(), self.model.given(stay.net))
            }
        };
        let (choice, place) = self.choice(user, said, stay.net).await;
        let carried = matches!(said, Said::Carried(_));
        let on = &self.computers[computer];
        let (id, network) = if how == How::Late { on.before.clone() } else { on.now.clone() }.unwrap();
        let mut report = json!({"id": fresh(), "stay": id, "choice": choice, "portable": carried});
        if how == How::Portal {
            let path = format!("/v1/devices/{}/report", on.person.device);
            self.people[user].ok("POST", &path, report).await;
        } else {
            let off = if let How::Here(minutes) = how { minutes } else { 0 };
            let at = self.world().clock.now() + SignedDuration::from_mins(off);
            report["at"] = json!(at.to_string());
            report["network"] = network;
            match &given {
                Given::Nothing => {}
                Given::One(location) => report["answered"] = self.locations[*location].clone(),
                Given::Several(several) => {
                    let several = several.iter().map(|location| self.locations[*location].clone());
                    report["candidates"] = several.collect();
                }
            }
            on.person.report(&report).await;
            if how == How::Twice {
                on.person.report(&report).await;
            }
            self.heard_of(computer);
        }
        let (heard, key) = (self.model.hears(), Key::Computer(stay.net.key()));
        self.model.reports.push(Report {
            user,
            key,
            place,
            answered: given,
            heard,
            stay: stay.number,
            carried,
        });
    }

    async fn says_of(&mut self, telephone: usize, home: House) {
        let known = self.model.telephones[telephone].clone();
        let choice = self.home(known.user, home).await;
        let device = self.telephones[telephone].device;
        let stay = self.device(known.user, device).await["location"]["stay"].clone();
        let body = json!({"id": fresh(), "stay": stay, "choice": choice, "portable": false});
        self.people[known.user].ok("POST", &format!("/v1/devices/{device}/report"), body).await;
        let heard = self.model.hears();
        self.model.reports.push(Report {
            user: known.user,
            key: Key::Telephone(known.number, *known.places.last().unwrap()),
            place: Place::Home(home),
            answered: Given::Nothing,
            heard,
            stay: 0,
            carried: false,
        });
    }

    async fn version(&self, proposal: ProposalId) -> Value {
        self.world().admin.get(&self.proposals[proposal]).await["version"].clone()
    }

    async fn decided(&mut self, proposal: ProposalId, act: &str, body: Value, state: State) -> Value {
        let path = format!("{}/{act}", self.proposals[proposal]);
        let answer = self.world().admin.ok("POST", &path, body).await;
        self.model.hears();
        self.model.proposals[proposal].state = state;
        answer
    }

    /// Approves as it is asked for, or for a location that exists, with one rule.
    async fn approve(&mut self, proposal: ProposalId, merged: Option<Location>, rule: Evidence) {
        let location = match (merged, self.model.proposals[proposal].asks) {
            (Some(location), _) | (None, Asks::Bind(location)) => Some(location),
            (None, Asks::Create(_)) => None,
        };
        let bound = self.model.rules.iter().find(|known| known.evidence == rule).map(|known| known.location);
        let outcome = match merged {
            Some(location) => json!({"kind": "merged", "location": self.locations[location]}),
            None => json!({"kind": "as_proposed"}),
        };
        let body = json!({"version": self.version(proposal).await, "outcome": outcome, "rules": [self.mark.evidence(rule)]});
        if bound.is_some() && bound != location {
            // Bound elsewhere, it is refused.
            let path = format!("{}/approve", self.proposals[proposal]);
            let refused = self.administrator("POST", &path, Some(body)).await;
            assert_eq!(refused.err().as_deref(), Some("conflict"));
            return;
        }
        let created = location.is_none();
        let at = location.unwrap_or(self.model.locations.len());
        let answer = self.decided(proposal, "approve", body, State::Approved { location: at, created }).await;
        if let (true, Asks::Create(house)) = (created, self.model.proposals[proposal].asks) {
            self.locations.push(answer["location"].clone());
            self.model.locations.push(Known { parent: None, house, exists: true, is_enough: false });
        }
        if bound.is_none() {
            let approved = self.world().admin.get(&self.proposals[proposal]).await;
            let [made] = &approved["rules"].as_array().unwrap()[..] else { panic!("{approved}") };
            self.rules.push(made.clone());
            let heard = self.model.now;
            self.model.rules.push(Rule { evidence: rule, location: at, heard });
        }
    }

    async fn undo(&mut self, proposal: ProposalId) {
        let decided = self.world().admin.get(&self.proposals[proposal]).await;
        let path = format!("{}/undo", self.proposals[proposal]);
        let body = json!({"version": decided["version"]});
        if let Err(code) = self.administrator("POST", &path, Some(body)).await {
            // Something hangs on the location that it had made.
            return assert_eq!(code, "in_use");
        }
        self.model.hears();
        let state = std::mem::replace(&mut self.model.proposals[proposal].state, State::Pending);
        let State::Approved { location, created } = state else { return };
        for made in decided["rules"].as_array().unwrap() {
            if let Some(at) = self.rules.iter().position(|rule| rule == made) {
                self.rules.remove(at);
                self.model.rules.remove(at);
            }
        }
        self.model.locations[location].exists &= !created;
    }

    async fn bind(&mut self, location: Location, found: Evidence) {
        let path = format!("/v1/locations/{}/rules", self.locations[location].as_str().unwrap());
        let body = json!({"evidence": self.mark.evidence(found)});
        let rule = self.world().admin.ok("POST", &path, body).await;
        self.rules.push(rule["id"].clone());
        let heard = self.model.hears();
        self.model.rules.push(Rule { evidence: found, location, heard });
    }

    /// Writes a location as the model has it.
    async fn edit(&mut self, location: Location) {
        let Known { parent, house, is_enough, .. } = self.model.locations[location];
        let path = format!("/v1/locations/{}", self.locations[location].as_str().unwrap());
        let before = self.world().admin.get(&path).await;
        let parent = parent.map_or(before["parent"].clone(), |parent| self.locations[parent].clone());
        let edit = json!({"parent": parent, "name": before["name"], "address": address(house),
            "public_ip_is_enough": is_enough, "version": before["version"]});
        self.world().admin.ok("PUT", &path, edit).await;
        self.model.hears();
    }

    async fn demolish(&mut self, location: Location) {
        let path = format!("/v1/locations/{}", self.locations[location].as_str().unwrap());
        match self.administrator("DELETE", &path, None).await {
            Ok(_) => {
                self.model.hears();
                self.model.locations[location].exists = false;
            }
            // People or rules are there.
            Err(code) => assert_eq!(code, "in_use"),
        }
    }
}
