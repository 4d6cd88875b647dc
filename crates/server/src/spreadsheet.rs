//! CSV files for people with spreadsheets.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use csv::WriterBuilder;

use crate::http::ApiError;

/// A spreadsheet takes a cell that begins with one of these for something to compute or run.
const RUN: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that every spreadsheet takes for text. [`undone`] when it comes back.
pub(crate) fn harmless(cell: String) -> String {
    let begins_with_run = cell.trim_start_matches('\'').starts_with(RUN);
    if begins_with_run { format!("'{cell}") } else { cell }
}

/// The cell that [`harmless`] was made of.
pub(crate) fn undone(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(RUN) => rest,
        _ => cell,
    }
}

fn failed(error: &(dyn std::error::Error + 'static)) -> ApiError {
    tracing::error!(error, "a CSV file could not be written");
    ApiError::internal()
}

/// Writes a file that a spreadsheet opens as it is meant: as UTF-8, and with nothing in it to compute.
///
/// # Errors
/// Never in practice: it is written to memory.
pub(crate) fn write<const N: usize>(
    columns: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<String, ApiError> {
    let mut writer = WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(columns).map_err(|e| failed(&e))?;
    for row in rows {
        writer.write_record(row.map(harmless)).map_err(|e| failed(&e))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(&e))?;
    let text = String::from_utf8(bytes).map_err(|e| failed(&e))?;
    Ok(format!("\u{feff}{text}"))
}

/// The same as an answer that is saved under a name.
///
/// # Errors
/// As [`write`].
pub(crate) fn download<const N: usize>(
    name: &str,
    columns: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Response, ApiError> {
    let csv = write(columns, rows)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, csv).into_response())
}
