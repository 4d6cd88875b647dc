//! Desk phones with where they are registered, and shared lines with their history.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use roamline_api::desk_phone::{DeskPhone, Registration};
use roamline_api::line::Person;
use roamline_api::phone::CommonAreaPhone;
use roamline_api::phone_keys::PhoneKey;
use roamline_domain::call_settings::CallSettings;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{CallId, DeviceId, LineId, PhoneId};
use roamline_domain::shared_line::{
    CallOutcome, Direction, Forwarding, HistoryEntry, Line, OtherParty, Then,
};
use roamline_store::call_settings::CallSettingsRow;
use roamline_store::desk_phones::{self, SecretRow};
use roamline_store::phone_keys::{self, LayoutRow};
use roamline_store::{call_settings, lines, numbers, phones, users};
use uuid::Uuid;

use crate::world::World;

fn desk_phone(owner: DelegateId, username: &str) -> DeskPhone {
    DeskPhone {
        id: DeviceId(Uuid::now_v7()),
        owner,
        name: format!("Phone {username}"),
        username: username.to_owned(),
        rings: true,
        requires_encryption: false,
        places: Vec::new(),
        location: None,
        provisioning: None,
        version: 1,
    }
}

fn secret(text: &str) -> SecretRow {
    SecretRow { md5: format!("{text} of MD5"), sha256: format!("{text} of SHA-256") }
}

async fn lobby(world: &World) -> PhoneId {
    let lobby = CommonAreaPhone {
        id: PhoneId(Uuid::now_v7()),
        name: "Lobby".to_owned(),
        site: world.site.id,
        site_name: world.site.name.clone(),
        extension: None,
        mac: "00:1b:21:a7:00:01".parse().unwrap(),
        numbers: Vec::new(),
        version: 1,
    };
    let mut tx = world.tx().await;
    let now = tx.now();
    phones::insert(&mut tx, &lobby, now).await.unwrap();
    tx.commit().await.unwrap();
    lobby.id
}

pub(crate) async fn desk_phones_are_kept_whole(world: World) {
    let lobby = lobby(&world).await;
    let ada = DelegateId::User(world.user.id);
    let (mut adas, lobbys) = (desk_phone(ada, "b-ada"), desk_phone(DelegateId::Phone(lobby), "lobby"));
    let second = desk_phone(ada, "a-ada");
    let mut tx = world.tx().await;
    let now = tx.now();
    for phone in [&adas, &lobbys, &second] {
        desk_phones::insert(&mut tx, phone, &secret("first"), now).await.unwrap();
    }
    assert_eq!(desk_phones::find(&mut tx, lobbys.id).await.unwrap().as_ref(), Some(&lobbys));
    assert_eq!(desk_phones::find(&mut tx, DeviceId(Uuid::now_v7())).await.unwrap(), None);
    let by_name = [second.clone(), adas.clone()];
    assert_eq!(desk_phones::of_owner(&mut tx, ada).await.unwrap(), by_name);
    adas.name = "A new name".to_owned();
    adas.rings = false;
    adas.version = 2;
    desk_phones::update(&mut tx, &adas).await.unwrap();
    desk_phones::set_secret(&mut tx, adas.id, &secret("second")).await.unwrap();
    let all: BTreeMap<_, _> = desk_phones::all(&mut tx)
        .await
        .unwrap()
        .into_iter()
        .map(|(phone, kept)| (phone.id, (phone, kept)))
        .collect();
    assert_eq!(all.len(), 3);
    assert_eq!(all[&adas.id], (adas.clone(), secret("second")));
    assert_eq!(all[&second.id], (second.clone(), secret("first")));
    for (name, taken) in [("b-ada", true), ("lobby", true), ("c-ada", false)] {
        assert_eq!(desk_phones::is_username_taken(&mut tx, name).await.unwrap(), taken, "{name}");
    }
    desk_phones::delete(&mut tx, adas.id).await.unwrap();
    assert_eq!(desk_phones::of_owner(&mut tx, ada).await.unwrap(), [second]);
    phones::delete(&mut tx, lobby).await.unwrap();
    assert_eq!(
        desk_phones::find(&mut tx, lobbys.id).await.unwrap(),
        None,
        "it goes with the common area phone"
    );
}

pub(crate) async fn a_desk_phone_is_one_owners_and_has_a_name_of_its_own(world: World) {
    let ada = DelegateId::User(world.user.id);
    let one = desk_phone(ada, "ada");
    let mut tx = world.tx().await;
    let now = tx.now();
    desk_phones::insert(&mut tx, &one, &secret("s"), now).await.unwrap();
    tx.commit().await.unwrap();
    let namesake = desk_phone(ada, "ada");
    let twin = DeskPhone { username: "other".to_owned(), ..one };
    for double in [namesake, twin] {
        let mut tx = world.tx().await;
        let refused = desk_phones::insert(&mut tx, &double, &secret("s"), now).await;
        assert!(refused.unwrap_err().is_duplicate());
    }
    let nobodys = desk_phone(DelegateId::Phone(PhoneId(Uuid::now_v7())), "nobody");
    let mut tx = world.tx().await;
    let refused = desk_phones::insert(&mut tx, &nobodys, &secret("s"), now).await;
    assert!(refused.unwrap_err().is_reference());
}

pub(crate) async fn places_of_desk_phones_come_and_go(world: World) {
    let ada = DelegateId::User(world.user.id);
    let (one, two) = (desk_phone(ada, "one"), desk_phone(ada, "two"));
    let place = |address: &str, encrypted| Registration {
        address: address.to_owned(),
        encrypted,
        software: "baresip".to_owned(),
        since: world.in_seconds(-60),
        said: None,
    };
    let mut tx = world.tx().await;
    let now = tx.now();
    for phone in [&one, &two] {
        desk_phones::insert(&mut tx, phone, &secret("s"), now).await.unwrap();
    }
    let gone = DeviceId(Uuid::now_v7());
    let changes = BTreeMap::from([
        ("a".to_owned(), Some((one.id, place("192.0.2.1:5060", true)))),
        ("b".to_owned(), Some((one.id, place("[2001:db8::1]:5060", false)))),
        ("c".to_owned(), Some((gone, place("192.0.2.3:5060", false)))),
    ]);
    let changed = desk_phones::set_registrations(&mut tx, &changes).await.unwrap();
    assert_eq!(changed, BTreeSet::from([one.id]), "registrations of phones that are gone are left out");
    let found = desk_phones::find(&mut tx, one.id).await.unwrap().unwrap().places;
    let kept: Vec<_> = found.iter().map(|place| (place.address.as_str(), place.encrypted)).collect();
    assert_eq!(kept, [("192.0.2.1:5060", true), ("[2001:db8::1]:5060", false)]);
    let changes = BTreeMap::from([
        ("a".to_owned(), None),
        ("c".to_owned(), None),
        ("d".to_owned(), Some((two.id, place("192.0.2.4:5060", false)))),
    ]);
    let changed = desk_phones::set_registrations(&mut tx, &changes).await.unwrap();
    assert_eq!(changed, BTreeSet::from([one.id, two.id]));
    let of_ada = desk_phones::of_owner(&mut tx, ada).await.unwrap();
    assert!(of_ada.iter().all(|phone| phone.places.len() == 1));
    assert_eq!(desk_phones::contacts(&mut tx).await.unwrap(), ["b", "d"]);
    desk_phones::delete(&mut tx, two.id).await.unwrap();
    assert_eq!(desk_phones::contacts(&mut tx).await.unwrap(), ["b"], "it went with the phone");
    let ended = BTreeMap::from([("d".to_owned(), None)]);
    assert!(desk_phones::set_registrations(&mut tx, &ended).await.unwrap().is_empty());
}

pub(crate) async fn lines_are_kept_whole_and_in_view(world: World) {
    let grace = world.another_user().await;
    let (ada, number) = (world.user.id, "+441134960001");
    let line = Line::new(LineId(Uuid::now_v7()), number.parse().unwrap(), ada, Forwarding::default());
    let other =
        Line::new(LineId(Uuid::now_v7()), "+441134960000".parse().unwrap(), ada, Forwarding::default());
    let mut tx = world.tx().await;
    let now = tx.now();
    lines::insert(&mut tx, &line, now).await.unwrap();
    lines::insert(&mut tx, &other, now).await.unwrap();
    assert!(lines::viewers(&mut tx, line.id).await.unwrap().is_empty(), "nobody sees it yet");
    assert_eq!(lines::in_view_of(&mut tx, ada, line.id).await.unwrap(), None);

    let later = now + SignedDuration::from_secs(1);
    let people = [Person { who: DelegateId::User(ada), name: "Ada Byron".to_owned() }];
    lines::update(&mut tx, &line, &people, &[ada, grace.id].into(), later).await.unwrap();
    let busy = Forwarding {
        after_seconds: 9,
        then: Then::Number { number: "204".parse().unwrap() },
        ..Forwarding::default()
    };
    lines::set_forwarding(&mut tx, line.id, Some(&busy), 2).await.unwrap();
    let row = lines::find(&mut tx, line.id).await.unwrap().unwrap();
    assert_eq!((&row.line, row.people.as_slice(), row.forwarding()), (&line, people.as_slice(), &busy));
    assert_eq!((row.at.as_microsecond(), row.forwarding_version), (later.as_microsecond(), 2));
    let quiet = CallSettingsRow {
        user: ada,
        settings: CallSettings {
            do_not_disturb: true,
            forwarding: Forwarding { always: Some("205".parse().unwrap()), ..Forwarding::default() },
            ..CallSettings::default()
        },
        version: 2,
    };
    assert_eq!(call_settings::of_user(&mut tx, ada).await.unwrap().version, 1, "as everybody's");
    call_settings::put(&mut tx, &quiet).await.unwrap();
    assert_eq!(call_settings::of_user(&mut tx, ada).await.unwrap(), quiet);
    assert_eq!(call_settings::all(&mut tx).await.unwrap(), [(ada, quiet.settings.clone())].into());
    let row = lines::find(&mut tx, line.id).await.unwrap().unwrap();
    assert_eq!((row.forwarding(), &row.delegators), (&busy, &quiet.settings), "it has its own");
    let follows = lines::find(&mut tx, other.id).await.unwrap().unwrap();
    assert_eq!((follows.forwarding(), follows.own_forwarding.as_ref()), (&quiet.settings.forwarding, None));
    assert_eq!(lines::in_view_of(&mut tx, grace.id, line.id).await.unwrap(), Some(row.clone()));
    assert_eq!(lines::of_viewer(&mut tx, grace.id).await.unwrap(), [row]);
    let of_ada = lines::of_delegator(&mut tx, ada).await.unwrap();
    assert_eq!(of_ada.iter().map(|row| row.line.id).collect::<Vec<_>>(), [other.id, line.id], "by number");
    assert!(lines::of_delegator(&mut tx, grace.id).await.unwrap().is_empty());
    assert_eq!(lines::all(&mut tx).await.unwrap().len(), 2);

    lines::update(&mut tx, &line, &people, &[ada].into(), later).await.unwrap();
    assert_eq!(lines::viewers(&mut tx, line.id).await.unwrap(), [ada].into());
    assert!(lines::of_viewer(&mut tx, grace.id).await.unwrap().is_empty());
    lines::delete(&mut tx, line.id).await.unwrap();
    assert_eq!(lines::find(&mut tx, line.id).await.unwrap(), None);

    numbers::insert(&mut tx, number, now).await.unwrap();
    assert!(lines::numbers(&mut tx).await.unwrap().is_empty());
    numbers::assign(&mut tx, number, Some(DelegateId::User(ada))).await.unwrap();
    assert_eq!(lines::numbers(&mut tx).await.unwrap(), [(number.to_owned(), ada)]);
    let mut unlicensed = users::user(&mut tx, ada).await.unwrap().unwrap();
    unlicensed.user.licensed = false;
    users::update(&mut tx, &unlicensed).await.unwrap();
    assert!(lines::numbers(&mut tx).await.unwrap().is_empty(), "a line takes a licence");
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    let mut same_number = other;
    same_number.id = LineId(Uuid::now_v7());
    let refused = lines::insert(&mut tx, &same_number, now).await;
    assert!(refused.unwrap_err().is_duplicate());
}

pub(crate) async fn keys_of_desk_phones_are_kept_in_order(world: World) {
    let ada = world.user.id;
    let (one, other) =
        (desk_phone(DelegateId::User(ada), "a-ada"), desk_phone(DelegateId::User(ada), "b-ada"));
    let mut tx = world.tx().await;
    let now = tx.now();
    let line =
        |number: &str| Line::new(LineId(Uuid::now_v7()), number.parse().unwrap(), ada, Forwarding::default());
    let (first, second) = (line("+442079460001"), line("+442079460002"));
    for phone in [&one, &other] {
        desk_phones::insert(&mut tx, phone, &secret("any"), now).await.unwrap();
    }
    for line in [&first, &second] {
        lines::insert(&mut tx, line, now).await.unwrap();
    }
    let by_themselves = LayoutRow { keys: None, version: 1 };
    assert_eq!(phone_keys::of_phone(&mut tx, one.id).await.unwrap(), Some(by_themselves.clone()));
    let key = |line: &Line, label: &str| PhoneKey { line: line.id, label: label.to_owned() };
    let keys = vec![key(&second, "Second"), key(&first, "")];
    let layout = LayoutRow { keys: Some(keys.clone()), version: 2 };
    phone_keys::set(&mut tx, one.id, &layout).await.unwrap();
    phone_keys::set(&mut tx, other.id, &LayoutRow { keys: Some(Vec::new()), version: 2 }).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    assert_eq!(phone_keys::of_phone(&mut tx, one.id).await.unwrap(), Some(layout));
    assert_eq!(phone_keys::all(&mut tx).await.unwrap(), [(one.id, keys), (other.id, Vec::new())].into());

    lines::delete(&mut tx, second.id).await.unwrap();
    let left = phone_keys::of_phone(&mut tx, one.id).await.unwrap().unwrap().keys;
    assert_eq!(left, Some(vec![key(&first, "")]), "a line that is gone is on no key");
    let turned = LayoutRow { version: 3, ..by_themselves };
    phone_keys::set(&mut tx, one.id, &turned).await.unwrap();
    assert_eq!(phone_keys::of_phone(&mut tx, one.id).await.unwrap(), Some(turned));
    desk_phones::delete(&mut tx, other.id).await.unwrap();
    assert!(phone_keys::all(&mut tx).await.unwrap().is_empty());
    assert_eq!(phone_keys::of_phone(&mut tx, other.id).await.unwrap(), None);
}

pub(crate) async fn history_is_read_from_the_end(world: World) {
    let (line, elsewhere) = (LineId(Uuid::now_v7()), LineId(Uuid::now_v7()));
    let entry = |line, ended| HistoryEntry {
        line,
        call: CallId(Uuid::now_v7()),
        direction: Direction::Incoming,
        other: OtherParty::default(),
        began: world.in_seconds(-3600),
        answered: None,
        ended: world.in_seconds(ended),
        locked: false,
        encryption: None,
        withheld: false,
        steps: Vec::new(),
        outcome: CallOutcome::Missed,
    };
    let last = entry(line, -10);
    let moment = last.ended - SignedDuration::from_secs(10);
    let at_once = [(); 2].map(|()| HistoryEntry { ended: moment, ..entry(line, 0) });
    let first = entry(line, -600);
    let mut tx = world.tx().await;
    for kept in [&first, &at_once[0], &at_once[1], &last, &entry(elsewhere, -5)] {
        lines::note(&mut tx, kept).await.unwrap();
    }
    let mut calls = async |before, limit| {
        let found = lines::history(&mut tx, line, before, limit).await.unwrap();
        found.into_iter().map(|entry| entry.call).collect::<Vec<_>>()
    };
    let now = world.now();
    let both = [at_once[1].call, at_once[0].call];
    assert_eq!(calls(now, 9).await, [last.call, both[0], both[1], first.call]);
    assert_eq!(calls(now, 1).await, [last.call]);
    assert_eq!(calls(now, 2).await, [last.call, both[0], both[1]], "what ended together is not torn apart");
    assert_eq!(calls(last.ended, 1).await, both);
    assert_eq!(calls(moment, 9).await, [first.call]);
    assert!(calls(first.ended, 9).await.is_empty());

    let told_again = HistoryEntry { outcome: CallOutcome::Lost, ..last };
    lines::note(&mut tx, &told_again).await.unwrap();
    assert_eq!(lines::history(&mut tx, line, now, 1).await.unwrap(), [told_again], "kept once, as told last");
}
