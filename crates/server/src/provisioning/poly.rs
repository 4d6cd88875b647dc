//! Poly, before that Polycom: a master file that names another, which has the settings as attributes of elements whose names do
//! not matter.
//!
//! Names as in the *Administrator's Guide for the Polycom UC Software*, compared with the templates of FusionPBX and Wazo. The
//! guide knows emergency numbers (`dialplan.x.routing.emergency`) as numbers that are sent past the registration, to a server
//! with a transport of its own. They are left out: an emergency call takes the way on which all other calls are known to work.

use roamline_api::desk_phone::PhoneTransport;

use super::text::xml;
use super::{EXPIRES, KEEP_ALIVE, PhoneSettings};

/// The file that the master file names. It stands beside it, so that the same secret leads there.
pub(super) const SETTINGS_FILE: &str = "roamline-settings.cfg";

/// The master configuration file.
pub(super) fn master() -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <APPLICATION APP_FILE_PATH=\"\" CONFIG_FILES=\"{SETTINGS_FILE}\" MISC_FILES=\"\" LOG_FILE_DIRECTORY=\"\" \
         OVERRIDES_DIRECTORY=\"\" CONTACTS_DIRECTORY=\"\"/>\n"
    )
}

/// The settings.
pub(super) fn write(settings: &PhoneSettings) -> String {
    let registrar = settings.registrar();
    let transport = match registrar.transport {
        PhoneTransport::Udp => "UDPOnly",
        PhoneTransport::Tcp => "TCPOnly",
        PhoneTransport::Tls => "TLS",
    };
    let srtp = if settings.requires_encryption { "1" } else { "0" };
    let (port, expires, keep_alive) =
        (registrar.port.to_string(), EXPIRES.to_string(), KEEP_ALIVE.to_string());
    let keys = settings.keys();
    let values: [(&str, &str); 19] = [
        ("reg.1.displayName", &settings.display_name),
        ("reg.1.label", &settings.display_name),
        ("reg.1.address", &settings.username),
        ("reg.1.type", "private"),
        ("reg.1.auth.userId", &settings.username),
        ("reg.1.auth.password", &settings.password),
        ("reg.1.server.1.address", &registrar.host),
        ("reg.1.server.1.port", &port),
        ("reg.1.server.1.transport", transport),
        ("reg.1.server.1.expires", &expires),
        ("reg.1.server.1.register", "1"),
        ("nat.keepalive.interval", &keep_alive),
        ("sec.TLS.SIP.strictCertCommonNameValidation", "1"),
        ("sec.srtp.enable", srtp),
        ("sec.srtp.offer", srtp),
        ("sec.srtp.require", srtp),
        ("attendant.reg", "1"),
        ("attendant.uri", &keys),
        // Its own map knows the numbers of North America and sends `11` off where somebody dials 112.
        ("dialplan.digitmap", "x.T|*x.T|#x.T|+x.T"),
    ];
    let mut file =
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<PHONE_CONFIG\n".to_owned();
    for (name, value) in values {
        file.push_str(&format!("  {name}=\"{}\"\n", xml(value)));
    }
    file.push_str("/>\n");
    file
}
