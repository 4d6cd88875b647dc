//! How a carrier is spoken to by TLS: whom we believe, and what we show.

use std::sync::{Arc, OnceLock};

use roamline_domain::field_error::FieldError;
use roamline_switch::TlsPeer;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};

/// Why a carrier cannot be spoken to so.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InvalidTls {
    /// No certificates of who vouches for the carrier.
    #[error(
        "paste the certificates of who vouches for the carrier as PEM, from BEGIN CERTIFICATE to END CERTIFICATE"
    )]
    Authorities,
    /// No certificate of ours.
    #[error("paste your certificate as PEM, from BEGIN CERTIFICATE to END CERTIFICATE")]
    Certificate,
    /// No key of it.
    #[error("paste the key of your certificate as PEM, from BEGIN PRIVATE KEY to END PRIVATE KEY")]
    Key,
    /// One without the other.
    #[error("give certificate and key together, or neither")]
    Half,
    /// They do not belong together.
    #[error("this key is not that of the certificate")]
    Mismatch,
    /// Nobody can be called so.
    #[error("this host is nothing that a certificate can be for")]
    Host,
    /// What is built in cannot be used.
    #[error("TLS cannot be spoken here")]
    Crypto(#[from] rustls::Error),
}

impl From<InvalidTls> for FieldError {
    fn from(problem: InvalidTls) -> Self {
        let field = match problem {
            InvalidTls::Authorities | InvalidTls::Crypto(_) => "settings.authorities",
            InvalidTls::Certificate | InvalidTls::Half => "settings.certificate",
            InvalidTls::Key | InvalidTls::Mismatch => "tls_key",
            InvalidTls::Host => "settings.host",
        };
        Self::new(field, &problem.to_string())
    }
}

/// How a host is spoken to.
///
/// # Errors
/// [`InvalidTls`].
pub(crate) fn peer(
    host: &str,
    authorities: Option<&str>,
    own: (Option<&str>, Option<&str>),
) -> Result<TlsPeer, InvalidTls> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| InvalidTls::Host)?;
    let roots = match authorities {
        Some(pem) => believed(pem)?,
        None => of_system(),
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots);
    let config = match own {
        (None, None) => builder.with_no_client_auth(),
        (Some(certificate), Some(key)) => {
            let chain = certificates(certificate).ok_or(InvalidTls::Certificate)?;
            let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).map_err(|_| InvalidTls::Key)?;
            builder.with_client_auth_cert(chain, key).map_err(|_| InvalidTls::Mismatch)?
        }
        _ => return Err(InvalidTls::Half),
    };
    Ok(TlsPeer { config: Arc::new(config), name })
}

fn certificates(pem: &str) -> Option<Vec<CertificateDer<'static>>> {
    let all: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().ok()?;
    (!all.is_empty()).then_some(all)
}

fn believed(pem: &str) -> Result<RootCertStore, InvalidTls> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(pem).ok_or(InvalidTls::Authorities)? {
        roots.add(certificate).map_err(|_| InvalidTls::Authorities)?;
    }
    Ok(roots)
}

/// Whom this computer believes, read once.
fn of_system() -> RootCertStore {
    static ROOTS: OnceLock<RootCertStore> = OnceLock::new();
    let read = || {
        let found = rustls_native_certs::load_native_certs();
        for error in &found.errors {
            tracing::warn!(%error, "a certificate of this computer cannot be read");
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(found.certs);
        roots
    };
    ROOTS.get_or_init(read).clone()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_part_says_what_is_wrong_with_it() {
        let made = rcgen::generate_simple_self_signed(vec!["roamline.example".into()]).unwrap();
        let other = rcgen::generate_simple_self_signed(vec!["roamline.example".into()]).unwrap();
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        let (certificate, key) = (certificate.as_str(), key.as_str());
        assert!(peer("carrier.example", None, (None, None)).is_ok());
        assert!(peer("2001:db8::1", Some(certificate), (Some(certificate), Some(key))).is_ok());
        let other = other.signing_key.serialize_pem();
        for (authorities, own, field) in [
            (Some("x"), (None, None), "settings.authorities"),
            (Some(key), (None, None), "settings.authorities"),
            (None, (Some("x"), Some(key)), "settings.certificate"),
            (None, (Some(certificate), None), "settings.certificate"),
            (None, (None, Some(key)), "settings.certificate"),
            (None, (Some(certificate), Some("x")), "tls_key"),
            (None, (Some(certificate), Some(other.as_str())), "tls_key"),
        ] {
            let problem = FieldError::from(peer("carrier.example", authorities, own).unwrap_err());
            assert_eq!(problem.field, field);
            assert!(!problem.message.contains(key), "no secret is told");
        }
    }
}
