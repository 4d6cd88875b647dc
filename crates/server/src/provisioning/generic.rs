//! Settings for people and for other programs.

use roamline_api::desk_phone::PhoneTransport;
use serde::Serialize;

use super::text::line;
use super::{EXPIRES, PhoneSettings, Registrar};

#[derive(Serialize)]
struct Json<'a> {
    username: &'a str,
    password: &'a str,
    domain: &'a str,
    display_name: &'a str,
    /// The best way first.
    servers: Vec<&'a Registrar>,
    /// Seconds.
    expires: u32,
    requires_encryption: bool,
    /// The event list of what stands on its keys.
    keys: String,
    emergency_numbers: &'a [String],
}

/// For programs.
pub(super) fn json(settings: &PhoneSettings) -> String {
    let told = Json {
        username: &settings.username,
        password: &settings.password,
        domain: &settings.domain,
        display_name: &settings.display_name,
        servers: settings.servers.all().collect(),
        expires: EXPIRES,
        requires_encryption: settings.requires_encryption,
        keys: format!("sip:{}", settings.keys()),
        emergency_numbers: &settings.emergency_numbers,
    };
    // There is nothing in it that JSON cannot say.
    serde_json::to_string_pretty(&told).unwrap_or_default()
}

const fn name(transport: PhoneTransport) -> &'static str {
    match transport {
        PhoneTransport::Tls => "TLS",
        PhoneTransport::Tcp => "TCP",
        PhoneTransport::Udp => "UDP",
    }
}

/// For people, with the line that baresip wants in its file of accounts.
pub(super) fn text(settings: &PhoneSettings) -> String {
    let encryption = if settings.requires_encryption { "mandatory (SRTP)" } else { "off" };
    let mut lines = vec![
        ("Name", settings.display_name.clone()),
        ("User name", settings.username.clone()),
        ("Password", settings.password.clone()),
        ("Domain", settings.domain.clone()),
    ];
    for server in settings.servers.all() {
        lines.push(("Server", format!("{} by {}", server.authority(), name(server.transport))));
    }
    lines.push(("Register every", format!("{EXPIRES} s")));
    lines.push(("Encryption of calls", encryption.to_owned()));
    lines.push(("Event list for keys", format!("sip:{}", settings.keys())));
    lines.push(("Emergency numbers", settings.emergency_numbers.join(", ")));
    lines.push(("Account for baresip", baresip(settings)));
    lines.iter().map(|(name, value)| format!("{name}: {}\n", line(value))).collect()
}

fn baresip(settings: &PhoneSettings) -> String {
    let server = settings.registrar();
    let parameter = match server.transport {
        PhoneTransport::Tls => ";transport=tls",
        PhoneTransport::Tcp => ";transport=tcp",
        PhoneTransport::Udp => "",
    };
    let (user, at, password) = (&settings.username, server.authority(), &settings.password);
    let encryption = if settings.requires_encryption { ";mediaenc=srtp-mand" } else { "" };
    format!("<sip:{user}@{at}{parameter}>;auth_user={user};auth_pass={password};regint={EXPIRES}{encryption}")
}
