//! The judges of what is valid: `xmllint` with the schemas that are written for what is used here, and with those of the RFCs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::rfc;

/// One of them.
pub struct Judge {
    pub name: &'static str,
    schema: PathBuf,
    /// Where its schemas are, if they were made for it.
    _made: Option<TempDir>,
}

/// Both, where this is one's own schema; without those that are not there and may be skipped.
pub fn judges(own: &str) -> Vec<Judge> {
    let mut judges = Vec::new();
    if Command::new("xmllint").arg("--version").output().is_err() {
        skip("there is no xmllint");
        return judges;
    }
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema").join(own);
    judges.push(Judge { name: "own", schema, _made: None });
    let made = tempfile::tempdir().unwrap();
    match rfc::write_schemas(made.path()) {
        Some(schema) => judges.push(Judge { name: "RFC", schema, _made: Some(made) }),
        None => skip("there are no texts of RFCs: script/rfcs"),
    }
    judges
}

fn skip(why: &str) {
    assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{why}");
    eprintln!("skipped: {why}");
}

impl Judge {
    /// Whether it takes this for valid.
    pub fn takes(&self, text: &str) -> bool {
        let mut child = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .arg(&self.schema)
            .arg("-")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(!said.contains("Schemas parser error"), "{}: {said}", self.name);
        if !done.status.success() {
            eprintln!("{}: {said}{text}", self.name);
        }
        done.status.success()
    }
}
