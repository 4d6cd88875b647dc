//! Grandstream: numbered values ("P-values") as elements.
//!
//! Numbers as in Grandstream's configuration templates for GXP21xx and GRP26xx, whose comments say what each is, compared with
//! those of FusionPBX. No number there lets a locked telephone dial in an emergency.

use roamline_api::desk_phone::PhoneTransport;

use super::text::xml;
use super::{EXPIRES, KEEP_ALIVE, PhoneSettings};

/// The configuration file of one telephone.
pub(super) fn write(settings: &PhoneSettings) -> String {
    let registrar = settings.registrar();
    let transport = match registrar.transport {
        PhoneTransport::Udp => "0",
        PhoneTransport::Tcp => "1",
        PhoneTransport::Tls => "2",
    };
    let srtp = if settings.requires_encryption { "2" } else { "0" };
    let (server, minutes, keep_alive) =
        (registrar.authority(), (EXPIRES / 60).to_string(), KEEP_ALIVE.to_string());
    let keys = settings.keys();
    let values: [(&str, &str, &str); 22] = [
        ("P271", "1", "account active"),
        ("P270", &settings.display_name, "account name"),
        ("P47", &server, "SIP server"),
        ("P35", &settings.username, "SIP user ID"),
        ("P36", &settings.username, "authenticate ID"),
        ("P34", &settings.password, "authenticate password"),
        ("P3", &settings.display_name, "name"),
        ("P31", "1", "SIP registration"),
        ("P32", &minutes, "register expiration in minutes"),
        ("P130", transport, "SIP transport"),
        ("P2329", "0", "sip: and not sips: with TLS"),
        ("P2311", "1", "check domain certificates"),
        ("P2367", "1", "validate certification chain"),
        ("P52", "2", "NAT traversal: keep alive"),
        ("P2397", "1", "OPTIONS keep alive"),
        ("P2398", &keep_alive, "its interval in seconds"),
        ("P183", srtp, "SRTP mode"),
        ("P134", &keys, "eventlist BLF URI"),
        ("P2389", "1", "auto provision eventlist BLFs"),
        // Nothing is picked up by itself but what a click of its owner asks for.
        ("P90", "0", "auto answer"),
        ("P298", "1", "allow auto answer by Call-Info"),
        ("P63", "0", "no TEL URI"),
    ];
    let mut file =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gs_provision version=\"1\">\n<config version=\"1\">\n"
            .to_owned();
    for (name, value, meaning) in values {
        file.push_str(&format!("<!-- {meaning} --><{name}>{}</{name}>\n", xml(value)));
    }
    file.push_str("</config>\n</gs_provision>\n");
    file
}
