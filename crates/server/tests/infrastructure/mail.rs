//! Mail leaves the queue, whatever happens in between.

use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use roamline_server::MailError;
use roamline_server::StartError;
use roamline_server::config::Config;
use roamline_server::database::Store;
use roamline_store::clock::Clock;
use roamline_store::mail::{self, Priority};
use serde_json::Value;

use crate::until::until_it;
use crate::{Server, config};

async fn queue(store: &Store, subject: &str) {
    let mut tx = store.write(None).await.unwrap();
    tx.mail("ada@harrier.example", subject, "Hello Ada,\n\nlook: https://roamline.example/proposals/1\n")
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// When the next mail is due; none where there is none.
async fn next_turn(store: &Store) -> Option<Timestamp> {
    let mut reader = store.read().await.unwrap();
    mail::next_turn(&mut reader, Priority::Ordinary).await.unwrap()
}

fn files(data: &Path) -> Vec<PathBuf> {
    let folder = std::fs::read_dir(data.join("mail")).unwrap();
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A real SMTP server, ended when dropped.
struct Sink {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    port: u16,
}

impl Sink {
    /// Starts one that refuses the first few mails; says that the test is skipped where there is none.
    fn start(name: &str, port: u16, refusals: u32, code: &str) -> Option<Self> {
        let python = "/usr/bin/python3";
        let installed = Command::new(python).args(["-c", "import aiosmtpd"]).output();
        if !installed.is_ok_and(|done| done.status.success()) {
            assert!(std::env::var_os("ROAMLINE_NO_SKIP").is_none(), "{name} must not be skipped here");
            println!("skipped: {name}: aiosmtpd is not installed");
            return None;
        }
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/infrastructure/smtp_sink.py");
        let mut process = Command::new(python)
            .arg(script)
            .args([port.to_string(), refusals.to_string(), code.to_owned()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        Some(Self { process, lines, port })
    }

    fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next mail, whenever it comes.
    async fn mail(mut self) -> (Self, Value) {
        let read = tokio::task::spawn_blocking(move || {
            let line = self.lines.next().unwrap().unwrap();
            (self, serde_json::from_str(&line).unwrap())
        });
        tokio::time::timeout(Duration::from_secs(60), read).await.expect("no mail came").unwrap()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn header<'a>(mail: &'a str, name: &str) -> &'a str {
    let prefix = format!("{name}: ");
    mail.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default().trim_end()
}

#[tokio::test]
async fn without_an_smtp_server_mail_is_written_to_the_data_folder() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(config(data.path())).await;
    for subject in ["First", "Grüße aus Leeds"] {
        queue(&server.running.store, subject).await;
    }
    until_it("an empty queue", async || next_turn(&server.running.store).await, Option::is_none).await;
    let files = files(data.path());
    assert_eq!(files.len(), 2);
    let first = std::fs::read_to_string(&files[0]).unwrap();
    assert_eq!(header(&first, "To"), "ada@harrier.example");
    assert_eq!(header(&first, "From"), "Roamline <roamline@localhost>");
    assert_eq!(header(&first, "Subject"), "First");
    assert_eq!(header(&first, "Auto-Submitted"), "auto-generated");
    let name = files[0].file_stem().unwrap().to_str().unwrap();
    assert_eq!(header(&first, "Message-ID"), format!("<{name}@localhost>"));
    assert!(first.contains("look: https://roamline.example/proposals/1"), "{first}");
    assert!(header(&std::fs::read_to_string(&files[1]).unwrap(), "Subject").contains("=?utf-8?"));
    server.stop().await;
}

#[tokio::test]
async fn a_mail_that_was_queued_before_a_stop_leaves_after_the_next_start() {
    let data = tempfile::tempdir().unwrap();
    let Some(sink) = Sink::start("mail over a restart", 0, 0, "250") else { return };
    let with_smtp = Config { smtp: Some(sink.url()), ..config(data.path()) };
    let server = Server::start(with_smtp.clone()).await;
    queue(&server.running.store, "First").await;
    let (sink, first) = sink.mail().await;
    assert_eq!(first["to"], serde_json::json!(["ada@harrier.example"]));
    assert_eq!(first["from"], "roamline@localhost");
    assert_eq!(header(first["content"].as_str().unwrap(), "Subject"), "First");
    until_it("an empty queue", async || next_turn(&server.running.store).await, Option::is_none).await;

    let port = sink.port;
    drop(sink);
    queue(&server.running.store, "Second").await;
    let attempts = async || {
        let mut reader = server.running.store.read().await.unwrap();
        let later = server.clock.now() + SignedDuration::from_hours(2);
        mail::due(&mut reader, Priority::Ordinary, later, 9).await.unwrap().first().map(|m| m.attempts)
    };
    until_it("an attempt", attempts, |attempts| attempts.is_some_and(|attempts| attempts > 0)).await;
    server.stop().await;

    let sink = Sink::start("mail over a restart", port, 0, "250").unwrap();
    let server = Server::start(with_smtp).await;
    server.clock.advance(SignedDuration::from_hours(2));
    server.running.store.wakers().wake_mail(Priority::Ordinary);
    let (_sink, second) = sink.mail().await;
    assert_eq!(header(second["content"].as_str().unwrap(), "Subject"), "Second");
    until_it("an empty queue", async || next_turn(&server.running.store).await, Option::is_none).await;
    server.stop().await;
}

#[tokio::test]
async fn a_mail_that_is_refused_for_now_is_tried_again_later() {
    let data = tempfile::tempdir().unwrap();
    let Some(sink) = Sink::start("mail that is refused for now", 0, 2, "451 4.3.0") else { return };
    let server = Server::start(Config { smtp: Some(sink.url()), ..config(data.path()) }).await;
    queue(&server.running.store, "Patience").await;
    let an_hour_later = async || {
        server.clock.advance(SignedDuration::from_hours(1));
        server.running.store.wakers().wake_mail(Priority::Ordinary);
        next_turn(&server.running.store).await
    };
    until_it("an empty queue", an_hour_later, Option::is_none).await;
    let (_sink, mail) = sink.mail().await;
    assert_eq!(header(mail["content"].as_str().unwrap(), "Subject"), "Patience");
    server.stop().await;
}

#[tokio::test]
async fn a_mail_that_is_refused_for_good_is_given_up_in_the_end() {
    let data = tempfile::tempdir().unwrap();
    let Some(sink) = Sink::start("mail that is refused for good", 0, 8, "550 5.1.1") else { return };
    let server = Server::start(Config { smtp: Some(sink.url()), ..config(data.path()) }).await;
    queue(&server.running.store, "In vain").await;
    let an_hour_later = async || {
        server.clock.advance(SignedDuration::from_hours(1));
        server.running.store.wakers().wake_mail(Priority::Ordinary);
        next_turn(&server.running.store).await
    };
    until_it("an empty queue", an_hour_later, Option::is_none).await;
    queue(&server.running.store, "Not in vain").await;
    let (_sink, mail) = sink.mail().await;
    assert_eq!(header(mail["content"].as_str().unwrap(), "Subject"), "Not in vain");
    server.stop().await;
}

#[tokio::test]
async fn addresses_stay_out_of_the_log() {
    let data = tempfile::tempdir().unwrap();
    let Some(sink) = Sink::start("addresses in the log", 0, 1, "550 5.1.1") else { return };
    let store = Store::open(data.path(), None, Clock::default()).await.unwrap();
    queue(&store, "Whoever").await;
    store.close().await;
    let log = data.path().join("log");
    let mut server = Command::new(env!("CARGO_BIN_EXE_roamline-server"))
        .args(["--listen", "127.0.0.1:0", "--sip-listen", "127.0.0.1:0", "--smtp", &sink.url(), "--data"])
        .arg(data.path())
        .env("RUST_LOG", "debug")
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let said = || std::fs::read_to_string(&log).unwrap();
    until_it("the refusal", async || said(), |said| said.contains("refused a mail")).await;
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(!said().contains("harrier.example"), "{}", said());
}

#[tokio::test]
async fn what_cannot_be_a_way_to_send_keeps_the_server_from_starting() {
    let data = tempfile::tempdir().unwrap();
    let wrong = [
        Config { smtp: Some("https://mail.example".to_owned()), ..config(data.path()) },
        Config { mail_from: "nobody".to_owned(), ..config(data.path()) },
    ];
    for config in wrong {
        match Server::try_start(config).await {
            Err(StartError::Mail(MailError::Url | MailError::Sender)) => {}
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("it started"),
        }
    }
}
