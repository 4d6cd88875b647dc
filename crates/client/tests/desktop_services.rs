//! Keychain and location permission against real services of a desktop, each test on a bus of its own.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use roamline_client::credentials::{Credentials, Kept, SystemKeychain};
use roamline_client::permission;
use roamline_client::view::{Keychain, Permission};
use support::keychain::{MemoryKeychain, conforms};

/// Names the part that this test binary plays as a child on a bus of its own.
const PART: &str = "ROAMLINE_DESKTOP_SERVICES_PART";

fn kept() -> Kept {
    Kept { refresh_token: "secret".to_owned(), device: support::device() }
}

/// What the child does; nothing when this is no child.
#[test]
fn child() {
    let Ok(part) = std::env::var(PART) else { return };
    let ask = || tokio::runtime::Runtime::new().unwrap().block_on(permission::ask());
    match part.as_str() {
        "ready" => {
            conforms(&SystemKeychain);
            assert_eq!(SystemKeychain.set("https://kept.example.com", &kept()), Keychain::Ready);
        }
        "locked" => {
            assert_eq!(SystemKeychain.get("https://kept.example.com"), (None, Keychain::Locked));
            assert_eq!(SystemKeychain.get("https://none.example.com"), (None, Keychain::Locked));
            assert_eq!(SystemKeychain.set("https://new.example.com", &kept()), Keychain::Locked);
        }
        "missing" => {
            assert_eq!(SystemKeychain.get("https://kept.example.com"), (None, Keychain::Missing));
            assert_eq!(SystemKeychain.set("https://kept.example.com", &kept()), Keychain::Missing);
        }
        "granted" => assert_eq!(ask(), Permission::Granted),
        "denied" => assert_eq!(ask(), Permission::Denied),
        "ended" | "silent" | "nobody" => {
            let asked = Instant::now();
            assert!(matches!(ask(), Permission::Unavailable { .. }));
            assert!(asked.elapsed() < Duration::from_secs(30));
        }
        other => panic!("no such part: {other}"),
    }
}

fn installed(programs: &[&str]) -> bool {
    programs.iter().all(|program| {
        let found =
            Command::new("sh").args(["-c", &format!("command -v {program}")]).stdout(Stdio::null()).status();
        found.is_ok_and(|status| status.success())
    })
}

/// Skips a test by name, except where everything has to run.
fn skip(name: &str, missing: &str) {
    assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{name} must not be skipped here: no {missing}");
    println!("skipped: {name}: {missing} is not installed");
}

/// Whether Debian's Python has these modules.
fn python_has(modules: &str) -> bool {
    let import = format!("import {modules}");
    let there = Command::new("/usr/bin/python3").args(["-c", &import]).stderr(Stdio::null()).status();
    there.is_ok_and(|status| status.success())
}

/// Plays a part on a fresh bus, after `before` was run there in a shell.
fn play(part: &str, home: &Path, before: &str) {
    let me = std::env::current_exe().unwrap();
    let script = format!("{before}\nexec \"$0\" --exact child --nocapture --test-threads=1");
    let output = Command::new("dbus-run-session")
        .args(["--", "sh", "-ec", &script])
        .arg(me)
        .env(PART, part)
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success() && String::from_utf8_lossy(&output.stdout).contains("1 passed"),
        "{part}: {}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_tests_keychain_conforms() {
    conforms(&MemoryKeychain::new(Keychain::Ready));
}

#[test]
fn the_systems_keychain_conforms_and_says_when_it_is_locked() {
    if !installed(&["dbus-run-session", "gnome-keyring-daemon"]) {
        return skip("the_systems_keychain_conforms_and_says_when_it_is_locked", "GNOME Keyring");
    }
    let home = tempfile::tempdir().unwrap();
    play(
        "ready",
        home.path(),
        "printf pass | gnome-keyring-daemon --unlock --components=secrets --daemonize >/dev/null",
    );
    // The next session begins with the keyring of the last, and nobody has unlocked it.
    play("locked", home.path(), "gnome-keyring-daemon --start --components=secrets --daemonize >/dev/null");
}

#[test]
fn a_missing_keychain_is_told_from_a_locked_one() {
    if !installed(&["dbus-run-session"]) {
        return skip("a_missing_keychain_is_told_from_a_locked_one", "D-Bus");
    }
    let home = tempfile::tempdir().unwrap();
    play("missing", home.path(), "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent");
}

fn with_portal(part: &str, answer: &str) {
    if !installed(&["dbus-run-session"]) || !python_has("dbus.service, gi") {
        return skip(&format!("the portal's permission: {part}"), "D-Bus or its Python binding");
    }
    let home = tempfile::tempdir().unwrap();
    let portal = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/portal.py");
    let ready = home.path().join("ready");
    let (portal, ready) = (portal.display(), ready.display());
    let before = format!(
        "/usr/bin/python3 {portal} {answer} {ready} & for _ in $(seq 1000); do [ -e {ready} ] && break; sleep 0.01; done"
    );
    play(part, home.path(), &before);
}

#[test]
fn the_portal_grants_the_permission() {
    with_portal("granted", "0");
}

#[test]
fn the_portal_denies_the_permission() {
    with_portal("denied", "1");
}

#[test]
fn the_portal_can_end_the_question() {
    with_portal("ended", "2");
}

#[test]
fn a_portal_that_never_answers_is_waited_for_no_longer_than_it_deserves() {
    with_portal("silent", "silent");
}

fn with_geoclue(part: &str, answer: &str) {
    if !installed(&["dbus-run-session", "gdbus"]) || !python_has("dbusmock") {
        return skip(&format!("GeoClue's permission: {part}"), "D-Bus or python-dbusmock");
    }
    let home = tempfile::tempdir().unwrap();
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/geoclue.py");
    let template = template.display();
    let before = format!(
        r#"export DBUS_SYSTEM_BUS_ADDRESS="$DBUS_SESSION_BUS_ADDRESS"
        /usr/bin/python3 -m dbusmock --template {template} --parameters '{{"answer": "{answer}"}}' >/dev/null 2>&1 &
        gdbus wait --system --timeout 20 org.freedesktop.GeoClue2"#
    );
    play(part, home.path(), &before);
}

#[test]
fn geoclue_grants_the_permission_where_there_is_no_portal() {
    with_geoclue("granted", "granted");
}

#[test]
fn geoclue_denies_the_permission() {
    with_geoclue("denied", "denied");
}

#[test]
fn a_geoclue_that_has_nobody_to_ask_is_waited_for_no_longer_than_it_deserves() {
    with_geoclue("silent", "silent");
}

#[test]
fn without_a_location_service_the_answer_says_so() {
    if !installed(&["dbus-run-session"]) {
        return skip("without_a_location_service_the_answer_says_so", "D-Bus");
    }
    let home = tempfile::tempdir().unwrap();
    play("nobody", home.path(), "export DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent");
}
