//! Pages of long lists.

use roamline_api::page::{PAGE_DEFAULT, PAGE_MAX};

/// Number of the first item and how many, within what is allowed.
pub(crate) fn bounds(offset: Option<u64>, limit: Option<u32>) -> (u64, u32) {
    // A database counts in signed numbers.
    let offset = offset.unwrap_or_default().min(i64::MAX.unsigned_abs());
    (offset, limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX))
}
