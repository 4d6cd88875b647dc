//! The engine and a carrier that is reached by TLS, over real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use roamline_switch::{
    Account, Config, Directory, EmbeddedSwitch, Event, Heard, Listen, Peer, Switch, SwitchCommand, TlsPeer,
    Transport, Trunk, TrunkId, TrunkStatus,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

struct Nobody;

impl Directory for Nobody {
    fn account(&self, _: &str) -> Option<Account> {
        None
    }

    fn is_emergency(&self, _: &str) -> bool {
        false
    }
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// A certificate for a name, and its key.
fn certificate(name: &str) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
    (made.cert.der().clone(), PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap())
}

fn believing(certificate: &CertificateDer<'static>) -> rustls::RootCertStore {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(certificate.clone()).unwrap();
    roots
}

/// A carrier that says 200 to whatever it is asked by whom it believes.
async fn carrier(
    certificate: (CertificateDer<'static>, PrivateKeyDer<'static>),
    customers: &CertificateDer<'static>,
) -> SocketAddr {
    let verifier = rustls::server::WebPkiClientVerifier::builder_with_provider(
        Arc::new(believing(customers)),
        provider(),
    );
    let config = rustls::ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(verifier.build().unwrap())
        .with_single_cert(vec![certificate.0], certificate.1)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut buffer = vec![0; 8_192];
                while let Ok(length) = stream.read(&mut buffer).await {
                    let asked = String::from_utf8_lossy(&buffer[..length]).into_owned();
                    if asked.is_empty() {
                        return;
                    }
                    let kept = asked.lines().filter(|line| {
                        ["Via:", "From:", "To:", "Call-ID:", "CSeq:"]
                            .iter()
                            .any(|name| line.starts_with(name))
                    });
                    let kept: String = kept.map(|line| format!("{line}\r\n")).collect();
                    let answer = format!("SIP/2.0 200 Here\r\n{kept}Content-Length: 0\r\n\r\n");
                    stream.write_all(answer.as_bytes()).await.unwrap();
                }
            });
        }
    });
    address
}

/// What comes of asking a carrier at an address, that is to be the one of this name, and the trunk's status then.
async fn asked(
    address: SocketAddr,
    name: &str,
    trusted: &CertificateDer<'static>,
    own: (CertificateDer<'static>, PrivateKeyDer<'static>),
) -> (Option<(u16, String)>, TrunkStatus) {
    let config = rustls::ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(believing(trusted))
        .with_client_auth_cert(vec![own.0], own.1)
        .unwrap();
    let tls = TlsPeer { config: Arc::new(config), name: ServerName::try_from(name.to_owned()).unwrap() };
    let peer = Peer { address, transport: Some(Transport::Tls) };
    let trunk = Trunk { tls: Some(tls), ..Trunk::at(TrunkId::new("carrier"), name, peer) };
    let mut settings = Config::new("example.org");
    settings.listen = vec![Listen::at(Transport::Tcp, "127.0.0.1:0".parse().unwrap())];
    let switch = EmbeddedSwitch::start(settings, Arc::new(Nobody)).await.unwrap();
    let mut events = switch.events();
    switch.command(SwitchCommand::SetTrunks { trunks: vec![trunk] }).await.unwrap();
    switch.command(SwitchCommand::CheckTrunk { trunk: TrunkId::new("carrier") }).await.unwrap();
    let came = async {
        loop {
            if let Heard::Event(told) = events.next().await.unwrap()
                && let Event::TrunkChecked { answer, .. } = told.event
            {
                return answer;
            }
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(20), came).await.expect("what came of it");
    (answer, switch.snapshot().await.unwrap().trunks[0].status.clone())
}

#[tokio::test]
async fn a_carrier_is_believed_by_its_certificate_and_believes_us_by_ours() {
    let (theirs, ours) = (certificate("carrier.example"), certificate("roamline.example"));
    let (trusted, customer) = (theirs.0.clone(), ours.0.clone());
    let address = carrier(theirs, &customer).await;
    let said = asked(address, "carrier.example", &trusted, ours).await;
    assert_eq!(said, (Some((200, "Here".into())), TrunkStatus::Answering));
}

#[tokio::test]
async fn a_carrier_that_is_not_who_it_is_to_be_is_told_nothing() {
    let (theirs, ours) = (certificate("carrier.example"), certificate("roamline.example"));
    let (trusted, other) = (theirs.0.clone(), certificate("carrier.example").0);
    let own = || (ours.0.clone(), ours.1.clone_key());
    let address = carrier(theirs, &ours.0).await;
    for (name, roots) in [("other.example", &trusted), ("carrier.example", &other)] {
        let (answer, status) = asked(address, name, roots, own()).await;
        assert_eq!(answer, None);
        let TrunkStatus::Silent { why: Some(why) } = status else { panic!("{status:?}") };
        assert!(why.contains("certificate"), "{why}");
    }
}
