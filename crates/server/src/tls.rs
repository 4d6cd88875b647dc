//! TLS by the server itself, with certificate and key taken up anew whenever their files change.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// How often the files are looked at. They are compared by content, so that a link that is turned to another file,
/// which is how some tools renew, counts as well.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Why certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("{} cannot be read", file.display())]
    File {
        /// Which one.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds something else.
    #[error("{} does not hold what it should in PEM", file.display())]
    Pem {
        /// Which one.
        file: PathBuf,
        /// Why.
        source: pem::Error,
    },
    /// There is no certificate in its file.
    #[error("{} holds no certificate", file.display())]
    Empty {
        /// Which one.
        file: PathBuf,
    },
    /// The two do not belong together, or are of a kind that nobody uses.
    #[error("certificate and key cannot be used together")]
    Mismatch(#[from] rustls::Error),
}

/// The files of certificate and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Files {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// What stood in the files.
#[derive(PartialEq, Eq)]
struct Content {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Files {
    async fn read(&self) -> Result<Content, TlsError> {
        let read = async |file: &PathBuf| {
            tokio::fs::read(file).await.map_err(|source| TlsError::File { file: file.clone(), source })
        };
        Ok(Content { certificate: read(&self.certificate).await?, key: read(&self.key).await? })
    }

    fn certified_key(&self, content: &Content, crypto: &CryptoProvider) -> Result<CertifiedKey, TlsError> {
        let chain = CertificateDer::pem_slice_iter(&content.certificate)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|source| TlsError::Pem { file: self.certificate.clone(), source })?;
        if chain.is_empty() {
            return Err(TlsError::Empty { file: self.certificate.clone() });
        }
        let key = PrivateKeyDer::from_pem_slice(&content.key)
            .map_err(|source| TlsError::Pem { file: self.key.clone(), source })?;
        Ok(CertifiedKey::from_der(chain, key, crypto)?)
    }
}

/// The certificate of the moment.
#[derive(Debug)]
struct Present(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Present {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// Speaks TLS with the certificate in these files, and takes up a new one until `shutdown`.
///
/// A pair that cannot be used later on is refused with a line in the log; the one before stays.
///
/// # Errors
/// [`TlsError`] when the files cannot be used from the start.
pub(crate) async fn acceptor(files: Files, shutdown: CancellationToken) -> Result<TlsAcceptor, TlsError> {
    let crypto = Arc::new(ring::default_provider());
    let content = files.read().await?;
    let present = Arc::new(Present(RwLock::new(Arc::new(files.certified_key(&content, &crypto)?))));
    let mut config = ServerConfig::builder_with_provider(Arc::clone(&crypto))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::clone(&present) as Arc<dyn ResolvesServerCert>);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    tokio::spawn(shutdown.run_until_cancelled_owned(renew(files, content, crypto, present)));
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The same certificate for telephones, which speak something else than HTTP.
pub(crate) fn for_phones(acceptor: &TlsAcceptor) -> Arc<ServerConfig> {
    let mut config = ServerConfig::clone(acceptor.config());
    config.alpn_protocols.clear();
    Arc::new(config)
}

async fn renew(files: Files, mut known: Content, crypto: Arc<CryptoProvider>, present: Arc<Present>) {
    let mut is_readable = true;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let content = match files.read().await {
            Ok(content) => content,
            Err(error) => {
                if is_readable {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the certificate stays as it is"
                    );
                }
                is_readable = false;
                continue;
            }
        };
        is_readable = true;
        if content == known {
            continue;
        }
        match files.certified_key(&content, &crypto) {
            Ok(key) => {
                *present.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(key);
                tracing::info!("the certificate was renewed");
            }
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the certificate stays as it is");
            }
        }
        known = content;
    }
}
