//! Long lists come in pages.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// How many there are on all pages.
    pub total: u64,
    /// Number of the first item, from 0.
    pub offset: u64,
}

/// Largest and default number of items on a page.
pub const PAGE_MAX: u32 = 200;
/// Number of items when none is asked for.
pub const PAGE_DEFAULT: u32 = 50;
