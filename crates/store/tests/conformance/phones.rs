//! Common area phones, extensions, numbers and monitoring groups.

use roamline_api::phone::CommonAreaPhone;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{MonitoringGroupId, PhoneId, UserId};
use roamline_domain::monitoring::MonitoringSettings;
use roamline_store::monitoring_groups::{self, GroupRow};
use roamline_store::numbers::{self, NumberFilter};
use roamline_store::parties::{self, PartyFilter};
use roamline_store::phones::{self, PhoneFilter};
use roamline_store::{accounts, extensions, shared_lines, users};
use uuid::Uuid;

use crate::world::{World, site};

/// A phone of the site that is not stored yet, told from others by its number.
fn phone(world: &World, number: u8) -> CommonAreaPhone {
    CommonAreaPhone {
        id: PhoneId(Uuid::now_v7()),
        name: format!("Phone {number}"),
        site: world.site.id,
        site_name: world.site.name.clone(),
        extension: Some(format!("70{number}")),
        mac: format!("00:1b:21:a7:00:{number:02x}").parse().unwrap(),
        numbers: Vec::new(),
        version: 1,
    }
}

pub(crate) async fn phones_are_kept_whole_and_found(world: World) {
    let (mut lobby, other) = (phone(&world, 1), phone(&world, 2));
    let mut tx = world.tx().await;
    let now = tx.now();
    let austin = site("Austin");
    accounts::insert_site(&mut tx, &austin, now).await.unwrap();
    phones::insert(&mut tx, &lobby, now).await.unwrap();
    phones::insert(&mut tx, &other, now).await.unwrap();
    assert_eq!(phones::phone(&mut tx, lobby.id).await.unwrap().as_ref(), Some(&lobby));
    lobby.name = "Lobby_Ä".to_owned();
    lobby.site = austin.id;
    lobby.site_name = "Austin".to_owned();
    lobby.extension = None;
    lobby.mac = "00:1b:21:a7:00:99".parse().unwrap();
    lobby.version = 2;
    phones::update(&mut tx, &lobby).await.unwrap();
    assert_eq!(phones::phone(&mut tx, lobby.id).await.unwrap().as_ref(), Some(&lobby));
    let everything = PhoneFilter { limit: 10, ..PhoneFilter::default() };
    assert_eq!(phones::list(&mut tx, &everything).await.unwrap(), (vec![lobby.clone(), other.clone()], 2));
    for (q, expected) in [("Y_ä", 1), ("702", 1), ("00:1B:21", 2), ("%", 0)] {
        let filter = PhoneFilter { q: Some(q.to_owned()), limit: 10, ..PhoneFilter::default() };
        assert_eq!(phones::list(&mut tx, &filter).await.unwrap().1, expected, "{q}");
    }
    let there = PhoneFilter { site: Some(austin.id), limit: 10, ..PhoneFilter::default() };
    assert_eq!(phones::list(&mut tx, &there).await.unwrap(), (vec![lobby.clone()], 1));
    let second = PhoneFilter { offset: 1, limit: 1, ..PhoneFilter::default() };
    assert_eq!(phones::list(&mut tx, &second).await.unwrap(), (vec![other.clone()], 2));
    phones::delete(&mut tx, other.id).await.unwrap();
    assert_eq!(phones::phone(&mut tx, other.id).await.unwrap(), None);
    assert_eq!(extensions::holder(&mut tx, "702").await.unwrap(), None);
}

pub(crate) async fn a_hardware_address_is_one_phone(world: World) {
    let one = phone(&world, 1);
    let mut tx = world.tx().await;
    phones::insert(&mut tx, &one, world.now()).await.unwrap();
    let twin = CommonAreaPhone { mac: one.mac, ..phone(&world, 2) };
    let error = phones::insert(&mut tx, &twin, world.now()).await.unwrap_err();
    assert!(error.is_duplicate() && !extensions::is_taken(&error), "{error:?}");
}

pub(crate) async fn an_extension_is_one_users_or_phones(world: World) {
    let grace = world.another_user().await;
    let one = phone(&world, 1);
    let mut tx = world.tx().await;
    phones::insert(&mut tx, &one, world.now()).await.unwrap();
    let mut row = users::user(&mut tx, world.user.id).await.unwrap().unwrap();
    row.user.extension = Some("4711".to_owned());
    users::update(&mut tx, &row).await.unwrap();
    users::update(&mut tx, &row).await.unwrap();
    assert_eq!(users::user(&mut tx, world.user.id).await.unwrap(), Some(row));
    let ada = DelegateId::User(world.user.id);
    assert_eq!(extensions::holder(&mut tx, "4711").await.unwrap(), Some(ada));
    assert_eq!(
        extensions::all(&mut tx).await.unwrap(),
        [("4711".to_owned(), ada), ("701".to_owned(), DelegateId::Phone(one.id))]
    );
    let by_extension =
        users::UserFilter { q: Some("4711".to_owned()), limit: 9, ..users::UserFilter::default() };
    assert_eq!(users::list(&mut tx, &by_extension).await.unwrap().1, 1);
    tx.commit().await.unwrap();
    for taken in ["4711", "701"] {
        let mut tx = world.tx().await;
        let error = extensions::set(&mut tx, DelegateId::User(grace.id), Some(taken)).await.unwrap_err();
        assert!(extensions::is_taken(&error), "{error:?}");
        drop(tx);
        let mut tx = world.tx().await;
        let holds = extensions::holder(&mut tx, taken).await.unwrap();
        let error = phones::insert(
            &mut tx,
            &CommonAreaPhone { extension: Some(taken.to_owned()), ..phone(&world, 3) },
            world.now(),
        )
        .await
        .unwrap_err();
        assert!(holds.is_some() && extensions::is_taken(&error), "{error:?}");
    }
    let mut tx = world.tx().await;
    extensions::set(&mut tx, ada, None).await.unwrap();
    extensions::set(&mut tx, DelegateId::User(grace.id), Some("4711")).await.unwrap();
}

pub(crate) async fn parties_are_found_many_at_a_time(world: World) {
    let grace = world.another_user().await;
    let one = phone(&world, 1);
    let mut tx = world.tx().await;
    phones::insert(&mut tx, &one, world.now()).await.unwrap();
    let mut row = users::user(&mut tx, grace.id).await.unwrap().unwrap();
    row.user.active = false;
    row.user.licensed = false;
    row.user.extension = Some("88".to_owned());
    users::update(&mut tx, &row).await.unwrap();
    let (ada, grace, lobby) =
        (DelegateId::User(world.user.id), DelegateId::User(grace.id), DelegateId::Phone(one.id));
    let nobody = (0..1200).map(|_| DelegateId::User(UserId(Uuid::now_v7())));
    let wanted: Vec<_> = [ada, grace].into_iter().chain(nobody).chain([lobby]).collect();
    let found = parties::find(&mut tx, &wanted).await.unwrap();
    assert_eq!(found.len(), 3);
    let (a, g, p) = (&found[&ada], &found[&grace], &found[&lobby]);
    assert_eq!(
        (a.name.as_str(), a.licensed, a.active, a.extension.as_deref()),
        ("Ada Byron", true, true, None)
    );
    assert_eq!((g.licensed, g.active, g.extension.as_deref()), (false, false, Some("88")));
    assert_eq!((p.name.as_str(), p.licensed, p.active), ("Phone 1", true, true));
    assert_eq!((p.site, p.site_name.as_str()), (world.site.id, "Leeds"));
    assert!(parties::find(&mut tx, &[]).await.unwrap().is_empty());
    assert_eq!(parties::party(&mut tx, lobby).await.unwrap().as_ref(), Some(p));
    // A phone's identifier names no user.
    assert_eq!(parties::party(&mut tx, DelegateId::User(UserId(one.id.0))).await.unwrap(), None);

    let all = PartyFilter { limit: 10, ..PartyFilter::default() };
    let (page, total) = parties::list(&mut tx, &all).await.unwrap();
    assert_eq!((page.iter().map(|p| p.who).collect::<Vec<_>>(), total), (vec![ada, grace, lobby], 3));
    let others =
        PartyFilter { except: Some(world.user.id), active: true, limit: 10, ..PartyFilter::default() };
    assert_eq!(parties::list(&mut tx, &others).await.unwrap(), (vec![p.clone()], 1));
    let named = PartyFilter { q: Some("hopper".to_owned()), limit: 10, ..PartyFilter::default() };
    assert_eq!(parties::list(&mut tx, &named).await.unwrap(), (vec![g.clone()], 1));
}

pub(crate) async fn numbers_are_given_and_taken_back(world: World) {
    let one = phone(&world, 1);
    let mut tx = world.tx().await;
    let now = tx.now();
    let austin = site("Austin");
    accounts::insert_site(&mut tx, &austin, now).await.unwrap();
    phones::insert(&mut tx, &one, now).await.unwrap();
    let (free, adas, lobbys) = ("+15125550100", "+441134960001", "+441134960002");
    for number in [free, lobbys, adas] {
        numbers::insert(&mut tx, number, now).await.unwrap();
    }
    let (ada, lobby) = (DelegateId::User(world.user.id), DelegateId::Phone(one.id));
    numbers::assign(&mut tx, adas, Some(ada)).await.unwrap();
    numbers::assign(&mut tx, lobbys, Some(lobby)).await.unwrap();
    let row = numbers::number(&mut tx, adas).await.unwrap().unwrap();
    let holder = row.holder.unwrap();
    assert_eq!((holder.who, holder.name.as_str(), holder.site), (ada, "Ada Byron", world.site.id));
    assert_eq!((row.number.as_str(), row.version), (adas, 2));
    assert_eq!(numbers::number(&mut tx, free).await.unwrap().unwrap().holder, None);
    assert_eq!(numbers::number(&mut tx, "+1").await.unwrap(), None);
    assert_eq!(users::user(&mut tx, world.user.id).await.unwrap().unwrap().user.numbers, [adas]);
    assert_eq!(phones::phone(&mut tx, one.id).await.unwrap().unwrap().numbers, [lobbys]);
    assert_eq!(parties::party(&mut tx, lobby).await.unwrap().unwrap().numbers, [lobbys]);

    let cases = [
        ("", None, None, vec![free, adas, lobbys]),
        ("", Some(true), None, vec![adas, lobbys]),
        ("", Some(false), None, vec![free]),
        ("113 496", None, None, vec![adas, lobbys]),
        ("(512) 555-01", None, None, vec![free]),
        ("BYRON", None, None, vec![adas]),
        ("%", None, None, vec![]),
        ("", None, Some(world.site.id), vec![free, adas, lobbys]),
        ("", None, Some(austin.id), vec![free]),
    ];
    for (q, assigned, site, expected) in cases {
        let filter =
            NumberFilter { q: Some(q.to_owned()), assigned, site, limit: 9, ..NumberFilter::default() };
        let (found, total) = numbers::list(&mut tx, &filter).await.unwrap();
        let found: Vec<_> = found.iter().map(|row| row.number.as_str()).collect();
        assert_eq!(found, expected, "{q:?} {assigned:?} {site:?}");
        assert_eq!(total, expected.len() as u64);
    }
    let second = NumberFilter { offset: 1, limit: 1, ..NumberFilter::default() };
    let (page, total) = numbers::list(&mut tx, &second).await.unwrap();
    assert_eq!((page[0].number.as_str(), page.len(), total), (adas, 1, 3));

    numbers::take_back(&mut tx, one.id).await.unwrap();
    let row = numbers::number(&mut tx, lobbys).await.unwrap().unwrap();
    assert_eq!((row.holder, row.version), (None, 3));
    phones::delete(&mut tx, one.id).await.unwrap();
    numbers::delete(&mut tx, lobbys).await.unwrap();
    assert_eq!(numbers::number(&mut tx, lobbys).await.unwrap(), None);
    assert!(numbers::insert(&mut tx, adas, now).await.unwrap_err().is_duplicate());
}

pub(crate) async fn a_phone_with_a_number_stays(world: World) {
    let one = phone(&world, 1);
    let mut tx = world.tx().await;
    let now = tx.now();
    phones::insert(&mut tx, &one, now).await.unwrap();
    numbers::insert(&mut tx, "+441134960001", now).await.unwrap();
    numbers::assign(&mut tx, "+441134960001", Some(DelegateId::Phone(one.id))).await.unwrap();
    assert!(phones::delete(&mut tx, one.id).await.unwrap_err().is_reference());
}

pub(crate) async fn monitoring_groups_are_kept_whole(world: World) {
    let grace = world.another_user().await;
    let settings = MonitoringSettings { listen: true, announce: true, ..MonitoringSettings::default() };
    let mut row = GroupRow {
        id: MonitoringGroupId(Uuid::now_v7()),
        name: "Floor leads".to_owned(),
        settings,
        version: 1,
    };
    let mut tx = world.tx().await;
    let both = [world.user.id, grace.id].into();
    monitoring_groups::put(&mut tx, &row, &both).await.unwrap();
    let found = monitoring_groups::group(&mut tx, row.id).await.unwrap().unwrap();
    let names: Vec<_> = found.members.iter().map(|m| m.name.as_str()).collect();
    assert_eq!((names, found.settings, found.supervises), (vec!["Ada Byron", "Grace Hopper"], settings, 0));

    row.name = "Leads".to_owned();
    row.settings.barge = true;
    row.version = 2;
    monitoring_groups::put(&mut tx, &row, &[grace.id].into()).await.unwrap();
    let mut lines = shared_lines::settings(&mut tx, world.user.id).await.unwrap();
    lines.group = Some(row.id);
    shared_lines::put_settings(&mut tx, &lines).await.unwrap();
    let found = monitoring_groups::group(&mut tx, row.id).await.unwrap().unwrap();
    assert_eq!((found.name.as_str(), found.members.len(), found.version), ("Leads", 1, 2));
    assert_eq!((found.settings, found.supervises), (row.settings, 1));
    assert_eq!(monitoring_groups::all(&mut tx).await.unwrap(), [found]);
    tx.commit().await.unwrap();

    let mut tx = world.tx().await;
    assert!(monitoring_groups::delete(&mut tx, row.id).await.unwrap_err().is_reference());
    drop(tx);
    let mut tx = world.tx().await;
    let twin = GroupRow { id: MonitoringGroupId(Uuid::now_v7()), name: "LEADS".to_owned(), ..row.clone() };
    assert!(monitoring_groups::put(&mut tx, &twin, &both).await.unwrap_err().is_duplicate());
    drop(tx);
    let mut tx = world.tx().await;
    let nobody = [UserId(Uuid::now_v7())].into();
    assert!(monitoring_groups::put(&mut tx, &row, &nobody).await.unwrap_err().is_reference());
    drop(tx);
    let mut tx = world.tx().await;
    lines.group = None;
    shared_lines::put_settings(&mut tx, &lines).await.unwrap();
    monitoring_groups::delete(&mut tx, row.id).await.unwrap();
    assert_eq!(monitoring_groups::group(&mut tx, row.id).await.unwrap(), None);
}
