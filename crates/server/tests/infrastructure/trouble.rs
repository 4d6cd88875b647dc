//! A full disk, a locked database, two servers on one folder, and copies of the data.

use std::path::{Path, PathBuf};
use std::process::Command;

use roamline_api::desk_phone::PhoneTransport;
use roamline_server::StartError;
use roamline_server::config::Config;
use roamline_server::database::Store;
use roamline_store::{accounts, emergency_calls};
use serde_json::json;

use crate::sip_phone::Phone;
use crate::until::until_it;
use crate::{Server, config};

/// A file system of a few megabytes, taken away when dropped.
struct SmallDisk {
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// Says that the test is skipped where nobody may mount one.
    fn mount(name: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs"])
            .arg(folder.path())
            .output();
        if !mounted.is_ok_and(|done| done.status.success()) {
            assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{name} must not be skipped here");
            println!("skipped: {name}: no file system can be mounted");
            return None;
        }
        Some(Self { folder })
    }

    /// Leaves no room at all.
    fn fill(&self) -> PathBuf {
        use std::io::Write as _;
        let filler = self.folder.path().join("filler");
        let mut file = std::fs::File::create(&filler).unwrap();
        for size in [64 * 1024, 1024, 1] {
            while file.write_all(&vec![0; size]).is_ok() {}
        }
        filler
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.folder.path()).status();
    }
}

async fn status(server: &Server, path: &str) -> u16 {
    crate::http::client().get(server.url(path)).send().await.unwrap().status().as_u16()
}

async fn sign_in(server: &Server) -> u16 {
    let told = &server.running.made_up.users[0];
    let answer = crate::http::client()
        .post(server.url("/v1/session"))
        .header("x-roamline", "1")
        .json(&json!({"email": told.email, "password": told.password}))
        .send()
        .await
        .unwrap();
    answer.status().as_u16()
}

async fn calls(store: &Store) -> usize {
    let filter = emergency_calls::EmergencyCallFilter { limit: 100, ..Default::default() };
    emergency_calls::list(&mut store.read().await.unwrap(), &filter).await.unwrap().len()
}

async fn phone(server: &Server) -> Phone {
    let told = server.running.made_up.phones[0].clone();
    let servers = &server.running.phone_servers;
    let udp = servers.iter().find(|server| server.transport == PhoneTransport::Udp).unwrap();
    Phone::start(udp.address.parse().unwrap(), "roamline", told.username, &told.password).await
}

#[tokio::test]
async fn when_there_is_room_again_the_server_works_and_no_emergency_call_is_lost() {
    let Some(disk) = SmallDisk::mount("a full disk") else { return };
    let server = Server::start(Config { demo: true, ..config(disk.folder.path()) }).await;
    let phone = phone(&server).await;
    until_it("it is ready", async || status(&server, "/readyz").await, |code| *code == 200).await;
    let before = calls(&server.running.store).await;

    let filler = disk.fill();
    until_it("it says that it is not ready", async || status(&server, "/readyz").await, |code| *code == 503)
        .await;
    assert_eq!(sign_in(&server).await, 503);
    // No trunk brings it anywhere, and that is what is to be written down.
    phone.dial("112").await;
    phone.dial("933").await;
    for _ in 0..20 {
        assert_eq!(sign_in(&server).await, 503);
    }
    assert_eq!(calls(&server.running.store).await, before);

    std::fs::remove_file(filler).unwrap();
    until_it("it is ready again", async || status(&server, "/readyz").await, |code| *code == 200).await;
    assert_eq!(sign_in(&server).await, 200);
    until_it(
        "both calls are written down",
        async || calls(&server.running.store).await,
        |calls| *calls == before + 2,
    )
    .await;
    server.stop().await;
}

#[tokio::test]
async fn a_locked_database_is_waited_for() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(Config { demo: true, ..config(data.path()) }).await;
    let phone = phone(&server).await;
    let before = calls(&server.running.store).await;
    // Somebody else's transaction, by another program.
    let database = data.path().join("roamline.db");
    let mut shell =
        Command::new("sqlite3").arg(&database).stdin(std::process::Stdio::piped()).spawn().unwrap();
    let mut stdin = shell.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, b".timeout 5000\nBEGIN IMMEDIATE;\n").unwrap();
    let begin = async || Command::new("sqlite3").arg(&database).arg("BEGIN IMMEDIATE").output().unwrap();
    until_it("the lock", begin, |output| !output.status.success()).await;
    phone.dial("112").await;
    until_it("it says that it is not ready", async || status(&server, "/readyz").await, |code| *code == 503)
        .await;
    drop(stdin);
    shell.wait().unwrap();
    until_it("it is ready again", async || status(&server, "/readyz").await, |code| *code == 200).await;
    until_it(
        "the call is written down",
        async || calls(&server.running.store).await,
        |calls| *calls == before + 1,
    )
    .await;
    server.stop().await;
}

#[tokio::test]
async fn a_second_server_on_the_same_folder_does_not_start() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(config(data.path())).await;
    match Server::try_start(config(data.path())).await {
        Err(error @ StartError::Folder(_)) => {
            assert!(error.to_string().contains("stop it first"), "{error}");
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it started"),
    }
    server.stop().await;
    Server::start(config(data.path())).await.stop().await;
}

fn command(data: &Path, arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_roamline-server"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &std::process::Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn rename(store: &Store, name: &str) {
    let mut tx = store.write(None).await.unwrap();
    let mut account = accounts::account(&mut tx).await.unwrap().unwrap();
    account.name = name.to_owned();
    accounts::put_account(&mut tx, &account).await.unwrap();
    tx.commit().await.unwrap();
}

async fn name(store: &Store) -> String {
    accounts::account(&mut store.read().await.unwrap()).await.unwrap().unwrap().name
}

#[tokio::test]
async fn a_copy_is_made_while_the_server_runs_and_put_back_while_it_does_not() {
    let (data, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let server = Server::start(Config { demo: true, ..config(data.path()) }).await;
    let before = name(&server.running.store).await;
    let copy = elsewhere.path().join("copy.db");
    let path = copy.to_str().unwrap();
    let made = command(data.path(), &["backup", path]);
    assert!(made.status.success(), "{}", said(&made));
    let again = command(data.path(), &["backup", path]);
    assert!(!again.status.success() && said(&again).contains("is there already"), "{}", said(&again));
    rename(&server.running.store, "After the copy").await;
    let while_it_runs = command(data.path(), &["restore", path]);
    assert!(
        !while_it_runs.status.success() && said(&while_it_runs).contains("stop it first"),
        "{}",
        said(&while_it_runs)
    );
    server.stop().await;

    let garbage = elsewhere.path().join("garbage.db");
    std::fs::write(&garbage, "no database").unwrap();
    let unfit = command(data.path(), &["restore", garbage.to_str().unwrap()]);
    assert!(!unfit.status.success() && said(&unfit).contains("is no copy"), "{}", said(&unfit));
    let restored = command(data.path(), &["restore", path]);
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(data.path().join("roamline.db.replaced-1").exists(), "what was there is kept");
    let server = Server::start(config(data.path())).await;
    assert_eq!(name(&server.running.store).await, before);
    server.stop().await;
}

#[test]
fn postgresql_has_programs_of_its_own() {
    let data = tempfile::tempdir().unwrap();
    let refused = command(data.path(), &["--database", "postgres://db/roamline", "backup", "x"]);
    assert!(!refused.status.success() && said(&refused).contains("pg_dump"), "{}", said(&refused));
}

/// As administrators know it: Debian 12 has SQLite 3.40.
#[tokio::test]
async fn the_shell_of_sqlite_reads_and_copies_it() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(Config { demo: true, ..config(data.path()) }).await;
    let database = data.path().join("roamline.db");
    let shell = |database: &Path, input: &str| {
        let output = Command::new("sqlite3").arg("-bail").arg(database).arg(input).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{input}: {}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(shell(&database, ".schema").contains("CREATE VIEW parties"));
    let copy = data.path().join("copy.db");
    shell(&database, &format!("VACUUM INTO '{}'", copy.display()));
    shell(&database, &format!(".backup '{}'", data.path().join("backup.db").display()));
    let dump = shell(&database, ".dump");
    server.stop().await;
    let again = data.path().join("again.db");
    let file = data.path().join("dump.sql");
    std::fs::write(&file, dump).unwrap();
    shell(&again, &format!(".read '{}'", file.display()));
    for database in [&copy, &again, &data.path().join("backup.db")] {
        assert_eq!(shell(database, "PRAGMA integrity_check").trim(), "ok");
        let users: u32 = shell(database, "SELECT COUNT(*) FROM users").trim().parse().unwrap();
        assert!(users >= 6);
    }
}
