//! The tables, and each [`StoreChange`] on them.

use roamline_api::sync::{Entity, EntityKey};
use roamline_domain::network_key::NetworkKey;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::StoreError;
use crate::saved::{IDENTIFIED_MAX, Identified, Queued, Saved, StoreChange, Values};

pub(super) fn load(connection: &mut Connection) -> Result<Saved, StoreError> {
    let values: Option<String> =
        connection.query_row("SELECT json FROM single_values", [], |row| row.get(0)).optional()?;
    let mut values: Values = values.map(|json| serde_json::from_str(&json)).transpose()?.unwrap_or_default();
    let mut outbox = Vec::new();
    let mut statement = connection.prepare("SELECT json, refused FROM outbox ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let queued: Queued = serde_json::from_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        outbox.push(Queued { refused: row.get(1)?, ..queued });
    }
    // Both caches can be had again from the server, so that an older program's rows are no reason to stop.
    let entities = load_entities(connection).unwrap_or_else(|error| {
        tracing::warn!(%error, "the kept view is unreadable and will be fetched anew");
        values.cursor = None;
        Vec::new()
    });
    let identified = load_identified(connection).unwrap_or_else(|error| {
        tracing::warn!(%error, "the kept identifications are unreadable and will be fetched anew");
        Vec::new()
    });
    Ok(Saved {
        values,
        entities: entities.into_iter().map(|e| (e.key(), e)).collect(),
        identified: identified.into_iter().collect(),
        outbox,
    })
}

fn load_entities(connection: &Connection) -> Result<Vec<Entity>, StoreError> {
    let mut statement = connection.prepare("SELECT json FROM entities")?;
    let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
    rows.map(|json| Ok(serde_json::from_str(&json?)?)).collect()
}

fn load_identified(connection: &Connection) -> Result<Vec<(NetworkKey, Identified)>, StoreError> {
    let mut statement = connection.prepare("SELECT network_key, json FROM identified")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (key, json) = row?;
        Ok((NetworkKey::from_store(key), serde_json::from_str(&json)?))
    })
    .collect()
}

pub(super) fn persist(connection: &mut Connection, changes: &[StoreChange]) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for change in changes {
        apply(&transaction, change)?;
    }
    transaction.commit()?;
    Ok(())
}

fn apply(transaction: &Transaction<'_>, change: &StoreChange) -> Result<(), StoreError> {
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| -> rusqlite::Result<()> {
        transaction.prepare_cached(sql)?.execute(values).map(drop)
    };
    match change {
        StoreChange::Values(values) => run(
            "INSERT INTO single_values (id, json) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET json = excluded.json",
            params![serde_json::to_string(values)?],
        )?,
        StoreChange::PutEntity(entity) => put_entity(transaction, entity)?,
        StoreChange::RemoveEntity(key) => {
            run("DELETE FROM entities WHERE entity_key = ?1", params![key_text(key)?])?;
        }
        StoreChange::ReplaceEntities(entities) => {
            run("DELETE FROM entities", params![])?;
            for entity in entities {
                put_entity(transaction, entity)?;
            }
        }
        StoreChange::PutIdentified(key, identified) => {
            run(
                "INSERT INTO identified (network_key, at, json) VALUES (?1, ?2, ?3)
                 ON CONFLICT (network_key) DO UPDATE SET at = excluded.at, json = excluded.json",
                params![key.as_str(), identified.at.as_microsecond(), serde_json::to_string(identified)?],
            )?;
            run(
                "DELETE FROM identified WHERE network_key IN
                 (SELECT network_key FROM identified ORDER BY at DESC, network_key DESC LIMIT -1 OFFSET ?1)",
                params![i64::try_from(IDENTIFIED_MAX).unwrap_or(i64::MAX)],
            )?;
        }
        StoreChange::AddReport(queued) => run(
            "INSERT INTO outbox (report, json, refused) VALUES (?1, ?2, ?3) ON CONFLICT (report) DO NOTHING",
            params![queued.report.id.to_string(), serde_json::to_string(queued)?, queued.refused],
        )?,
        StoreChange::RefuseReport(report, why) => {
            run("UPDATE outbox SET refused = ?2 WHERE report = ?1", params![report.to_string(), why])?;
        }
        StoreChange::RemoveReport(report) => {
            run("DELETE FROM outbox WHERE report = ?1", params![report.to_string()])?;
        }
        StoreChange::ForgetUser => {
            for table in ["entities", "identified", "outbox"] {
                run(&format!("DELETE FROM {table}"), params![])?;
            }
        }
    }
    Ok(())
}

fn put_entity(transaction: &Transaction<'_>, entity: &Entity) -> Result<(), StoreError> {
    let key = key_text(&entity.key())?;
    transaction
        .prepare_cached(
            "INSERT INTO entities (entity_key, json) VALUES (?1, ?2)
             ON CONFLICT (entity_key) DO UPDATE SET json = excluded.json",
        )?
        .execute(params![key, serde_json::to_string(entity)?])?;
    Ok(())
}

fn key_text(key: &EntityKey) -> Result<String, serde_json::Error> {
    serde_json::to_string(key)
}
