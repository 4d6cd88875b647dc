//! Addresses by which desk phones are set up.

use std::net::IpAddr;

use jiff::Timestamp;
use roamline_api::provisioning::{Provisioning, ProvisioningFetch};
use roamline_domain::ids::DeviceId;
use roamline_domain::provisioning::{Fetched, PhoneMaker};

use super::{Conn, StoreError, id, instant};

/// An address as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvisioningRow {
    /// For which phone.
    pub phone: DeviceId,
    /// Until when it is good.
    pub valid_until: Timestamp,
    /// Who has got the settings.
    pub fetched: Option<Fetched>,
    /// The password that was told, sealed, while it may be told again.
    pub password: Option<String>,
}

impl std::fmt::Debug for ProvisioningRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProvisioningRow").field("phone", &self.phone).finish_non_exhaustive()
    }
}

type Columns = (String, i64, Option<i64>, Option<String>, Option<String>, Option<String>);

fn row((phone, valid_until, at, from, by, password): Columns) -> Result<ProvisioningRow, StoreError> {
    let fetched = match (at, from, by) {
        (Some(at), Some(from), Some(by)) => Some(fetched(at, &from, &by)?),
        _ => None,
    };
    Ok(ProvisioningRow { phone: id(&phone)?, valid_until: instant(valid_until), fetched, password })
}

fn fetched(at: i64, from: &str, by: &str) -> Result<Fetched, StoreError> {
    let unreadable = StoreError::Unreadable { what: "provisioning" };
    match (from.parse::<IpAddr>(), PhoneMaker::ALL.into_iter().find(|maker| maker.name() == by)) {
        (Ok(from), Some(maker)) => Ok(Fetched { at: instant(at), from, maker }),
        _ => Err(unreadable),
    }
}

/// Gives a phone an address, in place of the one that it had.
///
/// # Errors
/// When the database fails.
pub async fn replace(
    conn: &mut Conn,
    phone: DeviceId,
    secret_hash: &str,
    valid_until: Timestamp,
) -> Result<(), StoreError> {
    forget(conn, phone).await?;
    sqlx::query("INSERT INTO provisioning (desk_phone_id, secret_hash, valid_until) VALUES ($1, $2, $3)")
        .bind(phone.to_string())
        .bind(secret_hash)
        .bind(valid_until.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}

/// The address with this secret, spent or not.
///
/// # Errors
/// When the database fails.
pub async fn by_secret(conn: &mut Conn, secret_hash: &str) -> Result<Option<ProvisioningRow>, StoreError> {
    let found: Option<Columns> = sqlx::query_as(
        "SELECT desk_phone_id, valid_until, fetched_at, fetched_from, fetched_by, password FROM provisioning \
         WHERE secret_hash = $1",
    )
    .bind(secret_hash)
    .fetch_optional(conn)
    .await?;
    found.map(row).transpose()
}

/// How far it is with a phone's address, as people are told.
///
/// # Errors
/// When the database fails.
pub async fn of_phone(conn: &mut Conn, phone: DeviceId) -> Result<Option<Provisioning>, StoreError> {
    let found: Option<Columns> = sqlx::query_as(
        "SELECT desk_phone_id, valid_until, fetched_at, fetched_from, fetched_by, password FROM provisioning \
         WHERE desk_phone_id = $1",
    )
    .bind(phone.to_string())
    .fetch_optional(conn)
    .await?;
    let told = |row: ProvisioningRow| Provisioning {
        valid_until: row.valid_until,
        fetched: row.fetched.map(|fetched| ProvisioningFetch {
            at: fetched.at,
            from: fetched.from.to_string(),
            maker: fetched.maker,
        }),
    };
    Ok(found.map(row).transpose()?.map(told))
}

/// Writes who has got the settings, with the sealed password that they were told.
///
/// # Errors
/// When the database fails.
pub async fn spend(
    conn: &mut Conn,
    phone: DeviceId,
    fetched: &Fetched,
    password: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE provisioning SET fetched_at = $2, fetched_from = $3, fetched_by = $4, password = $5 \
         WHERE desk_phone_id = $1",
    )
    .bind(phone.to_string())
    .bind(fetched.at.as_microsecond())
    .bind(fetched.from.to_string())
    .bind(fetched.maker.name())
    .bind(password)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets a phone's address with everything about it. Tells whether there was one.
///
/// # Errors
/// When the database fails.
pub async fn forget(conn: &mut Conn, phone: DeviceId) -> Result<bool, StoreError> {
    let gone = sqlx::query("DELETE FROM provisioning WHERE desk_phone_id = $1")
        .bind(phone.to_string())
        .execute(conn)
        .await?;
    Ok(gone.rows_affected() > 0)
}

/// Are there passwords that were told by then?
///
/// # Errors
/// When the database fails.
pub async fn has_passwords(conn: &mut Conn, told_by: Timestamp) -> Result<bool, StoreError> {
    let count: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM provisioning WHERE password IS NOT NULL AND fetched_at <= $1",
    )
    .bind(told_by.as_microsecond())
    .fetch_one(conn)
    .await?;
    Ok(count > 0)
}

/// Forgets the passwords that were told by then.
///
/// # Errors
/// When the database fails.
pub async fn forget_passwords(conn: &mut Conn, told_by: Timestamp) -> Result<(), StoreError> {
    sqlx::query("UPDATE provisioning SET password = NULL WHERE password IS NOT NULL AND fetched_at <= $1")
        .bind(told_by.as_microsecond())
        .execute(conn)
        .await?;
    Ok(())
}
