//! Common area phones, extensions, numbers and monitoring groups.

use roamline_api::phone::CommonAreaPhone;
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::{PhoneId, UserId};
use roamline_server::store::parties::{self, PartyFilter};
use roamline_server::store::phones::{self, PhoneFilter};
use roamline_server::store::{accounts, extensions, users};
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
    let mut austin = site("Austin");
    austin.name = "Austin".to_owned();
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
