//! Yealink: lines of `name = value` behind a line that says so.
//!
//! Names as in Yealink's *Administrator's Guide for SIP-T2/T3/T4/T5/CP92X IP Phones* (V86), compared with Yealink's own commented
//! templates for `<mac>.cfg` and for all telephones of a model, and with those of FusionPBX.

use roamline_api::desk_phone::PhoneTransport;

use super::text::line;
use super::{EXPIRES, KEEP_ALIVE, PhoneSettings};

/// The configuration file of one telephone.
pub(super) fn write(settings: &PhoneSettings) -> String {
    let registrar = settings.registrar();
    let transport = match registrar.transport {
        PhoneTransport::Udp => "0",
        PhoneTransport::Tcp => "1",
        PhoneTransport::Tls => "2",
    };
    // 2: calls without it are refused. 1 would offer both, which few carriers understand.
    let srtp = if settings.requires_encryption { "2" } else { "0" };
    let (port, expires, keep_alive) =
        (registrar.port.to_string(), EXPIRES.to_string(), KEEP_ALIVE.to_string());
    let (keys, emergency_numbers) = (settings.keys(), settings.emergency_numbers.join(","));
    let values: [(&str, &str); 22] = [
        ("account.1.enable", "1"),
        ("account.1.label", &settings.display_name),
        ("account.1.display_name", &settings.display_name),
        ("account.1.user_name", &settings.username),
        ("account.1.auth_name", &settings.username),
        ("account.1.password", &settings.password),
        ("account.1.sip_server.1.address", &registrar.host),
        ("account.1.sip_server.1.port", &port),
        ("account.1.sip_server.1.transport_type", transport),
        ("account.1.sip_server.1.expires", &expires),
        ("account.1.outbound_proxy_enable", "0"),
        ("account.1.nat.udp_update_enable", "1"),
        ("account.1.nat.udp_update_time", &keep_alive),
        ("account.1.nat.rport", "1"),
        ("account.1.srtp_encryption", srtp),
        ("account.1.blf.blf_list_uri", &keys),
        // Nothing is picked up by itself but what a click of its owner asks for.
        ("account.1.auto_answer", "0"),
        ("features.intercom.allow", "1"),
        ("features.intercom.mute", "0"),
        // What a locked telephone dials nevertheless.
        ("phone_setting.emergency.number", &emergency_numbers),
        // Certificates are checked, as they are without a word of it.
        ("static.security.trust_certificates", "1"),
        ("static.security.cn_validation", "1"),
    ];
    let mut file = "#!version:1.0.0.1\n".to_owned();
    for (name, value) in values {
        file.push_str(&format!("{name} = {}\n", line(value)));
    }
    file
}
