//! Users, their devices, sessions and tokens, and their personal locations.

use roamline_domain::ids::{DeviceId, PersonalLocationId, SiteId, UserId};
use roamline_domain::roles::{Administration, Roles};
use roamline_store::tokens::{Code, Pair};
use roamline_store::users::UserFilter;
use roamline_store::{Conn, devices, personal_locations, reports, tokens, users};
use uuid::Uuid;

use roamline_domain::report::Choice;

use crate::world::{World, address, user};

pub(crate) async fn users_are_kept_whole_and_found(world: World) {
    let grace = world.another_user().await;
    let mut tx = world.tx().await;
    let (found, hash) = users::credentials(&mut tx, " ADA@example.COM ").await.unwrap().unwrap();
    assert_eq!((found.user, hash.as_str()), (world.user.clone(), "hash"));
    assert_eq!(users::credentials(&mut tx, "nobody@example.com").await.unwrap(), None);

    let mut row = users::user(&mut tx, grace.id).await.unwrap().unwrap();
    row.user.name = "100% Grace_Hopper!".to_owned();
    row.user.roles = Roles { administrator: None, safety_team: true };
    row.user.licensed = false;
    row.user.active = false;
    row.user.version = 2;
    row.ask_again_since = Some(world.now());
    users::update(&mut tx, &row).await.unwrap();
    users::set_password(&mut tx, grace.id, "other").await.unwrap();
    assert_eq!(users::user(&mut tx, grace.id).await.unwrap().as_ref(), Some(&row));
    assert_eq!(users::credentials(&mut tx, &grace.email).await.unwrap().unwrap().1, "other");
    assert_eq!(users::user(&mut tx, UserId(Uuid::now_v7())).await.unwrap(), None);

    let everybody = UserFilter { limit: 10, ..UserFilter::default() };
    let (page, total) = users::list(&mut tx, &everybody).await.unwrap();
    assert_eq!((page, total), (vec![row.user.clone(), world.user.clone()], 2));
    for (q, expected) in
        [("BYRON", 1), ("example.com", 2), ("0% g", 1), ("_", 1), ("%", 1), ("!", 1), ("x%x", 0)]
    {
        let filter = UserFilter { q: Some(q.to_owned()), limit: 10, ..UserFilter::default() };
        assert_eq!(users::list(&mut tx, &filter).await.unwrap().1, expected, "{q}");
    }
    let second = UserFilter { site: Some(world.site.id), offset: 1, limit: 1, ..UserFilter::default() };
    assert_eq!(users::list(&mut tx, &second).await.unwrap(), (vec![world.user.clone()], 2));
    let mut ids = [world.user.id, grace.id];
    ids.sort_unstable();
    assert_eq!(users::ids(&mut tx, Some(world.site.id)).await.unwrap(), ids);
    assert_eq!(users::ids(&mut tx, None).await.unwrap(), ids);

    let again = user(world.site.id, "Ada's twin", "ADA@EXAMPLE.COM");
    let error = users::insert(&mut tx, &again, "hash", world.now()).await.unwrap_err();
    assert!(error.is_duplicate());
    assert!(error.constraint().unwrap().contains("email"));
}

pub(crate) async fn administrators_are_counted_and_found(world: World) {
    let mut tx = world.tx().await;
    assert_eq!(users::account_administrators(&mut tx).await.unwrap(), 0);
    let site = Administration::Site { site: world.site.id };
    let people =
        [(Some(Administration::Account), true), (Some(Administration::Account), false), (Some(site), true)];
    let mut expected = Vec::new();
    for (number, (administrator, active)) in people.into_iter().enumerate() {
        let mut person = user(world.site.id, "Person", &format!("{number}@example.com"));
        person.roles.administrator = administrator;
        person.active = active;
        users::insert(&mut tx, &person, "hash", world.now()).await.unwrap();
        if active {
            expected.push(person);
        }
    }
    assert_eq!(users::account_administrators(&mut tx).await.unwrap(), 1);
    expected.sort_by_key(|person| person.id);
    assert_eq!(users::administrators_of(&mut tx, world.site.id).await.unwrap(), expected);
}

pub(crate) async fn the_nearest_are_told_of_an_emergency_call(world: World) {
    let mut tx = world.tx().await;
    let (here, elsewhere) = (world.site.id, SiteId(Uuid::now_v7()));
    let told = async |conn: &mut Conn, site| {
        let who = users::safety_team(conn, site).await.unwrap();
        let mut who: Vec<String> = who.into_iter().map(|(_, email)| email).collect();
        who.sort_unstable();
        who
    };
    assert_eq!(told(&mut tx, Some(here)).await, Vec::<String>::new());
    let site = Administration::Site { site: here };
    for (name, administrator) in [("boss", Administration::Account), ("local", site)] {
        let mut person = user(here, name, &format!("{name}@example.com"));
        person.roles.administrator = Some(administrator);
        users::insert(&mut tx, &person, "hash", world.now()).await.unwrap();
    }
    // No safety team: whoever administers that site, or all of them.
    assert_eq!(told(&mut tx, Some(here)).await, ["boss@example.com", "local@example.com"]);
    assert_eq!(told(&mut tx, Some(elsewhere)).await, ["boss@example.com"]);
    assert_eq!(told(&mut tx, None).await, ["boss@example.com"]);
    for (name, active) in [("warden", true), ("retired", false)] {
        let mut person = user(here, name, &format!("{name}@example.com"));
        person.roles.safety_team = true;
        person.active = active;
        users::insert(&mut tx, &person, "hash", world.now()).await.unwrap();
    }
    for site in [Some(here), Some(elsewhere), None] {
        assert_eq!(told(&mut tx, site).await, ["warden@example.com"]);
    }
}

pub(crate) async fn the_default_address_is_the_users_own(world: World) {
    let grace = world.another_user().await;
    let (own, hers) = (world.personal(world.user.id).await, world.personal(grace.id).await);
    let (me, mut tx) = (world.user.id, world.tx().await);
    assert_eq!(users::default_address(&mut tx, me).await.unwrap(), None);
    assert!(!users::set_default_address(&mut tx, me, Some(hers.id)).await.unwrap());
    assert!(users::set_default_address(&mut tx, me, Some(own.id)).await.unwrap());
    assert!(!users::set_default_address(&mut tx, me, Some(hers.id)).await.unwrap());
    assert_eq!(users::default_address(&mut tx, me).await.unwrap(), Some(own.id));
    let all = users::default_addresses(&mut tx).await.unwrap();
    assert_eq!(all.into_iter().collect::<Vec<_>>(), [(me, (own.id, own.name.clone(), own.address.clone()))]);
    assert!(users::set_default_address(&mut tx, me, None).await.unwrap());
    assert_eq!(users::default_address(&mut tx, me).await.unwrap(), None);
    assert!(users::set_default_address(&mut tx, me, Some(own.id)).await.unwrap());
    personal_locations::delete(&mut tx, own.id).await.unwrap();
    assert_eq!(users::default_address(&mut tx, me).await.unwrap(), None);
}

pub(crate) async fn devices_sign_in_and_out(world: World) {
    let grace = world.another_user().await;
    let (me, now) = (world.user.id, world.now());
    let device = world.device(me).await;
    let mut tx = world.tx().await;
    let fresh = || DeviceId(Uuid::now_v7());
    let again = devices::sign_in(&mut tx, me, Some(device), fresh(), "desk", now).await.unwrap();
    assert_eq!(again, device);
    let other = devices::sign_in(&mut tx, grace.id, Some(device), fresh(), "desk", now).await.unwrap();
    assert_ne!(other, device, "somebody else's device is never taken over");
    devices::rename(&mut tx, device, "travel laptop").await.unwrap();
    let later = world.in_seconds(60);
    devices::seen(&mut tx, device, later).await.unwrap();
    let row = devices::device(&mut tx, device).await.unwrap().unwrap();
    assert_eq!(
        (row.user, row.name.as_str(), row.signed_in_at, row.last_seen_at),
        (me, "travel laptop", now, later)
    );
    assert_eq!(devices::of_user(&mut tx, me).await.unwrap(), [row]);

    let silent = devices::silent_since(&mut tx, later, 10).await.unwrap();
    assert_eq!(silent.iter().map(|d| d.id).collect::<Vec<_>>(), [other]);
    assert_eq!(devices::silent_since(&mut tx, now, 10).await.unwrap(), []);

    let family = Uuid::now_v7();
    tokens::insert_family(&mut tx, family, device, now).await.unwrap();
    devices::sign_out(&mut tx, device, later).await.unwrap();
    assert_eq!(devices::device(&mut tx, device).await.unwrap(), None);
    assert_eq!(devices::of_user(&mut tx, me).await.unwrap(), []);
    assert!(!tokens::is_family_alive(&mut tx, family).await.unwrap());
    assert_eq!(devices::name(&mut tx, device).await.unwrap().as_deref(), Some("travel laptop"));
    assert_eq!(devices::sign_in(&mut tx, me, Some(device), fresh(), "back", later).await.unwrap(), device);
    assert!(!tokens::is_family_alive(&mut tx, family).await.unwrap(), "an old sign-in stays void");
}

pub(crate) async fn sessions_and_codes_end(world: World) {
    let (me, now, mut tx) = (world.user.id, world.now(), world.tx().await);
    let end = world.in_seconds(60);
    for hash in ["one", "two"] {
        tokens::insert_session(&mut tx, hash, me, now, end).await.unwrap();
    }
    assert_eq!(tokens::session(&mut tx, "one", now).await.unwrap(), Some(me));
    assert_eq!(tokens::session(&mut tx, "one", end).await.unwrap(), None);
    tokens::delete_session(&mut tx, "one").await.unwrap();
    assert_eq!(tokens::session(&mut tx, "one", now).await.unwrap(), None);
    let mut row = users::user(&mut tx, me).await.unwrap().unwrap();
    row.user.active = false;
    users::update(&mut tx, &row).await.unwrap();
    assert_eq!(tokens::session(&mut tx, "two", now).await.unwrap(), None);
    row.user.active = true;
    users::update(&mut tx, &row).await.unwrap();
    tokens::delete_sessions_of(&mut tx, me).await.unwrap();
    assert_eq!(tokens::session(&mut tx, "two", now).await.unwrap(), None);

    let mut code = Code {
        user: me,
        redirect_uri: "http://127.0.0.1:4000/callback".to_owned(),
        challenge: "challenge".to_owned(),
        expires: end,
        family: None,
    };
    tokens::insert_code(&mut tx, "code", &code).await.unwrap();
    assert_eq!(tokens::code(&mut tx, "code").await.unwrap().as_ref(), Some(&code));
    assert_eq!(tokens::code(&mut tx, "other").await.unwrap(), None);
    let fresh = DeviceId(Uuid::now_v7());
    let device = devices::sign_in(&mut tx, me, None, fresh, "laptop", now).await.unwrap();
    let family = Uuid::now_v7();
    tokens::insert_family(&mut tx, family, device, now).await.unwrap();
    tokens::spend_code(&mut tx, "code", family).await.unwrap();
    code.family = Some(family);
    assert_eq!(tokens::code(&mut tx, "code").await.unwrap().as_ref(), Some(&code));

    tokens::insert_session(&mut tx, "three", me, now, end).await.unwrap();
    tokens::prune(&mut tx, end, 10).await.unwrap();
    assert_eq!(tokens::session(&mut tx, "three", now).await.unwrap(), None);
    assert!(
        tokens::code(&mut tx, "code").await.unwrap().is_some(),
        "a second use is to be noticed for a day"
    );
    tokens::prune(&mut tx, world.in_seconds(90_000), 10).await.unwrap();
    assert_eq!(tokens::code(&mut tx, "code").await.unwrap(), None);
}

pub(crate) async fn tokens_live_and_die_with_their_family(world: World) {
    let device = world.device(world.user.id).await;
    let (now, soon, late) = (world.now(), world.in_seconds(600), world.in_seconds(6_000));
    let mut tx = world.tx().await;
    let family = Uuid::now_v7();
    tokens::insert_family(&mut tx, family, device, now).await.unwrap();
    let pair = Pair { access: "a1", access_expires: soon, refresh: "r1", refresh_expires: late };
    tokens::insert_pair(&mut tx, family, &pair, now).await.unwrap();
    assert_eq!(tokens::device_of_family(&mut tx, family).await.unwrap(), Some(device));

    let access = tokens::access(&mut tx, "a1", now).await.unwrap().unwrap();
    assert_eq!(
        (access.family, access.device, access.user, access.used),
        (family, device, world.user.id, false)
    );
    assert_eq!(tokens::access(&mut tx, "a1", soon).await.unwrap(), None);
    assert!(tokens::is_unused(&mut tx, "r1").await.unwrap());
    tokens::use_access(&mut tx, "a1", now).await.unwrap();
    assert!(!tokens::is_unused(&mut tx, "r1").await.unwrap());
    assert!(tokens::access(&mut tx, "a1", now).await.unwrap().unwrap().used);

    tokens::spend_refresh(&mut tx, "r1", "r2", now).await.unwrap();
    tokens::spend_refresh(&mut tx, "r1", "r3", soon).await.unwrap();
    let spent = tokens::refresh(&mut tx, "r1").await.unwrap().unwrap();
    assert_eq!((spent.used_at, spent.successor.as_deref()), (Some(now), Some("r3")));
    assert_eq!((spent.family, spent.device, spent.user), (family, device, world.user.id));
    assert_eq!((spent.expires, spent.alive), (late, true));

    assert!(tokens::is_family_alive(&mut tx, family).await.unwrap());
    tokens::insert_family(&mut tx, Uuid::now_v7(), device, soon).await.unwrap();
    assert!(!tokens::is_family_alive(&mut tx, family).await.unwrap(), "a new sign-in ends the one before");
    assert!(!tokens::refresh(&mut tx, "r1").await.unwrap().unwrap().alive);
    assert_eq!(tokens::access(&mut tx, "a1", now).await.unwrap(), None);
    tokens::prune(&mut tx, late, 10).await.unwrap();
    assert_eq!(tokens::refresh(&mut tx, "r1").await.unwrap(), None);
}

pub(crate) async fn a_pair_that_never_arrived_is_taken_back(world: World) {
    let device = world.device(world.user.id).await;
    let (now, soon) = (world.now(), world.in_seconds(600));
    let mut tx = world.tx().await;
    let family = Uuid::now_v7();
    tokens::insert_family(&mut tx, family, device, now).await.unwrap();
    let pair = Pair { access: "a", access_expires: soon, refresh: "r", refresh_expires: soon };
    tokens::insert_pair(&mut tx, family, &pair, now).await.unwrap();
    tokens::delete_pair(&mut tx, "r").await.unwrap();
    assert_eq!(tokens::refresh(&mut tx, "r").await.unwrap(), None);
    assert_eq!(tokens::access(&mut tx, "a", now).await.unwrap(), None);
    assert!(tokens::is_family_alive(&mut tx, family).await.unwrap());
}

pub(crate) async fn personal_locations_are_kept_whole(world: World) {
    let grace = world.another_user().await;
    let mut own = world.personal(world.user.id).await;
    world.personal(grace.id).await;
    let device = world.device(world.user.id).await;
    let mut tx = world.tx().await;
    own.name = "Mum's".to_owned();
    own.address = address("Rue d'Été");
    own.version = 2;
    own.updated_at = world.in_seconds(1);
    personal_locations::update(&mut tx, &own).await.unwrap();
    assert_eq!(personal_locations::find(&mut tx, own.id).await.unwrap().as_ref(), Some(&own));
    assert_eq!(personal_locations::all(&mut tx, world.user.id).await.unwrap(), [own.clone()]);
    assert_eq!(personal_locations::of_user(&mut tx, grace.id, own.id).await.unwrap(), None);
    assert!(personal_locations::of_user(&mut tx, world.user.id, own.id).await.unwrap().is_some());
    assert_eq!(personal_locations::find(&mut tx, PersonalLocationId(Uuid::now_v7())).await.unwrap(), None);

    for router in [1, 1, 2] {
        let choice = Choice::SavedPersonalLocation { personal: own.id };
        let report = world.report(world.user.id, device, router, choice);
        reports::insert(&mut tx, &report).await.unwrap();
    }
    assert_eq!(personal_locations::networks(&mut tx, own.id).await.unwrap(), 2);
    assert_eq!(reports::personal_places(&mut tx, world.user.id).await.unwrap(), [own.id]);
    personal_locations::delete(&mut tx, own.id).await.unwrap();
    assert_eq!(personal_locations::all(&mut tx, world.user.id).await.unwrap(), []);
}
