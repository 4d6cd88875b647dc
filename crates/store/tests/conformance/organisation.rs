//! The account and its sites.

use roamline_domain::policy::{Policy, PolicyOverride};
use roamline_store::accounts;

use crate::world::{World, site};

pub(crate) async fn the_account_is_kept_whole(world: World) {
    let mut tx = world.tx().await;
    let mut account = accounts::account(&mut tx).await.unwrap().unwrap();
    account.name = "Finch \"& Söhne\"".to_owned();
    account.policy = Policy { nomadic: false, retention_days: 7, ..Policy::default() };
    account.proposal_recipients = vec!["a@example.com".to_owned(), "b@example.com".to_owned()];
    account.version = 2;
    accounts::put_account(&mut tx, &account).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(accounts::account(&mut *world.reader().await).await.unwrap(), Some(account));
}

pub(crate) async fn sites_have_roots_and_names_of_their_own(world: World) {
    let mut austin = site("Austin");
    let mut tx = world.tx().await;
    let now = tx.now();
    accounts::insert_site(&mut tx, &austin, now).await.unwrap();
    tx.commit().await.unwrap();
    let both = accounts::sites(&mut *world.reader().await).await.unwrap();
    assert_eq!(both, [austin.clone(), world.site.clone()]);

    let mut tx = world.tx().await;
    let error = accounts::insert_site(&mut tx, &site("Leeds"), now).await.unwrap_err();
    assert!(error.is_duplicate() && !error.is_reference());
    assert!(error.constraint().unwrap().contains("name"), "{:?}", error.constraint());
    drop(tx);

    austin.name = "Austin, Texas".to_owned();
    austin.policy = PolicyOverride { bootstrap: Some(false), ..PolicyOverride::default() };
    austin.version = 2;
    let mut tx = world.tx().await;
    accounts::update_site(&mut tx, &austin).await.unwrap();
    tx.commit().await.unwrap();
    let found = accounts::site(&mut *world.reader().await, austin.id).await.unwrap();
    assert_eq!(found.as_ref(), Some(&austin));

    austin.name = "Leeds".to_owned();
    let mut tx = world.tx().await;
    assert!(accounts::update_site(&mut tx, &austin).await.unwrap_err().is_duplicate());
}
