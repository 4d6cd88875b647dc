//! The HTTP client of the tests.

/// A client that speaks TLS by the crypto library that the server uses.
pub(crate) fn client() -> reqwest::Client {
    // The second test of a process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
