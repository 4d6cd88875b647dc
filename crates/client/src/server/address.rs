//! From what the user typed to a server: its address, its host, or the domain of an e-mail address.

use std::net::IpAddr;

use roamline_api::auth::Discovery;
use url::{Host, Url};

use super::REQUEST_TIMEOUT;
use crate::saved::Server;
use crate::view::{ActionError, ActionErrorCode};

/// Longest text that is looked at.
const TYPED_MAX: usize = 300;

/// Where to look, in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovering(pub Vec<Url>);

fn bad(message: impl Into<String>) -> ActionError {
    ActionError::of(ActionErrorCode::BadServer, message)
}

/// Requests may go there: HTTPS, or this computer itself.
pub(crate) fn is_allowed(url: &Url) -> bool {
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}

impl Discovering {
    /// Reads what the user typed.
    ///
    /// # Errors
    /// [`ActionErrorCode::BadServer`] when it can be no server's address, or one without encryption.
    pub fn parse(typed: &str) -> Result<Self, ActionError> {
        let typed = typed.trim();
        let unclear =
            || bad("Type the address of your server, such as phones.example.com, or your e-mail address.");
        if typed.is_empty() || typed.len() > TYPED_MAX {
            return Err(unclear());
        }
        if typed.contains("://") {
            let url = Url::parse(typed).map_err(|_| unclear())?;
            return Self::checked(vec![url]);
        }
        let (is_email, domain) = match typed.rsplit_once('@') {
            Some((user, domain)) if !user.is_empty() => (true, domain),
            Some(_) => return Err(unclear()),
            None => (false, typed),
        };
        let https = |host: &str| Url::parse(&format!("https://{host}")).map_err(|_| unclear());
        let first = https(domain)?;
        let plain_domain =
            matches!(first.host(), Some(Host::Domain(name)) if name.contains('.')) && first.port().is_none();
        let mut candidates = Vec::new();
        if !is_email && is_allowed(&with_http(&first)) {
            // A server on this very computer rarely has a certificate.
            candidates.push(with_http(&first));
        }
        candidates.push(first);
        if plain_domain {
            candidates.push(https(&format!("roamline.{domain}"))?);
        }
        Self::checked(candidates)
    }

    fn checked(candidates: Vec<Url>) -> Result<Self, ActionError> {
        if let Some(plain) = candidates.iter().find(|url| !is_allowed(url)) {
            return Err(if plain.scheme() == "http" {
                bad("This address is not encrypted. Use one that begins with https://.")
            } else {
                bad("Only addresses that begin with https:// can be used.")
            });
        }
        if candidates.iter().any(|url| !url.username().is_empty() || url.password().is_some()) {
            return Err(bad("Leave the user name out of the address; you sign in on the next page."));
        }
        Ok(Self(candidates))
    }
}

fn with_http(url: &Url) -> Url {
    Url::parse(&url.as_str().replacen("https://", "http://", 1)).unwrap_or_else(|_| url.clone())
}

/// Finds the server that the user typed.
///
/// # Errors
/// [`ActionErrorCode::BadServer`] when something else answers, [`ActionErrorCode::Offline`] when nothing does.
pub async fn discover(http: &reqwest::Client, typed: &str) -> Result<Server, ActionError> {
    let Discovering(candidates) = Discovering::parse(typed)?;
    let mut worst = None;
    for url in candidates {
        match ask(http, &url).await {
            Ok(server) => return Ok(server),
            // That something else answered tells the user more than that nothing did.
            Err(error) if error.code == ActionErrorCode::BadServer => worst = Some(error),
            Err(error) => worst = worst.or(Some(error)),
        }
    }
    Err(worst.unwrap_or_else(|| bad("There is no server at this address.")))
}

async fn ask(http: &reqwest::Client, url: &Url) -> Result<Server, ActionError> {
    let origin = url.origin().ascii_serialization();
    let no_roamline = || bad(format!("{origin} answers, but it is no Roamline server. Check the address."));
    let page = url.join("/v1/discovery").map_err(|_| no_roamline())?;
    let sent = http.get(page).timeout(REQUEST_TIMEOUT).send().await;
    let answer = sent.map_err(|error| ActionError::from(super::CallError::from(error)))?;
    if !answer.status().is_success() {
        return Err(no_roamline());
    }
    let discovery: Discovery = answer.json().await.map_err(|_| no_roamline())?;
    let endpoints =
        [&discovery.authorization_endpoint, &discovery.token_endpoint, &discovery.revocation_endpoint];
    let safe = endpoints.iter().all(|e| Url::parse(e).is_ok_and(|url| is_allowed(&url)));
    if discovery.product != "roamline" {
        return Err(no_roamline());
    }
    if !safe {
        return Err(bad(format!(
            "{origin} wants passwords sent without encryption. Its administrator must set its public address."
        )));
    }
    Ok(Server { origin, discovery })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::url("https://phones.example.com/portal", &["https://phones.example.com/portal"])]
    #[case::host("phones.example.com", &["https://phones.example.com/", "https://roamline.phones.example.com/"])]
    #[case::port("phones.example.com:8443", &["https://phones.example.com:8443/"])]
    #[case::email("ada@example.com", &["https://example.com/", "https://roamline.example.com/"])]
    #[case::loopback_url("http://127.0.0.1:8080", &["http://127.0.0.1:8080/"])]
    #[case::loopback("127.0.0.1:8080", &["http://127.0.0.1:8080/", "https://127.0.0.1:8080/"])]
    #[case::localhost("localhost:8080", &["http://localhost:8080/", "https://localhost:8080/"])]
    #[case::ipv6("[::1]:8080", &["http://[::1]:8080/", "https://[::1]:8080/"])]
    #[case::private("10.0.0.4:8443", &["https://10.0.0.4:8443/"])]
    fn what_is_typed_names_where_to_look(#[case] typed: &str, #[case] expected: &[&str]) {
        let found = Discovering::parse(typed).unwrap();
        assert_eq!(found.0.iter().map(Url::as_str).collect::<Vec<_>>(), expected);
    }

    #[rstest]
    #[case("")]
    #[case("http://phones.example.com")]
    #[case("http://10.0.0.4")]
    #[case("http://localhost.example.com")]
    #[case("ftp://phones.example.com")]
    #[case("file:///etc/passwd")]
    #[case("javascript://alert(1)")]
    #[case("@example.com")]
    #[case("ada@")]
    #[case("https://ada:secret@example.com")]
    #[case("not a host")]
    fn what_may_not_be_used_is_refused(#[case] typed: &str) {
        assert_eq!(Discovering::parse(typed).unwrap_err().code, ActionErrorCode::BadServer);
    }
}
