//! Shared lines and telephones on the server in memory, as far as this user sees them.

use jiff::Timestamp;
use roamline_api::desk_phone::{DeskPhone, DeskPhoneCredentials, Registration};
use roamline_api::line::{Line, LineCall};
use roamline_api::sync::{Change, Entity, EntityKey};
use roamline_client::controller::{Call, CallAnswer};
use roamline_client::view::{ActionError, View};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{CallId, DeviceId, LineId, UserId};
use roamline_domain::shared_line::{AppearanceView, Details, Direction, OtherParty, Phase};
use uuid::Uuid;

use super::delegations::name_of;
use super::world::{FakeServer, World};
use super::{dawn, user};

/// What a telephone is given, for tests to look for.
pub const PASSWORD: &str = "wren-copper-lantern-7";
/// Who calls, for tests to look for.
pub const CALLER: &str = "+442079460018";

pub fn line_id(number: u8) -> LineId {
    LineId(Uuid::from_u128(0x11e0 + u128::from(number)))
}

pub fn call_id(number: u8) -> CallId {
    CallId(Uuid::from_u128(0xca11 + u128::from(number)))
}

pub fn phone_id(number: u8) -> DeviceId {
    DeviceId(Uuid::from_u128(0x9803 + u128::from(number)))
}

/// A line without calls.
pub fn line(number: u8, delegator: UserId) -> Line {
    let shown = format!("+44 113 496 00{number:02}");
    Line {
        id: line_id(number),
        number: shown.parse().unwrap(),
        shown,
        delegator,
        delegator_name: name_of(delegator),
        suspended: false,
        switch_there: true,
        not_disturbed: Vec::new(),
        place_refused: None,
        calls: Vec::new(),
        people: Vec::new(),
        forwarding: None,
    }
}

/// A call from outside that rings with the user.
pub fn ringing(number: u8) -> LineCall {
    let from = OtherParty { number: Some(CALLER.parse().unwrap()), name: None };
    LineCall {
        appearance: AppearanceView {
            number,
            call: call_id(number),
            version: 1,
            state: Phase::Alerting,
            locked: false,
            holder: None,
            details: Some(Details {
                direction: Direction::Incoming,
                other: from,
                placed_by: None,
                began: dawn(),
                answered: None,
                since: dawn(),
                rings_with_you: true,
                claimed_by: None,
                your_phone: None,
                other_rings: false,
                underway: None,
            }),
        },
        offers: Vec::new(),
    }
}

/// The same, on a telephone of the user's.
pub fn talking(number: u8) -> LineCall {
    let mut call = ringing(number);
    call.appearance.state = Phase::Active;
    call.appearance.holder = Some(DelegateId::User(user()));
    let details = call.appearance.details.as_mut().unwrap();
    details.rings_with_you = false;
    details.your_phone = Some(phone_id(1));
    call
}

/// The same, with somebody else.
pub fn taken(number: u8, by: UserId) -> LineCall {
    let mut call = talking(number);
    call.appearance.holder = Some(DelegateId::User(by));
    call.appearance.details.as_mut().unwrap().your_phone = None;
    call
}

/// A telephone of the user's; registered, or not.
pub fn phone(number: u8, registered: bool) -> DeskPhone {
    let place = Registration {
        address: "10.0.0.9:5060".to_owned(),
        encrypted: false,
        software: "baresip".to_owned(),
        since: Timestamp::UNIX_EPOCH,
        said: None,
    };
    DeskPhone {
        id: phone_id(number),
        owner: DelegateId::User(user()),
        name: format!("Phone {number}"),
        username: format!("user{number}"),
        rings: true,
        requires_encryption: false,
        places: if registered { vec![place] } else { Vec::new() },
        location: None,
        provisioning: None,
        version: 1,
    }
}

pub fn is_on_a_call(view: &View) -> bool {
    let calls = view.lines.iter().flat_map(|line| &line.calls);
    calls.into_iter().any(|call| call.appearance.details.as_ref().is_some_and(|d| d.your_phone.is_some()))
}

impl FakeServer {
    /// The line is now this, and the user is told so.
    pub fn put_line(&mut self, line: Line) {
        self.lines.insert(line.id, line.clone());
        self.put(Entity::Line(line));
    }

    /// Another line has these calls.
    pub fn put_calls(&mut self, number: u8, calls: Vec<LineCall>) {
        let line = self.lines.get(&line_id(number)).cloned();
        self.put_line(Line { calls, ..line.unwrap_or_else(|| line_of(number)) });
    }

    /// The user no longer sees the line.
    pub fn remove_line(&mut self, number: u8) {
        if self.lines.remove(&line_id(number)).is_some() {
            self.log(Change::Removed { key: EntityKey::Line(line_id(number).0) });
        }
    }

    pub fn put_phone(&mut self, phone: DeskPhone) {
        self.phones.insert(phone.id, phone.clone());
        self.put(Entity::DeskPhone(phone));
    }

    /// Takes a call of this user about lines and telephones.
    pub fn call_about_lines(&mut self, call: &Call) -> Result<CallAnswer, ActionError> {
        Ok(match call {
            Call::AddDeskPhone(new) => {
                let phone = DeskPhone { id: new.id, name: new.name.clone(), ..phone(1, false) };
                self.put_phone(phone.clone());
                CallAnswer::Credentials(Box::new(DeskPhoneCredentials {
                    phone,
                    password: PASSWORD.to_owned(),
                    domain: "phones.example.com".to_owned(),
                    servers: Vec::new(),
                }))
            }
            Call::PlaceCall(line, place) => {
                let mut placed = talking(9);
                placed.appearance.call = place.call;
                let details = placed.appearance.details.as_mut().unwrap();
                details.direction = Direction::Placed;
                if let Some(line) = self.lines.get(line).cloned()
                    && !line.calls.iter().any(|call| call.appearance.call == place.call)
                {
                    let calls = line.calls.iter().cloned().chain([placed]).collect();
                    self.put_line(Line { calls, ..line });
                }
                CallAnswer::Done
            }
            _ => CallAnswer::Done,
        })
    }
}

fn line_of(number: u8) -> Line {
    line(number, if number == 0 { user() } else { super::delegations::other(number) })
}

impl World {
    /// The user begins or ends a call, and this computer hears of it if it is in touch.
    pub fn talks(&mut self, talks: bool) {
        self.server.put_calls(0, if talks { vec![talking(1)] } else { Vec::new() });
        while self.hear_next() {}
    }
}
