//! Who may ask the location service, and what its references are sealed with.

use jiff::SignedDuration;
use roamline_api::location_client::LocationClient;
use roamline_domain::ids::LocationClientId;
use roamline_store::location_clients;
use uuid::Uuid;

use crate::world::World;

pub(crate) async fn clients_are_kept_whole_and_found_by_their_tokens(world: World) {
    let mut tx = world.tx().await;
    let client = |name: &str| LocationClient {
        id: LocationClientId(Uuid::now_v7()),
        name: name.into(),
        networks: vec!["10.4.0.0/16".parse().unwrap()],
        version: 1,
        created_at: world.now(),
        last_used_at: None,
    };
    let (mut carrier, access) = (client("Carrier One"), client("access control"));
    location_clients::insert(&mut tx, &carrier, "one").await.unwrap();
    location_clients::insert(&mut tx, &access, "two").await.unwrap();
    assert_eq!(location_clients::all(&mut tx).await.unwrap(), [access.clone(), carrier.clone()]);
    let later = world.now() + SignedDuration::from_secs(60);
    assert!(location_clients::used(&mut tx, carrier.id, later).await.unwrap());
    carrier.last_used_at = Some(later);
    carrier.name = "Carrier Two".into();
    carrier.networks = vec!["10.5.0.0/16".parse().unwrap(), "fd00::/48".parse().unwrap()];
    carrier.version = 2;
    location_clients::update(&mut tx, &carrier).await.unwrap();
    assert_eq!(location_clients::by_token(&mut tx, "one").await.unwrap(), Some(carrier.clone()));
    assert_eq!(location_clients::by_token(&mut tx, "three").await.unwrap(), None);
    location_clients::delete(&mut tx, carrier.id).await.unwrap();
    assert_eq!(location_clients::find(&mut tx, carrier.id).await.unwrap(), None);
    assert_eq!(location_clients::by_token(&mut tx, "one").await.unwrap(), None);
    assert!(!location_clients::used(&mut tx, carrier.id, later).await.unwrap());
    // Last, since what is refused ends the transaction on PostgreSQL.
    let twin = client(" ACCESS control ");
    assert!(location_clients::insert(&mut tx, &twin, "three").await.unwrap_err().is_duplicate());
}

pub(crate) async fn there_is_one_key_of_location_references(world: World) {
    let mut tx = world.tx().await;
    assert_eq!(location_clients::reference_key(&mut tx).await.unwrap(), None);
    location_clients::insert_reference_key(&mut tx, "secret", world.now()).await.unwrap();
    assert_eq!(location_clients::reference_key(&mut tx).await.unwrap().as_deref(), Some("secret"));
    let other = location_clients::insert_reference_key(&mut tx, "other", world.now()).await;
    assert!(other.unwrap_err().is_duplicate());
}
