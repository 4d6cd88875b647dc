//! Tom, whose number it is, and Ottilie, who acts on his line: both at their telephones and signed in. Imogen, who has a
//! telephone and no part in the line.

use roamline_switch::Secret;
use serde_json::{Value, json};

use crate::person::Person;
use crate::server::{PASSWORD, Server};
use crate::support::baresip::Baresip;
use crate::until;

/// Tom's number.
pub const LINE: &str = "+441134960212";
pub const TOM: &str = "tom.aldous@harrier-finch.example";
pub const OTTILIE: &str = "ottilie.w@harrier-finch.example";
/// Imogen's extension.
pub const IMOGEN: &str = "2010";

pub struct Office {
    pub server: Server,
    /// Tom as he is signed in.
    pub tom: Person,
    /// Ottilie as she is signed in.
    pub ottilie: Person,
    pub toms: Baresip,
    pub ottilies: Baresip,
    pub imogens: Baresip,
}

/// baresip with the line that the server has printed for it.
pub fn phone(server: &Server, username: &str) -> Baresip {
    phone_by(server, username, "tcp")
}

/// The same by another transport.
pub fn phone_by(server: &Server, username: &str, transport: &str) -> Baresip {
    let account = server.account(username).replace("transport=tcp", &format!("transport={transport}"));
    Baresip::with_account(username, &format!("{};transport={transport}", server.sip), &account)
}

/// Waits until a telephone says so of its calls.
pub async fn shows(phone: &Baresip, state: &str) {
    let what = format!("{} to be {state}", phone.name);
    until(&what, || format!("{} {}", phone.calls(), phone.log()), || phone.calls().contains(state)).await;
}

/// Waits until a telephone has no call.
pub async fn is_idle(phone: &Baresip) {
    shows(phone, "Active calls (0)").await;
}

/// Waits until somebody's telephone is registered in their view, and gives it.
pub async fn registered(who: &Person, username: &str) -> Value {
    who.sees(&format!("{username} to register"), "desk_phone", |phone| {
        phone["username"] == username && phone["places"].as_array().is_some_and(|places| places.len() == 1)
    })
    .await
}

/// The only call of Tom's line in somebody's view, once it is so.
pub async fn call(who: &Person, what: &str, holds: impl Fn(&Value) -> bool) -> Value {
    let line = who
        .sees(what, "line", |line| {
            let calls = line["calls"].as_array().unwrap();
            line["number"] == LINE && calls.len() == 1 && holds(&calls[0])
        })
        .await;
    line["calls"][0].clone()
}

pub async fn call_is(who: &Person, state: &str) -> Value {
    call(who, &format!("a call that is {state}"), |call| call["state"] == state).await
}

pub async fn held_by(who: &Person, holder: &Person, state: &str) -> Value {
    let is = |call: &Value| call["state"] == state && call["holder"]["id"] == holder.id;
    call(who, &format!("a call that is {state}, and with whom"), is).await
}

/// Waits until nothing is on Tom's line in somebody's view.
pub async fn quiet(who: &Person) -> Value {
    who.sees("no call", "line", |line| line["number"] == LINE && line["calls"] == json!([])).await
}

/// Somebody clicks something about a call that they see.
pub async fn click(who: &Person, call: &Value, act: Value) -> (reqwest::StatusCode, Value) {
    let line = who.sees("the line", "line", |line| line["number"] == LINE).await;
    let path = format!("/v1/lines/{}/calls/{}", line["id"].as_str().unwrap(), call["call"].as_str().unwrap());
    who.send("POST", &path, Some(&call["version"]), Some(act)).await
}

/// The same, and it is accepted.
pub async fn clicks(who: &Person, call: &Value, act: Value) {
    let (status, answer) = click(who, call, act.clone()).await;
    assert!(status.is_success(), "{act}: {status} {answer}");
}

/// Nothing that proves somebody is in the log, or in what anybody was told.
pub fn keeps_secrets(server: &Server, people: &[&Person], more: &[String]) {
    let mut secrets = vec![PASSWORD.to_owned()];
    secrets.extend(more.iter().cloned());
    for account in server.told.lines().filter(|line| line.starts_with("<sip:")) {
        let part = |name: &str| account.split(';').find_map(|part| part.strip_prefix(name)).unwrap();
        let (user, password) = (part("auth_user="), part("auth_pass="));
        let secret = Secret::hash(user, "roamline", password);
        secrets.extend([password.to_owned(), secret.md5().to_owned(), secret.sha256().to_owned()]);
    }
    let said = server.log();
    assert!(said.contains("/v1/"), "the log tells of requests");
    for text in std::iter::once(said).chain(people.iter().map(|person| person.heard())) {
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{secret} was told");
        }
        for word in ["response=\"", "Authorization:", "auth_pass"] {
            assert!(!text.contains(word), "{word} was told");
        }
    }
}

impl Office {
    pub async fn open() -> Self {
        Self::with_ottilie_by("tcp").await
    }

    pub async fn with_ottilie_by(transport: &str) -> Self {
        Self::at(Server::start(), transport).await
    }

    pub async fn at(server: Server, transport: &str) -> Self {
        let (tom, ottilie) = (Person::sign_in(&server, TOM).await, Person::sign_in(&server, OTTILIE).await);
        let toms = phone(&server, "tom");
        let ottilies = phone_by(&server, "ottilie", transport);
        let imogens = phone(&server, "imogen");
        registered(&tom, "tom").await;
        registered(&ottilie, "ottilie").await;
        until("imogen to register", || imogens.log(), || imogens.log().contains("200 OK")).await;
        Self { server, tom, ottilie, toms, ottilies, imogens }
    }

    /// The identifier of somebody's telephone.
    pub async fn device(&self, who: &Person) -> Value {
        let username = if who.id == self.tom.id { "tom" } else { "ottilie" };
        registered(who, username).await["id"].clone()
    }

    /// The call rings everywhere, and everybody sees it; Ottilie picks up.
    pub async fn ottilie_answers(&self) -> Value {
        for phone in [&self.toms, &self.ottilies] {
            shows(phone, "INCOMING").await;
        }
        for who in [&self.tom, &self.ottilie] {
            call_is(who, "alerting").await;
        }
        self.ottilies.order("accept", "");
        shows(&self.ottilies, "ESTABLISHED").await;
        is_idle(&self.toms).await;
        held_by(&self.ottilie, &self.ottilie, "active").await
    }

    /// Nobody has a call, all views are true, and nothing was told that has to stay secret.
    pub async fn closes(self) {
        for who in [&self.tom, &self.ottilie] {
            quiet(who).await;
            who.is_up_to_date().await;
        }
        for phone in [&self.toms, &self.ottilies, &self.imogens] {
            is_idle(phone).await;
        }
        keeps_secrets(&self.server, &[&self.tom, &self.ottilie], &[]);
    }
}
