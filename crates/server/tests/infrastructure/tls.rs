//! TLS by the server itself.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, SanType};
use roamline_server::config::Config;
use roamline_server::{StartError, TlsError};

use crate::until::until_it;
use crate::{Server, config};

/// An authority, and a certificate of it for loopback.
struct Issued {
    authority: String,
    certificate: String,
    key: String,
}

fn issue() -> Issued {
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_pem = authority.self_signed(&authority_key).unwrap().pem();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::default();
    params.subject_alt_names = vec![SanType::IpAddress([127, 0, 0, 1].into())];
    let certificate = params.signed_by(&key, &issuer).unwrap().pem();
    Issued { authority: authority_pem, certificate, key: key.serialize_pem() }
}

fn write(folder: &Path, issued: &Issued) -> (PathBuf, PathBuf) {
    let files = (folder.join("server.pem"), folder.join("server.key"));
    std::fs::write(&files.0, &issued.certificate).unwrap();
    std::fs::write(&files.1, &issued.key).unwrap();
    files
}

fn with_tls(folder: &Path, issued: &Issued) -> Config {
    let (certificate, key) = write(folder, issued);
    Config { tls_cert: Some(certificate), tls_key: Some(key), ..config(&folder.join("data")) }
}

/// A client that trusts one authority and keeps no connection.
fn client(issued: &Issued) -> reqwest::Client {
    let authority = reqwest::Certificate::from_pem(issued.authority.as_bytes()).unwrap();
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().tls_certs_only([authority]).pool_max_idle_per_host(0);
    builder.timeout(Duration::from_secs(10)).build().unwrap()
}

async fn is_reached(client: &reqwest::Client, server: &Server) -> bool {
    client.get(server.url("/healthz")).send().await.is_ok_and(|answer| answer.status() == 200)
}

#[tokio::test]
async fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (issue(), issue());
    let server = Server::start(with_tls(folder.path(), &old)).await;
    assert!(server.running.url.starts_with("https://127.0.0.1:"));
    let (before, after) = (client(&old), client(&new));
    assert!(is_reached(&before, &server).await);
    assert!(!is_reached(&after, &server).await);

    // As if somebody copied the new pair over the old one, slowly: in between the two do not belong together.
    std::fs::write(folder.path().join("server.pem"), "nonsense").unwrap();
    assert!(is_reached(&before, &server).await);
    write(folder.path(), &new);
    until_it("the new certificate", async || is_reached(&after, &server).await, |is_reached| *is_reached)
        .await;
    // A client that was here before may resume its session without looking at the certificate; a new one may not.
    assert!(!is_reached(&client(&old), &server).await);
    server.stop().await;
}

#[tokio::test]
async fn answers_over_tls_ask_for_tls_from_then_on() {
    let folder = tempfile::tempdir().unwrap();
    let issued = issue();
    let server = Server::start(with_tls(folder.path(), &issued)).await;
    let answer = client(&issued).get(server.url("/healthz")).send().await.unwrap();
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    server.stop().await;
}

#[tokio::test]
async fn files_that_cannot_be_used_keep_the_server_from_starting() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (issue(), issue());
    let config = with_tls(folder.path(), &one);
    let refused = async |config: Config| match Server::try_start(config).await {
        Err(StartError::Tls(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it started"),
    };
    std::fs::write(folder.path().join("server.key"), &other.key).unwrap();
    assert!(matches!(refused(config.clone()).await, TlsError::Mismatch(_)));
    std::fs::write(folder.path().join("server.key"), "nonsense").unwrap();
    assert!(matches!(refused(config.clone()).await, TlsError::Pem { .. }));
    std::fs::write(folder.path().join("server.pem"), "").unwrap();
    assert!(matches!(refused(config.clone()).await, TlsError::Empty { .. }));
    std::fs::remove_file(folder.path().join("server.pem")).unwrap();
    assert!(matches!(refused(config).await, TlsError::File { .. }));
}

#[tokio::test]
async fn clients_that_say_nothing_keep_nobody_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let issued = issue();
    let server = Server::start(with_tls(folder.path(), &issued)).await;
    let address = server.running.address;
    let silent: Vec<_> = (0..50).map(|_| std::net::TcpStream::connect(address).unwrap()).collect();
    let mut babbling = std::net::TcpStream::connect(address).unwrap();
    babbling.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
    assert!(is_reached(&client(&issued), &server).await);
    server.shutdown.cancel();
    let stopped = tokio::time::timeout(Duration::from_secs(8), server.running.finished()).await;
    stopped.expect("it waits for those who say nothing").unwrap();
    drop(silent);
}
