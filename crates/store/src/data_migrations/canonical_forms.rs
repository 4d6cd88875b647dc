//! What older versions stored as it was typed or announced, brought into its canonical spelling once, in one transaction:
//! wiremap rules, and the network keys by which "seen before" is decided.

use std::collections::BTreeMap;

use roamline_domain::ids::{LocationId, RuleId};
use roamline_domain::network_key::NetworkKey;
use roamline_domain::public_address::{is_inside_range, is_public_range};
use roamline_domain::wiremap::RuleEvidence;

use crate::audit::{AuditAction, AuditSubject};
use crate::{Conn, StoreError, UnitOfWork, from_json, id, rules, to_json};

/// Another name when the canonical spelling changes: then all is brought into it again.
pub(super) const NAME: &str = "canonical spelling 1";

/// Brings everything into its canonical spelling.
///
/// # Errors
/// When the database fails.
pub(super) async fn migrate(tx: &mut UnitOfWork) -> Result<(), StoreError> {
    let Respelt { changed, merged } = respell_rules(tx).await?;
    for (table, key) in [("reports", "id"), ("proposals", "id"), ("device_locations", "device_id")] {
        respell_keys(tx, table, key).await?;
    }
    respell_observations(tx).await?;
    if changed > 0 {
        let summary = format!(
            "{changed} wiremap rules are kept in their canonical spelling now; {merged} of them said what another rule of \
             their location says, and were merged with it."
        );
        tx.audit(AuditAction::RuleRespelt, AuditSubject::Wiremap, None, &summary).await?;
    }
    Ok(())
}

struct Respelt {
    changed: usize,
    merged: usize,
}

struct StoredRule {
    id: RuleId,
    stored: String,
    canonical: String,
    updated_at: i64,
}

/// Rules of one location that are the same now become the newest of them. Rules of two locations stay: that is for people to
/// decide, and until they have, nothing is guessed.
async fn respell_rules(conn: &mut Conn) -> Result<Respelt, StoreError> {
    let rows: Vec<(String, String, String, i64)> =
        sqlx::query_as("SELECT id, location_id, evidence, updated_at FROM wiremap_rules")
            .fetch_all(&mut *conn)
            .await?;
    let mut all: BTreeMap<(LocationId, String), Vec<StoredRule>> = BTreeMap::new();
    for (rule, location, stored, updated_at) in rows {
        let canonical = to_json(&present_form(from_json(&stored)?))?;
        let rule = StoredRule { id: id(&rule)?, stored, canonical: canonical.clone(), updated_at };
        all.entry((id(&location)?, canonical)).or_default().push(rule);
    }
    let mut respelt = Respelt { changed: 0, merged: 0 };
    for mut same in all.into_values() {
        same.sort_by_key(|rule| (rule.updated_at, rule.id));
        let Some(newest) = same.pop() else { continue };
        for other in &same {
            rules::delete(conn, other.id).await?;
        }
        respelt.merged += same.len();
        respelt.changed += same.len();
        if newest.stored != newest.canonical {
            respelt.changed += 1;
            sqlx::query("UPDATE wiremap_rules SET evidence = $1 WHERE id = $2")
                .bind(&newest.canonical)
                .bind(newest.id.to_string())
                .execute(&mut *conn)
                .await?;
        }
    }
    Ok(respelt)
}

/// A rule as it would be made today. Where the public address is one that an organisation gives away inside, the server
/// stands inside as well, and the subnet is the rule.
fn present_form(stored: RuleEvidence) -> RuleEvidence {
    match stored.canonical() {
        RuleEvidence::PublicIpAndSubnet { public, subnet }
            if !is_public_range(&public) && is_inside_range(&subnet) =>
        {
            RuleEvidence::Subnet { subnet }
        }
        RuleEvidence::PublicIp { public } if is_inside_range(&public) => {
            RuleEvidence::Subnet { subnet: public }
        }
        canonical => canonical,
    }
}

/// Only keys with a switch port can be spelt in two ways.
const WITH_PORT: &str = "WHERE network_key LIKE '% port \"%'";

fn respelt(stored: &str) -> Option<String> {
    let canonical = NetworkKey::from_store(stored.to_owned());
    (canonical.as_str() != stored).then(|| canonical.as_str().to_owned())
}

async fn respell_keys(conn: &mut Conn, table: &'static str, id: &'static str) -> Result<(), StoreError> {
    let select = format!("SELECT {id}, network_key FROM {table} {WITH_PORT}");
    let rows: Vec<(String, String)> =
        sqlx::query_as(sqlx::AssertSqlSafe(select)).fetch_all(&mut *conn).await?;
    for (row, stored) in rows {
        let Some(canonical) = respelt(&stored) else { continue };
        let update = format!("UPDATE {table} SET network_key = $1 WHERE {id} = $2");
        sqlx::query(sqlx::AssertSqlSafe(update)).bind(canonical).bind(row).execute(&mut *conn).await?;
    }
    Ok(())
}

/// Of two observations of one stay that are of the same network now, the later stays.
async fn respell_observations(conn: &mut Conn) -> Result<(), StoreError> {
    const ROW: &str = "WHERE device_id = $1 AND stay_id = $2 AND network_key = $3";
    let select = format!("SELECT device_id, stay_id, network_key, seen_at FROM observations {WITH_PORT}");
    let rows: Vec<(String, String, String, i64)> =
        sqlx::query_as(sqlx::AssertSqlSafe(select)).fetch_all(&mut *conn).await?;
    for (device, stay, stored, seen_at) in rows {
        let Some(canonical) = respelt(&stored) else { continue };
        let same: Option<i64> =
            sqlx::query_scalar(sqlx::AssertSqlSafe(format!("SELECT seen_at FROM observations {ROW}")))
                .bind(&device)
                .bind(&stay)
                .bind(&canonical)
                .fetch_optional(&mut *conn)
                .await?;
        if let Some(same) = same {
            let earlier = if same >= seen_at { &stored } else { &canonical };
            sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM observations {ROW}")))
                .bind(&device)
                .bind(&stay)
                .bind(earlier)
                .execute(&mut *conn)
                .await?;
        }
        sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE observations SET network_key = $4 {ROW}")))
            .bind(&device)
            .bind(&stay)
            .bind(&stored)
            .bind(&canonical)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use sqlx::{Connection, Executor};

    use super::*;
    use crate::clock::Clock;
    use crate::{Pool, audit, jobs};

    const LOCATION: &str = "00000000-0000-0000-0000-00000000000a";
    const USER: &str = "00000000-0000-0000-0000-00000000000c";
    const OTHER: &str = "00000000-0000-0000-0000-00000000000b";

    /// What a version before the canonical spelling left behind.
    async fn before(folder: &std::path::Path) {
        Pool::open(folder, None, Clock::default()).await.unwrap().close().await;
        let url = format!("sqlite:{}", folder.join("roamline.db").display());
        let mut conn = Conn::connect(&url).await.unwrap();
        conn.execute("PRAGMA foreign_keys = OFF; DELETE FROM data_migrations").await.unwrap();
        let chassis = |text: &str| format!(r#"{{"kind":"switch_chassis","chassis":"{text}"}}"#);
        let port = r#"{"kind":"switch_port","chassis":"0024.395d.bb02","ports":{"prefix":"GigabitEthernet1/0/","numbers":{"from":1,"to":24}}}"#;
        let inside = r#"{"kind":"public_ip_and_subnet","public":"100.64.0.0/16","subnet":"10.4.0.0/16"}"#;
        for (number, location, evidence, updated_at) in [
            (1, LOCATION, chassis("00-24-39-5D-BB-02"), 1),
            (2, LOCATION, chassis("00:24:39:5d:bb:02"), 2),
            (3, OTHER, chassis("0024395dbb02"), 3),
            (4, OTHER, port.to_owned(), 4),
            (5, OTHER, inside.to_owned(), 5),
        ] {
            sqlx::query(
                "INSERT INTO wiremap_rules (id, location_id, evidence, updated_at) VALUES ($1, $2, $3, $4)",
            )
            .bind(format!("00000000-0000-0000-0000-00000000000{number}"))
            .bind(location)
            .bind(evidence)
            .bind(updated_at)
            .execute(&mut conn)
            .await
            .unwrap();
        }
        for (key, seen_at) in [(r#"gw x port "SW-1" "gi1/0/7""#, 1), (r#"gw x port "sw-1" "Gi1/0/7""#, 2)] {
            sqlx::query("INSERT INTO observations (device_id, stay_id, network_key, evidence, seen_at) VALUES ('d', 's', $1, '{}', $2)")
                .bind(key)
                .bind(seen_at)
                .execute(&mut conn)
                .await
                .unwrap();
        }
        sqlx::query(
            "INSERT INTO device_locations (device_id, stay_id, network_key, evidence, identification, encounter, identified_at) \
             VALUES ('d', 's', $1, '{}', '{}', '{}', 1)",
        )
        .bind(r#"gw x port "SW-1" "GigabitEthernet1/0/7""#)
        .execute(&mut conn)
        .await
        .unwrap();
        let user = format!(
            "INSERT INTO users (id, name, email, email_key, site_id, safety_team, licensed, active, password_hash, search, \
             version, created_at) VALUES ('{USER}', 'Ann', 'ann@x', 'ann@x', 's', 0, 1, 1, '', '', 1, 1); \
             INSERT INTO devices (id, user_id, name, signed_in_at, last_seen_at) VALUES ('d', '{USER}', '', 1, 1)"
        );
        conn.execute(sqlx::AssertSqlSafe(user)).await.unwrap();
        conn.close().await.unwrap();
    }

    async fn stored(store: &Pool) -> (Vec<(String, String)>, Vec<String>, usize) {
        let mut reader = store.read().await.unwrap();
        let rules = sqlx::query_as("SELECT id, evidence FROM wiremap_rules ORDER BY id")
            .fetch_all(&mut *reader)
            .await
            .unwrap();
        let keys = "SELECT network_key FROM observations UNION ALL SELECT network_key FROM device_locations";
        let keys = sqlx::query_scalar(keys).fetch_all(&mut *reader).await.unwrap();
        let filter = audit::AuditFilter { limit: 10, ..audit::AuditFilter::default() };
        (rules, keys, audit::list(&mut reader, &filter).await.unwrap().len())
    }

    #[tokio::test]
    async fn what_was_stored_as_it_was_typed_is_brought_into_its_canonical_spelling_once() {
        let folder = tempfile::tempdir().unwrap();
        before(folder.path()).await;
        let store = Pool::open(folder.path(), None, Clock::default()).await.unwrap();
        let now = stored(&store).await;
        let chassis = r#"{"kind":"switch_chassis","chassis":"00:24:39:5d:bb:02"}"#;
        let port = r#"{"kind":"switch_port","chassis":"00:24:39:5d:bb:02","ports":{"prefix":"Gi1/0/","numbers":{"from":1,"to":24}}}"#;
        let inside = r#"{"kind":"subnet","subnet":"10.4.0.0/16"}"#;
        let rules: Vec<_> = now.0.iter().map(|(id, evidence)| (&id[35..], evidence.as_str())).collect();
        assert_eq!(rules, [("2", chassis), ("3", chassis), ("4", port), ("5", inside)]);
        let key = r#"gw x port "sw-1" "Gi1/0/7""#;
        assert_eq!(now.1, [key, key]);
        assert_eq!(now.2, 1, "one entry in the audit log");
        let mut reader = store.read().await.unwrap();
        let jobs_begun = jobs::all(&mut reader).await.unwrap();
        assert_eq!(jobs_begun.len(), 1);
        let people = jobs::people(&mut reader, jobs_begun.first().unwrap().id, 10).await.unwrap();
        assert_eq!(people, [id(USER).unwrap()], "whoever was identified meets it afresh");
        drop(reader);
        store.close().await;
        let again = Pool::open(folder.path(), None, Clock::default()).await.unwrap();
        assert_eq!(stored(&again).await, now);
    }
}
