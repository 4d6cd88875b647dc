//! The server that histories happen on, the carrier of its emergency calls, and the program that may ask where devices are.

use roamline_pidf_lo::held::{Answer, Identifier, LocationRequest};
use serde_json::json;

use crate::office::{Office, REALM};
use crate::services::Services;

/// Where the carrier reaches the server.
const PUBLIC: &str = "https://phones.example";

/// What one way to ask says: a rung, and a house by its number in the street, as far as it tells.
pub type Told = (Option<String>, Option<String>);

/// A server with everything that is not of one history alone.
pub struct Ground {
    pub office: Office,
    pub services: Services,
    /// Emergency calls bring a link to where the caller is, and not the address itself.
    pub by_reference: bool,
    http: reqwest::Client,
    /// What proves who asks where devices are.
    token: String,
}

impl Ground {
    pub async fn open(by_reference: bool) -> Self {
        let trunk = if by_reference { "emergency=only&location=reference" } else { "emergency=only" };
        let opened = Services::open_each_with([trunk], |config| {
            config.public_url = Some(PUBLIC.parse().unwrap());
            config.sip_domain = Some(REALM.into());
        });
        let ([services], office) = opened.await;
        let made = office.world.admin.ok("POST", "/v1/location-clients", json!({"name": "Carrier"})).await;
        let token = made["token"].as_str().unwrap().to_owned();
        Self { office, services, by_reference, http: crate::http::client(), token }
    }

    /// The house where a device is by HELD.
    pub async fn held(&self, device: Identifier) -> Option<String> {
        house(&self.asked(device).await)
    }

    async fn asked(&self, device: Identifier) -> Answer {
        let request = LocationRequest { device: Some(vec![device]), ..LocationRequest::default() };
        let sent = self.http.post(format!("{}/held", self.office.world.url())).bearer_auth(&self.token);
        let sent = sent.header("content-type", "application/held+xml").body(request.write()).send();
        Answer::read(&sent.await.unwrap().text().await.unwrap()).unwrap()
    }

    /// The house at the end of a location URI.
    pub async fn follow(&self, uri: &str) -> Option<String> {
        let got = self.http.get(uri).bearer_auth(&self.token);
        let got = got.header("accept", "application/held+xml").send().await.unwrap();
        house(&Answer::read(&got.text().await.unwrap()).unwrap())
    }

    /// The location URI that is given for a telephone.
    pub async fn uri_of(&self, name: &str) -> String {
        let telephone = Identifier::Sip { user: name.into(), host: REALM.into() };
        let Answer::Located(located) = self.asked(telephone).await else { panic!("nobody knows {name}") };
        self.reached(&located.uri_set.unwrap().uris[0])
    }

    /// A location URI as it is reached from here.
    pub fn reached(&self, uri: &str) -> String {
        format!("{}{}", self.office.world.url(), uri.strip_prefix(PUBLIC).unwrap())
    }
}

/// The number of the house that an answer names.
fn house(answer: &Answer) -> Option<String> {
    match answer {
        Answer::Located(located) => {
            let civic = located.document.as_ref().and_then(|found| found.location.civic.as_ref());
            civic.and_then(|civic| civic.hno.clone())
        }
        Answer::Failed(_) => None,
    }
}
