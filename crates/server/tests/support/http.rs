//! The HTTP client of the tests.

/// A client that speaks TLS by the crypto library that the server uses. It trusts nobody: the tests speak plain HTTP, and
/// reading the certificates of the system takes longer than most of what they ask for.
pub(crate) fn client() -> reqwest::Client {
    // The second test of a process finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().tls_certs_only([]).build().unwrap()
}
