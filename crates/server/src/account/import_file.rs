//! The CSV file itself: its columns, its separators, and cells that a spreadsheet would run.

use csv::{ReaderBuilder, StringRecord};

use crate::http::ApiError;
use crate::spreadsheet::undone;

/// The columns, as an export writes them.
pub(super) const COLUMNS: [&str; 8] =
    ["name", "email", "site", "licensed", "administrator", "safety_team", "extension", "active"];

/// Most rows of one file.
const ROWS_MAX: usize = 10_000;

/// A file as it was read.
#[derive(Debug)]
pub(super) struct File {
    /// For each of [`COLUMNS`], where it is in a record.
    places: [Option<usize>; COLUMNS.len()],
    /// Each row with its line in the file, from 1.
    pub(super) rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    /// Its line in the file, from 1.
    pub(super) line: u64,
    record: StringRecord,
}

impl File {
    /// What a row has in a column; none where the file has no such column. Too short a row has nothing in the rest.
    pub(super) fn cell<'a>(&self, row: &'a Row, column: &str) -> Option<&'a str> {
        let place = COLUMNS.iter().position(|name| *name == column).and_then(|n| self.places[n])?;
        Some(undone(row.record.get(place).unwrap_or_default().trim()))
    }

    /// A row that has more cells than the file has columns.
    pub(super) fn is_too_long(&self, row: &Row) -> bool {
        row.record.iter().skip(self.places.iter().flatten().count()).any(|cell| !cell.trim().is_empty())
    }
}

fn refused(message: impl Into<String>) -> ApiError {
    ApiError::invalid("csv", message)
}

/// Reads a file with commas, semicolons or tabs between its cells, as the spreadsheet's country has it.
///
/// # Errors
/// `invalid` at `csv` where the file as a whole cannot be used.
pub(super) fn read(text: &str) -> Result<File, ApiError> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: char| first.matches(separator).count();
    let separator = [b';', b'\t'].into_iter().find(|s| count(char::from(*s)) > count(',')).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let unreadable = |_| refused("This is no CSV file that can be read.");
    let places = columns(reader.headers().map_err(unreadable)?)?;
    let mut rows = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record.map_err(unreadable)?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() == ROWS_MAX {
            return Err(refused(format!("A file has at most {ROWS_MAX} users; split this one.")));
        }
        // The reader counts empty lines to the row after them.
        let begins = record.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(counted);
        let rest = text.get(begins..).unwrap_or_default();
        let begins = text.len() - rest.trim_start_matches('\n').len();
        line += text[counted..begins].bytes().filter(|b| *b == b'\n').count() as u64;
        counted = begins;
        rows.push(Row { line, record });
    }
    if rows.is_empty() {
        return Err(refused("There is nobody in this file; its first line names the columns."));
    }
    Ok(File { places, rows })
}

fn columns(header: &StringRecord) -> Result<[Option<usize>; COLUMNS.len()], ApiError> {
    let mut places = [None; COLUMNS.len()];
    for (n, title) in header.iter().enumerate() {
        let key = title.trim().to_lowercase().replace([' ', '-'], "_");
        let Some(column) = COLUMNS.iter().position(|name| *name == key) else {
            let all = COLUMNS.join(", ");
            return Err(refused(format!("There is no column “{}”; there are {all}.", title.trim())));
        };
        if places[column].replace(n).is_some() {
            return Err(refused(format!("The column “{key}” is there twice.")));
        }
    }
    if places[1].is_none() {
        return Err(refused("The column “email” is missing, by which users are told apart."));
    }
    Ok(places)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::comma("email,name\na@b.example,Ann\n")]
    #[case::semicolon("email;name\r\na@b.example;Ann\r\n")]
    #[case::tab("email\tname\na@b.example\tAnn")]
    #[case::mark("\u{feff}Email,Name\na@b.example,Ann\n")]
    #[case::spaces(" E-mail , name\n".replace("E-mail", "EMAIL") + " a@b.example ,\"Ann\"\n\n,\n")]
    #[case::order("name,email\nAnn,a@b.example\n")]
    fn files_as_spreadsheets_write_them(#[case] text: impl AsRef<str>) {
        let file = read(text.as_ref()).unwrap();
        assert_eq!(file.rows.len(), 1);
        let row = &file.rows[0];
        assert_eq!(row.line, 2);
        assert_eq!(file.cell(row, "email"), Some("a@b.example"));
        assert_eq!(file.cell(row, "name"), Some("Ann"));
        assert_eq!(file.cell(row, "site"), None);
    }

    #[rstest]
    #[case("\n")]
    #[case("\r\n")]
    #[case("\r")]
    fn lines_are_counted_as_an_editor_shows_them(#[case] end: &str) {
        let lines = ["", "email", "a@b.example", "", "", "b@b.example", ",,", "\"c\nd\"", "e@b.example"];
        let file = read(&lines.join(end)).unwrap();
        assert_eq!(file.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [3, 6, 8, 10]);
    }

    #[rstest]
    #[case::nothing("", "email")]
    #[case::nobody("email\n", "nobody")]
    #[case::unknown("email,salary\na@b.example,1\n", "salary")]
    #[case::twice("email,Email\na@b.example,\n", "twice")]
    #[case::no_email("name\nAnn\n", "email")]
    fn files_that_cannot_be_used(#[case] text: &str, #[case] about: &str) {
        let message = read(text).unwrap_err().to_string();
        assert!(message.contains(about), "{message}");
    }

    #[test]
    fn a_cell_may_hold_lines_and_separators() {
        let file = read("name,email\n\"Lee, \"\"Ann\"\"\nB.\",a@b.example\nBen,b@b.example,,x\n").unwrap();
        assert_eq!(file.cell(&file.rows[0], "name"), Some("Lee, \"Ann\"\nB."));
        assert_eq!((file.rows[0].line, file.rows[1].line), (2, 4));
        assert!(!file.is_too_long(&file.rows[0]) && file.is_too_long(&file.rows[1]));
    }

    #[rstest]
    #[case("=HYPERLINK(\"http://x\")")]
    #[case("+44")]
    #[case("-1")]
    #[case("@SUM(A1)")]
    #[case("'=1")]
    #[case("'quoted'")]
    #[case("O'Hara")]
    #[case("Ann, \"Lee\"\nB.")]
    fn what_is_written_runs_nowhere_and_comes_back(#[case] name: &str) {
        let text = crate::spreadsheet::write(
            ["name", "email"],
            std::iter::once([name.to_owned(), "a@b.example".into()]),
        )
        .unwrap();
        assert!(text.starts_with('\u{feff}'));
        let mut raw = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let cell = raw.records().next().unwrap().unwrap()[0].to_owned();
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        let file = read(&text).unwrap();
        assert_eq!(file.cell(&file.rows[0], "name"), Some(name));
    }
}
