//! Delegations and the settings of shared lines.

use jiff::{SignedDuration, Timestamp};
use roamline_api::phone::CommonAreaPhone;
use roamline_domain::delegation::{
    DelegateId, Delegation, DelegationState, Hindrance, Party, Suspension, SuspensionReason, Terms,
};
use roamline_domain::ids::{DelegationId, PhoneId, SiteId, UserId};
use roamline_domain::mac::MacAddr;
use roamline_store::audit::AuditSubject;
use roamline_store::delegations::{self, Count, DelegationRow, SharingFilter};
use roamline_store::revisions::{self, RevisionRow};
use roamline_store::shared_lines::{self, Lock};
use roamline_store::{phones, users};
use uuid::Uuid;

use crate::world::{World, user};

pub(crate) fn row(
    world: &World,
    delegator: UserId,
    delegate: DelegateId,
    state: DelegationState,
) -> DelegationRow {
    DelegationRow {
        delegation: Delegation {
            id: DelegationId(Uuid::now_v7()),
            delegator,
            delegate,
            state,
            suspended: None,
            terms: Terms::default(),
            rings: true,
        },
        made_by: world.user.id,
        made_by_name: world.user.name.clone(),
        dismissed: false,
        version: 1,
    }
}

fn invited(world: &World) -> DelegationState {
    DelegationState::Invited { at: world.now() }
}

pub(crate) fn active(world: &World) -> DelegationState {
    DelegationState::Active { since: world.now() }
}

async fn keep(world: &World, row: &DelegationRow) {
    let mut tx = world.tx().await;
    delegations::insert(&mut tx, row).await.unwrap();
    tx.commit().await.unwrap();
}

async fn phone(world: &World, site: SiteId) -> DelegateId {
    let phone = CommonAreaPhone {
        id: PhoneId(Uuid::now_v7()),
        name: "Reception".to_owned(),
        site,
        site_name: String::new(),
        extension: Some("400".to_owned()),
        mac: MacAddr([2, 0, 0, 0, 0, 1]),
        numbers: Vec::new(),
        version: 1,
    };
    let mut tx = world.tx().await;
    phones::insert(&mut tx, &phone, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    DelegateId::Phone(phone.id)
}

pub(crate) async fn delegations_are_kept_whole(world: World) {
    let grace = world.another_user().await;
    let mut row = row(&world, world.user.id, DelegateId::User(grace.id), invited(&world));
    keep(&world, &row).await;
    let id = row.delegation.id;
    assert_eq!(delegations::find(&mut *world.reader().await, id).await.unwrap().as_ref(), Some(&row));

    let reason = SuspensionReason { party: Party::Delegate, hindrance: Hindrance::Unlicensed };
    row.delegation.suspended = Some(Suspension { since: world.now(), reasons: [reason].into() });
    row.delegation.state = active(&world);
    row.delegation.terms.until = Some(world.in_seconds(60));
    row.delegation.terms.privileges.lock_calls = false;
    row.delegation.rings = false;
    row.version = 2;
    let mut tx = world.tx().await;
    delegations::update(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = world.reader().await;
    assert_eq!(delegations::find(&mut reader, id).await.unwrap().as_ref(), Some(&row));
    let many = delegations::find_many(&mut reader, &[id, DelegationId(Uuid::now_v7())]).await.unwrap();
    assert_eq!(many.len(), 1);
    assert_eq!(many[&id], row);
}

pub(crate) async fn a_pair_has_one_live_delegation(world: World) {
    let grace = world.another_user().await;
    let reception = phone(&world, world.site.id).await;
    for delegate in [DelegateId::User(grace.id), reception] {
        let first = row(&world, world.user.id, delegate, invited(&world));
        keep(&world, &first).await;
        let mut tx = world.tx().await;
        let second = row(&world, world.user.id, delegate, active(&world));
        assert!(delegations::insert(&mut tx, &second).await.unwrap_err().is_duplicate());
        drop(tx);
        // Those of the past are in nobody's way.
        for _ in 0..2 {
            let past = row(&world, world.user.id, delegate, DelegationState::Declined { at: world.now() });
            keep(&world, &past).await;
        }
        let mut reader = world.reader().await;
        let id = DelegationId(Uuid::now_v7());
        let is_live = delegations::pair_is_live(&mut reader, world.user.id, delegate, id).await.unwrap();
        assert!(is_live);
        let itself = first.delegation.id;
        assert!(!delegations::pair_is_live(&mut reader, world.user.id, delegate, itself).await.unwrap());
        assert_eq!(delegations::declined_of(&mut reader, world.user.id, delegate).await.unwrap().len(), 2);
    }
}

pub(crate) async fn delegations_are_counted_and_found(world: World) {
    let grace = world.another_user().await;
    let reception = phone(&world, world.site.id).await;
    let (ada, grace) = (world.user.id, grace.id);
    let to_grace = row(&world, ada, DelegateId::User(grace), active(&world));
    let to_phone = row(&world, ada, reception, invited(&world));
    let back = row(&world, grace, DelegateId::User(ada), DelegationState::Declined { at: world.now() });
    for row in [&to_grace, &to_phone, &back] {
        keep(&world, row).await;
    }
    let mut reader = world.reader().await;
    let conn = &mut *reader;
    let new = DelegationId(Uuid::now_v7());
    let counted = delegations::counts(conn, ada, DelegateId::User(grace), new).await.unwrap();
    assert_eq!(counted, (Count { active: 1, invited: 1 }, Count { active: 1, invited: 0 }));
    let without = delegations::counts(conn, ada, reception, to_phone.delegation.id).await.unwrap();
    assert_eq!(without, (Count { active: 1, invited: 0 }, Count::default()));

    assert_eq!(delegations::in_view_of(conn, ada).await.unwrap(), [to_grace.clone(), to_phone.clone()]);
    assert_eq!(delegations::in_view_of(conn, grace).await.unwrap(), [back.clone(), to_grace.clone()]);
    assert_eq!(delegations::live_of_delegator(conn, ada).await.unwrap().len(), 2);
    let only_phone = std::slice::from_ref(&to_phone);
    assert_eq!(delegations::live_of_delegate(conn, reception).await.unwrap(), only_phone);
    assert_eq!(delegations::naming(conn, reception).await.unwrap(), only_phone);
    // Ada made them all.
    assert_eq!(delegations::naming(conn, DelegateId::User(ada)).await.unwrap().len(), 3);
    let here = delegations::in_view_at(conn, Some(world.site.id), "", 10).await.unwrap();
    assert_eq!((here.len(), delegations::in_view_at(conn, None, "", 10).await.unwrap().len()), (3, 3));
    assert_eq!(delegations::count_in_view_at(conn, Some(world.site.id)).await.unwrap(), 3);
    let after_first = delegations::in_view_at(conn, None, &here[0].to_string(), 1).await.unwrap();
    assert_eq!(after_first, here[1..2]);
    let elsewhere = Some(SiteId(Uuid::now_v7()));
    assert!(delegations::in_view_at(conn, elsewhere, "", 10).await.unwrap().is_empty());
    assert_eq!(delegations::count_in_view_at(conn, elsewhere).await.unwrap(), 0);
    let all = delegations::live_of(conn, &[DelegateId::User(ada), DelegateId::User(grace), reception]).await;
    assert_eq!(all.unwrap(), [to_grace, to_phone]);
    let act_for = delegations::active_delegators(conn, &[DelegateId::User(grace), reception]).await.unwrap();
    assert_eq!((act_for.get(&DelegateId::User(grace)), act_for.get(&reception)), (Some(&1), None));
}

pub(crate) async fn delegators_and_delegates_are_listed(world: World) {
    let grace = world.another_user().await;
    let reception = phone(&world, world.site.id).await;
    let nobody = user(world.site.id, "No Body", "nobody@example.com");
    let mut tx = world.tx().await;
    users::insert(&mut tx, &nobody, "hash", world.now()).await.unwrap();
    tx.commit().await.unwrap();
    keep(&world, &row(&world, world.user.id, DelegateId::User(grace.id), active(&world))).await;
    keep(&world, &row(&world, grace.id, reception, invited(&world))).await;
    let ended = DelegationState::Ended { at: world.now(), by: None };
    keep(&world, &row(&world, nobody.id, reception, ended)).await;
    let list = async |filter: SharingFilter| {
        let mut reader = world.reader().await;
        delegations::sharing(&mut reader, &SharingFilter { limit: 10, ..filter }).await.unwrap()
    };
    let (ada, grace) = (DelegateId::User(world.user.id), DelegateId::User(grace.id));
    assert_eq!(list(SharingFilter::default()).await, (vec![ada, grace, reception], 3));
    let q = |q: &str| SharingFilter { q: Some(q.to_owned()), ..SharingFilter::default() };
    assert_eq!(list(q("HOPPER")).await, (vec![grace], 1));
    assert_eq!(list(q("400")).await, (vec![reception], 1));
    assert_eq!(list(q("%")).await, (vec![], 0));
    assert_eq!(
        list(SharingFilter { offset: 1, ..SharingFilter::default() }).await,
        (vec![grace, reception], 3)
    );
    let elsewhere = SharingFilter { site: Some(SiteId(Uuid::now_v7())), ..SharingFilter::default() };
    assert_eq!(list(elsewhere).await, (vec![], 0));
}

pub(crate) async fn ends_come_in_order(world: World) {
    let grace = world.another_user().await;
    let mut first = row(&world, world.user.id, DelegateId::User(grace.id), active(&world));
    let at = Timestamp::from_microsecond(world.now().as_microsecond()).unwrap();
    first.delegation.terms.until = Some(at + SignedDuration::from_hours(1));
    let mut second = row(&world, grace.id, DelegateId::User(world.user.id), invited(&world));
    second.delegation.terms.until = Some(at + SignedDuration::from_hours(2));
    keep(&world, &second).await;
    keep(&world, &first).await;
    let mut reader = world.reader().await;
    let hour = SignedDuration::from_hours(1);
    assert!(delegations::due(&mut reader, at, 9).await.unwrap().is_empty());
    assert_eq!(delegations::due(&mut reader, at + hour, 9).await.unwrap(), [first.clone()]);
    assert_eq!(delegations::due(&mut reader, at + hour * 3, 9).await.unwrap(), [first, second]);
    assert_eq!(delegations::due(&mut reader, at + hour * 3, 1).await.unwrap().len(), 1);
}

pub(crate) async fn what_a_phone_was_asked_goes_with_it(world: World) {
    let reception = phone(&world, world.site.id).await;
    let past = row(&world, world.user.id, reception, DelegationState::Declined { at: world.now() });
    keep(&world, &past).await;
    let DelegateId::Phone(phone) = reception else { unreachable!() };
    let mut tx = world.tx().await;
    phones::delete(&mut tx, phone).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(delegations::find(&mut *world.reader().await, past.delegation.id).await.unwrap(), None);
}

pub(crate) async fn settings_of_lines_are_kept_whole(world: World) {
    let grace = world.another_user().await;
    let mut settings = shared_lines::settings(&mut *world.reader().await, grace.id).await.unwrap();
    assert_eq!((settings.lock.as_ref(), settings.group, settings.version), (None, None, 1));
    let at = world.now();
    settings.lock = Some(Lock { since: at, by: world.user.id, by_name: world.user.name.clone() });
    settings.version = 2;
    let mut tx = world.tx().await;
    shared_lines::put_settings(&mut tx, &settings).await.unwrap();
    shared_lines::set_changed(&mut tx, world.site.id, at).await.unwrap();
    tx.commit().await.unwrap();
    let mut reader = world.reader().await;
    assert_eq!(shared_lines::settings(&mut reader, grace.id).await.unwrap(), settings);
    let locked = shared_lines::locked(&mut reader, &[world.user.id, grace.id]).await.unwrap();
    assert_eq!(locked, [grace.id].into());
    assert_eq!(shared_lines::changed_at(&mut reader, None).await.unwrap(), Some(at));
    assert_eq!(shared_lines::changed_at(&mut reader, Some(world.site.id)).await.unwrap(), Some(at));
    assert_eq!(shared_lines::changed_at(&mut reader, Some(SiteId(Uuid::now_v7()))).await.unwrap(), None);
}

pub(crate) async fn changes_since_a_version_are_told(world: World) {
    let [one, other] = [1, 2].map(|n| AuditSubject::Delegation(DelegationId(Uuid::from_u128(n))));
    let mut tx = world.tx().await;
    for (version, actor, words) in [(2, Some(world.user.id), "one"), (3, None, "two"), (4, None, "three")] {
        revisions::note(&mut tx, one, version, actor, words).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut reader = world.reader().await;
    let since = revisions::since(&mut reader, one, 2).await.unwrap();
    let change = |words: &str| RevisionRow { actor: None, actor_name: None, words: words.to_owned() };
    assert_eq!(since, [change("two"), change("three")]);
    let all = revisions::since(&mut reader, one, 1).await.unwrap();
    assert_eq!(all[0].actor_name.as_deref(), Some("Ada Byron"));
    assert!(revisions::since(&mut reader, other, 1).await.unwrap().is_empty());
}
