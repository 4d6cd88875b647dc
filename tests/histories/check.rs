//! What the server says of every device, by every way to ask, against the model.

use std::time::Duration;

use futures_util::future::join_all;
use futures_util::join;
use roamline_pidf_lo::held::Identifier;
use serde_json::{Value, json};

use crate::ground::Told;
use crate::model::{House, Rung};
use crate::office::REALM;
use crate::organisation::Organisation;
use crate::services::{called_from, link_of};
use crate::sip_phone::At;
use crate::step::{Call, Moment};
use crate::until::within;
use crate::world::fresh;

/// An emergency call that brought a link to where the caller is.
#[derive(Debug, Clone)]
pub struct Referred {
    pub telephone: usize,
    /// The address that it came from.
    source: u8,
    uri: String,
    sent: (Rung, House),
}

impl Organisation {
    /// Lets a moment happen. What was told otherwise than the model has it, or nothing.
    pub async fn live(&mut self, moment: Moment, patience: Duration) -> Vec<String> {
        self.carry_out(moment.step).await;
        let right = within(patience, async || {
            let wrong = self.wrong_of_devices().await;
            if wrong.is_empty() { Ok(()) } else { Err(wrong) }
        });
        if let Err(wrong) = right.await {
            return wrong;
        }
        let wrong = self.call(moment.call).await;
        if wrong.is_empty() { self.wrong_in_views(moment.looks).await } else { wrong }
    }

    /// By HELD, by location URI, on the dashboard. Nothing of it is a sign of life of a computer.
    async fn wrong_of_devices(&self) -> Vec<String> {
        let name = self.mark.name("").trim().to_lowercase();
        let path = format!("/v1/readiness?search={name}");
        let telephones = join_all(self.telephones.iter().map(async |desk| {
            let name = Identifier::Sip { user: desk.name.clone(), host: REALM.into() };
            join!(self.ground.held(name), self.ground.follow(&desk.uri))
        }));
        let computers = join_all((0..self.computers.len()).map(|at| {
            let mac = self.mark.mac(at).parse().unwrap();
            self.ground.held(Identifier::Mac(mac))
        }));
        let void = join_all(self.void.iter().map(|uri| self.ground.follow(uri)));
        let reference = self.wrong_of_reference();
        let (readiness, telephones, computers, void, reference) =
            join!(self.world().admin.get(&path), telephones, computers, void, reference);
        let mut wrong: Vec<String> = reference.into_iter().collect();
        for (at, (by_held, by_uri)) in telephones.into_iter().enumerate() {
            let right = self.model.of_telephone(at);
            expect(&mut wrong, &format!("telephone {at} by HELD"), (None, by_held), right);
            expect(&mut wrong, &format!("telephone {at} by its URI"), (None, by_uri), right);
            let shown = on_dashboard(&readiness, &json!(self.telephones[at].device));
            expect(&mut wrong, &format!("telephone {at} on the dashboard"), shown, right);
        }
        for (at, by_mac) in computers.into_iter().enumerate() {
            if let Some(right) = self.model.of_computer(at) {
                expect(&mut wrong, &format!("computer {at} by HELD"), (None, by_mac), right);
                let shown = on_dashboard(&readiness, &json!(self.computers[at].person.device));
                expect(&mut wrong, &format!("computer {at} on the dashboard"), shown, right);
            } else if by_mac.is_some() {
                wrong.push(format!("computer {at} is on no network, and by HELD it is at {by_mac:?}"));
            }
        }
        if void.iter().any(Option::is_some) {
            wrong.push("a telephone that is gone is somewhere by its URI".to_owned());
        }
        wrong
    }

    /// The place at the time of the call stays with its link until something better is said.
    async fn wrong_of_reference(&self) -> Option<String> {
        let Referred { telephone, source, uri, sent } = self.referred.as_ref()?;
        let there = self.model.of_telephone_at(*telephone, *source);
        let now = self.model.of_telephone(*telephone);
        let may_be: Vec<(Rung, House)> =
            [*sent, there, now].into_iter().filter(|(rung, _)| *rung <= sent.0).collect();
        let house = self.ground.follow(uri).await;
        let is_one = may_be.iter().any(|(_, right)| house == Some(right.to_string()));
        (!is_one).then(|| {
            format!("the link of the call of telephone {telephone}: {house:?} and none of {may_be:?}")
        })
    }

    /// Somebody makes an emergency call.
    async fn call(&mut self, call: Call) -> Vec<String> {
        let (telephone, place) = match call {
            Call::Nobody => return Vec::new(),
            Call::Dialled { telephone, place } => (telephone, place),
            Call::OnLine { telephone } => (telephone, 0),
        };
        let places = self.model.telephones[telephone].places.clone();
        // Rung to be connected, a telephone that was left behind would answer as well.
        if places.is_empty() || matches!(call, Call::OnLine { .. }) && places.len() > 1 {
            return Vec::new();
        }
        let place = place % places.len();
        let phone = &self.telephones[telephone].phones[place];
        let invite = match call {
            Call::OnLine { .. } => {
                let user = &self.people[self.model.telephones[telephone].user];
                let line = self.ground.office.line(user, "the line", |_| true).await;
                let path = format!("/v1/lines/{}/calls", line["id"].as_str().unwrap());
                let device = self.telephones[telephone].device;
                user.ok("POST", &path, json!({"call": fresh(), "phone": device, "to": "112"})).await;
                phone.one(At::Talking).await;
                self.ground.services.refuse().await
            }
            Call::Nobody | Call::Dialled { .. } => {
                phone.dial("112").await;
                self.ground.services.refuse().await
            }
        };
        phone.idle().await;
        let right = self.model.of_telephone_at(telephone, places[place]);
        let told = if self.ground.by_reference {
            let uri = self.ground.reached(link_of(&invite));
            let told = (None, self.ground.follow(&uri).await);
            self.referred = Some(Referred { telephone, source: places[place], uri, sent: right });
            told
        } else {
            (None, called_from(&invite).hno)
        };
        let mut wrong = Vec::new();
        expect(&mut wrong, &format!("the call of telephone {telephone}, {call:?}"), told, right);
        wrong
    }

    /// In the view of the computers that look, each of which the server has then heard of.
    async fn wrong_in_views(&mut self, looks: u8) -> Vec<String> {
        let mut wrong = Vec::new();
        for at in (0..self.computers.len()).filter(|at| looks >> at & 1 == 1) {
            let location = self.computers[at].person.own_device().await["location"].clone();
            self.heard_of(at);
            let Some((right, meets)) = self.model.of_computer(at).zip(self.model.met_by(at)) else {
                continue;
            };
            let seen = &location["dispatch"]["location"];
            let view = (text(&seen["rung"]), text(&seen["address"]["hno"]));
            expect(&mut wrong, &format!("computer {at} in its view"), view, right);
            let met = text(&location["encounter"]["encounter"]);
            if met.as_deref() != Some(meets.name()) {
                wrong.push(format!("the user of computer {at} meets {met:?} for {meets:?}"));
            }
        }
        wrong
    }
}

fn expect(wrong: &mut Vec<String>, what: &str, told: Told, right: (Rung, House)) {
    let (rung, house) = &told;
    let is_right = rung.as_deref().is_none_or(|rung| rung == right.0.name())
        && house.as_deref().is_none_or(|house| house == right.1.to_string())
        && told != (None, None);
    if !is_right {
        wrong.push(format!("{what}: {told:?} for {right:?}"));
    }
}

/// The rung of a device on the Emergency dashboard.
fn on_dashboard(readiness: &Value, device: &Value) -> Told {
    let owners = readiness["owners"]["items"].as_array().unwrap().iter();
    let mut all = owners.flat_map(|owner| owner["devices"].as_array().unwrap());
    (all.find(|one| one["id"] == *device).and_then(|one| text(&one["rung"])), None)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
