//! Trunks that administrators have set up.

use roamline_domain::ids::TrunkId;
use roamline_domain::trunk::TrunkSettings;
use roamline_store::trunks::{self, TrunkRow};
use serde_json::json;
use uuid::Uuid;

use crate::world::World;

pub(crate) async fn trunks_are_kept_whole(world: World) {
    let mut tx = world.tx().await;
    let settings = |name: &str| -> TrunkSettings {
        serde_json::from_value(json!({
            "name": name, "host": "carrier.example", "ordinary": true, "sources": ["198.51.100.0/28"],
            "emergency": {"number": "112"}
        }))
        .unwrap()
    };
    let trunk = |name: &str| TrunkRow {
        id: TrunkId(Uuid::now_v7()),
        settings: settings(name),
        secret: Some("sealed".into()),
        tls_key: None,
        version: 1,
        created_at: world.now(),
    };
    let (mut carrier, backup) = (trunk("Carrier"), trunk("backup"));
    trunks::insert(&mut tx, &carrier).await.unwrap();
    trunks::insert(&mut tx, &backup).await.unwrap();
    assert_eq!(trunks::all(&mut tx).await.unwrap(), [backup.clone(), carrier.clone()]);
    carrier.settings.name = "Other".into();
    (carrier.secret, carrier.tls_key, carrier.version) = (None, Some("sealed too".into()), 2);
    trunks::update(&mut tx, &carrier).await.unwrap();
    assert_eq!(trunks::find(&mut tx, carrier.id).await.unwrap(), Some(carrier.clone()));
    trunks::delete(&mut tx, carrier.id).await.unwrap();
    assert_eq!(trunks::find(&mut tx, carrier.id).await.unwrap(), None);
    // Last, since what is refused ends the transaction on PostgreSQL.
    assert!(trunks::insert(&mut tx, &trunk(" BACKUP ")).await.unwrap_err().is_duplicate());
}
