//! The judge of what is valid.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Whether `xmllint` takes it for valid by this schema; `None` where there is no `xmllint` and it may be skipped.
pub fn is_valid(schema: &str, text: &str) -> Option<bool> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schema").join(schema);
    let started = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "there is no xmllint");
        eprintln!("skipped: there is no xmllint");
        return None;
    };
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(!said.contains("Schemas parser error"), "{said}");
    if !done.status.success() {
        eprintln!("{said}{text}");
    }
    Some(done.status.success())
}
