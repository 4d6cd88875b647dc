//! Addresses by which desk phones are set up.

use jiff::SignedDuration;
use roamline_api::desk_phone::DeskPhone;
use roamline_api::provisioning::{Provisioning, ProvisioningFetch};
use roamline_domain::delegation::DelegateId;
use roamline_domain::ids::DeviceId;
use roamline_domain::provisioning::{Fetched, PhoneMaker};
use roamline_store::desk_phones::{self, SecretRow};
use roamline_store::provisioning;
use uuid::Uuid;

use crate::world::World;

pub(crate) async fn addresses_are_kept_until_they_are_replaced(world: World) {
    let mut tx = world.tx().await;
    let phone = |username: &str| DeskPhone {
        id: DeviceId(Uuid::now_v7()),
        owner: DelegateId::User(world.user.id),
        name: "Desk".into(),
        username: username.into(),
        rings: true,
        requires_encryption: false,
        places: Vec::new(),
        location: None,
        provisioning: None,
        version: 1,
    };
    let secret = SecretRow { md5: "MD5".into(), sha256: "SHA-256".into() };
    let (ada, ben) = (phone("ada"), phone("ben"));
    let now = tx.now();
    for phone in [&ada, &ben] {
        desk_phones::insert(&mut tx, phone, &secret, now).await.unwrap();
    }
    let valid_until = now + SignedDuration::from_hours(24);
    provisioning::replace(&mut tx, ada.id, "first", valid_until).await.unwrap();
    provisioning::replace(&mut tx, ben.id, "other", valid_until).await.unwrap();
    provisioning::replace(&mut tx, ada.id, "second", valid_until).await.unwrap();
    assert_eq!(provisioning::by_secret(&mut tx, "first").await.unwrap(), None);
    let kept = provisioning::by_secret(&mut tx, "second").await.unwrap().unwrap();
    assert_eq!(
        (kept.phone, kept.valid_until, kept.fetched, kept.password),
        (ada.id, valid_until, None, None)
    );
    let shown = desk_phones::find(&mut tx, ada.id).await.unwrap().unwrap().provisioning;
    assert_eq!(shown, Some(Provisioning { valid_until, fetched: None }));

    let fetched = Fetched { at: now, from: "2001:db8::7".parse().unwrap(), maker: PhoneMaker::Grandstream };
    provisioning::spend(&mut tx, ada.id, &fetched, "sealed").await.unwrap();
    let spent = provisioning::by_secret(&mut tx, "second").await.unwrap().unwrap();
    assert_eq!((spent.fetched, spent.password.as_deref()), (Some(fetched), Some("sealed")));
    let told = ProvisioningFetch { at: now, from: "2001:db8::7".into(), maker: PhoneMaker::Grandstream };
    let shown = desk_phones::of_owner(&mut tx, ada.owner).await.unwrap();
    let shown: Vec<_> = shown.into_iter().filter_map(|phone| phone.provisioning?.fetched).collect();
    assert_eq!(shown, [told]);
    assert_eq!(provisioning::by_secret(&mut tx, "other").await.unwrap().unwrap().fetched, None);

    let before = now - SignedDuration::from_secs(1);
    assert!(!provisioning::has_passwords(&mut tx, before).await.unwrap());
    provisioning::forget_passwords(&mut tx, before).await.unwrap();
    assert!(provisioning::has_passwords(&mut tx, now).await.unwrap());
    provisioning::forget_passwords(&mut tx, now).await.unwrap();
    assert!(!provisioning::has_passwords(&mut tx, now).await.unwrap());
    let left = provisioning::by_secret(&mut tx, "second").await.unwrap().unwrap();
    assert_eq!((left.fetched, left.password), (Some(fetched), None), "that it was fetched stays");

    assert!(provisioning::forget(&mut tx, ada.id).await.unwrap());
    assert!(!provisioning::forget(&mut tx, ada.id).await.unwrap());
    desk_phones::delete(&mut tx, ben.id).await.unwrap();
    assert_eq!(provisioning::by_secret(&mut tx, "other").await.unwrap(), None, "it goes with its phone");
}
