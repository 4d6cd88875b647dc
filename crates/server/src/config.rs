//! What the server is told when it starts.

mod media_relay;
mod trunk_url;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::Args;
use ipnet::IpNet;
use url::Url;

pub use media_relay::{MediaRelay, PortRange};
pub use trunk_url::TrunkUrl;

/// More event streams at once no honest user needs.
const STREAMS_PER_USER: usize = 64;
/// As many calls with sound as ports divided by four.
const MEDIA_PORTS: &str = "30000-39999";

/// Flags of the server, each with an environment variable of the same meaning.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Folder for the database and, where no SMTP server is set, for mail
    #[arg(long, env = "ROAMLINE_DATA", default_value = "data")]
    pub data: PathBuf,
    /// Database URL: `postgres://…`, or `sqlite:PATH?mode=rwc`; the default is a SQLite file in the data folder
    #[arg(long, env = "ROAMLINE_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "ROAMLINE_LISTEN", default_value = "127.0.0.1:8480")]
    pub listen: SocketAddr,
    /// Certificate chain (PEM) for TLS; read again when it is renewed
    #[arg(long, env = "ROAMLINE_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key (PEM) for TLS; read again when it is renewed
    #[arg(long, env = "ROAMLINE_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// How people and clients reach this server, such as https://roamline.example; the default is the listen address
    #[arg(long, env = "ROAMLINE_PUBLIC_URL")]
    pub public_url: Option<Url>,
    /// Proxy, address or range, whose X-Forwarded-For or Forwarded header is believed; may be repeated
    #[arg(long = "trusted-proxy", env = "ROAMLINE_TRUSTED_PROXY", value_delimiter = ',', value_parser = proxy_range)]
    pub trusted_proxies: Vec<IpNet>,
    /// Address and port at which figures for Prometheus are told, such as 127.0.0.1:9480; without it none are kept
    #[arg(long, env = "ROAMLINE_METRICS_LISTEN")]
    pub metrics_listen: Option<SocketAddr>,
    /// Address and port where telephones register, by UDP and TCP; with a certificate by TLS as well, one port higher
    #[arg(long, env = "ROAMLINE_SIP_LISTEN", default_value = "127.0.0.1:5060")]
    pub sip_listen: SocketAddr,
    /// Address that telephones are told, where it is not the one to listen on
    #[arg(long, env = "ROAMLINE_SIP_ADDRESS")]
    pub sip_address: Option<IpAddr>,
    /// Domain of the telephones' addresses; the default is the host of the public URL. Passwords of telephones hold for
    /// one domain
    #[arg(long, env = "ROAMLINE_SIP_DOMAIN")]
    pub sip_domain: Option<String>,
    /// By what sound goes, for telephones that do not reach each other: `built-in`, or the host and port at which rtpengine
    /// takes its control messages ("ng"); without it, from one telephone to the other
    #[arg(long, env = "ROAMLINE_MEDIA_RELAY", value_name = "built-in|HOST:PORT")]
    pub media_relay: Option<MediaRelay>,
    /// UDP ports of the built-in relay: four for each call with sound
    #[arg(long, env = "ROAMLINE_MEDIA_PORTS", value_name = "FIRST-LAST", default_value = MEDIA_PORTS)]
    pub media_ports: PortRange,
    /// Address of the built-in relay that telephones are told; one of IPv4 and one of IPv6 at most. The default is the one at
    /// which they register
    #[arg(
        long = "media-address",
        env = "ROAMLINE_MEDIA_ADDRESS",
        value_name = "ADDRESS",
        value_delimiter = ','
    )]
    pub media_addresses: Vec<IpAddr>,
    /// Way out to the public network: sip://user:password@host:port?transport=tcp&register; may be repeated, the best
    /// first
    #[arg(long = "trunk", env = "ROAMLINE_TRUNK", value_delimiter = ' ', hide_env_values = true)]
    pub trunks: Vec<TrunkUrl>,
    /// File with the key that passwords of trunks are encrypted with; made at the first start. The default is secrets.key in the data
    /// folder
    #[arg(long, env = "ROAMLINE_SECRETS_KEY_FILE")]
    pub secrets_key_file: Option<PathBuf>,
    /// Event streams that one user may have open at a time
    #[arg(long, env = "ROAMLINE_STREAMS_PER_USER", default_value_t = STREAMS_PER_USER)]
    pub streams_per_user: usize,
    /// SMTP server, such as smtps://user:password@mail.example; without one, mail is written to DATA/mail
    #[arg(long, env = "ROAMLINE_SMTP", hide_env_values = true)]
    pub smtp: Option<String>,
    /// Sender of mail
    #[arg(long, env = "ROAMLINE_MAIL_FROM", default_value = "Roamline <roamline@localhost>")]
    pub mail_from: String,
    /// On the first start, make up an organisation to look around in, and print its passwords
    #[arg(long, env = "ROAMLINE_DEMO")]
    pub demo: bool,
    /// Password of every user of the made-up organisation, instead of random ones
    #[arg(long, env = "ROAMLINE_DEMO_PASSWORD", hide = true, hide_env_values = true)]
    pub demo_password: Option<String>,
}

impl Config {
    /// A server on loopback with a free port, and everything else as it is by default.
    #[must_use]
    pub fn on_loopback(data: PathBuf) -> Self {
        Self {
            data,
            database: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls_cert: None,
            tls_key: None,
            public_url: None,
            trusted_proxies: Vec::new(),
            streams_per_user: STREAMS_PER_USER,
            metrics_listen: None,
            sip_listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            sip_address: None,
            sip_domain: None,
            media_relay: None,
            media_ports: PortRange(30_000..=39_999),
            media_addresses: Vec::new(),
            trunks: Vec::new(),
            secrets_key_file: None,
            smtp: None,
            mail_from: "Roamline <roamline@localhost>".to_owned(),
            demo: false,
            demo_password: None,
        }
    }
}

/// A range, or a single address as the range of its own.
fn proxy_range(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
        .map_err(|_| format!("{text} is no address and no range such as 10.0.0.0/8"))
}
