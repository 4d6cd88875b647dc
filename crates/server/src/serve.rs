//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusHandle;
use roamline_api::desk_phone::PhoneServer;
use roamline_store::clock::Clock;
use roamline_store::mail::Priority;
use roamline_store::{StoreError, users};
use roamline_switch::{Locator, Switch};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::clock_watch;
use crate::config::Config;
use crate::connections;
use crate::data_lock::{DataLock, DataLockError};
use crate::database::Store;
use crate::delegations;
use crate::demo::{self, DemoError, MadeUp};
use crate::desk_phones;
use crate::emergency::references::{self, References};
use crate::feature_codes;
use crate::jobs;
use crate::mail::{self, MailError, Post};
use crate::metrics::{self, MetricsError};
use crate::retention;
use crate::routes;
use crate::sign_in::passwords::{PasswordError, Passwords};
use crate::sign_in::throttle::Throttle;
use crate::state::{AppState, Settings};
use crate::store_probe::StoreProbe;
use crate::supervisor::{Supervisor, UnaskedEnd};
use crate::switchboard::{self, Accounts, Stop, SwitchboardConfig, SwitchboardError};
use crate::telephony::{self, TelephonyError};
use crate::tls::{self, TlsError};
use crate::trunks::{self, Trunks, Vault, VaultError};
use crate::webhooks::{self, Poster};

/// Why the server could not start, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The store could not be opened.
    #[error("the store could not be opened")]
    Store(#[from] StoreError),
    /// The data folder is another server's.
    #[error(transparent)]
    Folder(#[from] DataLockError),
    /// The address is taken or not this computer's.
    #[error("cannot listen on {address}")]
    Listen {
        /// Which one.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// Passwords cannot be worked on.
    #[error("passwords cannot be hashed")]
    Password(#[from] PasswordError),
    /// The made-up organisation could not be made.
    #[error("the demo organisation could not be made")]
    Demo(#[from] DemoError),
    /// Certificate and key cannot be used.
    #[error("the server cannot speak TLS")]
    Tls(#[from] TlsError),
    /// Phones cannot be served.
    #[error("telephones cannot be served")]
    Telephony(#[from] TelephonyError),
    /// Nothing decides about calls.
    #[error("calls cannot be decided about")]
    Switchboard(#[from] SwitchboardError),
    /// Secrets cannot be read.
    #[error(transparent)]
    Secrets(#[from] VaultError),
    /// There are no figures.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
    /// Mail cannot be sent.
    #[error("mail cannot be sent")]
    Mail(#[from] MailError),
    /// Serving broke off.
    #[error("serving broke off")]
    Serve(#[source] std::io::Error),
    /// A part of the server is gone. Whoever watches over the process starts it anew.
    #[error(transparent)]
    Ended(#[from] UnaskedEnd),
}

/// A server at work.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// How clients reach it there.
    pub url: String,
    /// Where it tells its figures, if it does.
    pub metrics_address: Option<SocketAddr>,
    /// Where telephones register, the best way first.
    pub phone_servers: Vec<PhoneServer>,
    /// Its store, for what has no endpoint.
    pub store: Store,
    /// The users and telephones of the demo organisation with their passwords, when this start made it.
    pub made_up: MadeUp,
    /// Somebody can sign in.
    pub has_users: bool,
    shutdown: CancellationToken,
    failed: CancellationToken,
    work: JoinHandle<Result<(), UnaskedEnd>>,
    lock: DataLock,
}

/// How long requests in flight may take after the server was told to stop.
const STOPPING: Duration = Duration::from_secs(10);
/// And after a part of it has ended: what is to be written is written meanwhile, and each further second is one in which no
/// emergency call may get through.
const FAILING: Duration = Duration::from_secs(2);

impl Running {
    /// Waits until everything in flight is answered after the shutdown.
    ///
    /// # Errors
    /// When a part of the server has ended before.
    pub async fn finished(mut self) -> Result<(), StartError> {
        let too_long = async {
            self.shutdown.cancelled().await;
            tokio::time::sleep(if self.failed.is_cancelled() { FAILING } else { STOPPING }).await;
        };
        let ended = tokio::select! {
            ended = &mut self.work => match ended {
                Ok(ended) => ended.map_err(StartError::Ended),
                Err(error) => Err(StartError::Serve(std::io::Error::other(error))),
            },
            () = too_long => {
                tracing::warn!("some requests took too long and were cut off");
                self.work.abort();
                if self.failed.is_cancelled() { Err(UnaskedEnd::Returned("a part of the server").into()) } else { Ok(()) }
            }
        };
        self.store.close().await;
        // The folder is free when everything has ended.
        drop(self.lock);
        ended
    }
}

/// Keeps figures, and opens the socket at which they are told.
async fn open_metrics(address: SocketAddr) -> Result<(PrometheusHandle, TcpListener), MetricsError> {
    let listener =
        TcpListener::bind(address).await.map_err(|source| MetricsError::Listen { address, source })?;
    Ok((metrics::keep()?, listener))
}

/// Starts a server that works until `shutdown` is cancelled.
///
/// # Errors
/// When store, address or certificate cannot be used.
pub async fn start(config: Config, clock: Clock, shutdown: CancellationToken) -> Result<Running, StartError> {
    let lock = DataLock::take(&config.data)?;
    let store = Store::open(&config.data, config.database.as_deref(), clock.clone()).await?;
    clock_watch::begin(&store, &clock).await?;
    let post = Arc::new(Post::open(&config).await?);
    let poster = Poster::new();
    let passwords = Passwords::new()?;
    let mut made_up = MadeUp::default();
    if config.demo {
        let password = config.demo_password.as_deref();
        match demo::make_up(&store, &passwords, password, &telephony::domain(&config)).await? {
            Some(told) => made_up = told,
            None => tracing::info!("there is an organisation already, so no demo was made"),
        }
    }
    let has_users = !users::ids(&mut *store.read().await?, None).await?.is_empty();
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|source| StartError::Listen { address: config.listen, source })?;
    let address = listener.local_addr().map_err(StartError::Serve)?;
    let tls_files = config
        .tls_cert
        .clone()
        .zip(config.tls_key.clone())
        .map(|(certificate, key)| tls::Files { certificate, key });
    let tls = tls_files.is_some();
    let url = format!("{}://{address}", if tls { "https" } else { "http" });
    let public_url = config.public_url.as_ref().map_or(url.as_str(), |u| u.as_str()).trim_end_matches('/');
    let acceptor = match tls_files {
        Some(files) => Some(tls::acceptor(files, shutdown.clone()).await?),
        None => None,
    };
    let figures = match config.metrics_listen {
        Some(address) => Some(open_metrics(address).await?),
        None => None,
    };
    let references = References::open(&store, &references::url(public_url)).await?;
    let accounts = Accounts::default();
    let vault =
        Vault::open(&config.secrets_key_file.clone().unwrap_or_else(|| config.data.join(trunks::FILE)))?;
    let locator = Locator::of_system()
        .inspect_err(|error| tracing::warn!(%error, "no name server is set up here: trunks need addresses"));
    let (trunks, first) = Trunks::open(store.clone(), &config.trunks, vault, locator.ok()).await?;
    let telephony =
        telephony::start(&config, first, acceptor.as_ref().map(tls::for_phones), &accounts).await?;
    let domain = telephony::domain(&config);
    let (codes, dialled_codes) = mpsc::channel(feature_codes::WAITING);
    let switchboard_config = SwitchboardConfig {
        domain: domain.clone(),
        trunks: trunks.facts(),
        public_url: public_url.to_owned(),
        codes,
        // Nobody else reaches the address that this server would otherwise name.
        references: config.public_url.is_some().then(|| references.clone()),
    };
    let watched = Arc::clone(&telephony.switch);
    trunks.attach(Arc::clone(&telephony.switch) as Arc<dyn Switch>);
    let failed = CancellationToken::new();
    let stop = Stop { asked: shutdown.clone(), failed: failed.clone() };
    let (switchboard, switching) = switchboard::start(
        store.clone(),
        clock.clone(),
        telephony.switch,
        switchboard_config,
        accounts,
        stop,
    )
    .await?;
    let phone_servers = telephony.servers;
    let settings = Settings {
        sip_domain: domain.clone(),
        phone_servers: phone_servers.clone(),
        public_url: public_url.to_owned(),
        public_url_is_configured: config.public_url.is_some(),
        tls,
        secure: tls || public_url.starts_with("https:") || !address.ip().is_loopback(),
        trusted_proxies: config.trusted_proxies.clone(),
        streams_per_user: config.streams_per_user,
    };
    let state = AppState {
        store: store.clone(),
        clock: clock.clone(),
        settings: Arc::new(settings),
        passwords,
        throttle: Throttle::default(),
        references,
        switchboard,
        trunks: trunks.clone(),
        store_probe: StoreProbe::default(),
        shutdown: shutdown.clone(),
    };
    let mut supervisor = Supervisor::new(shutdown.clone(), failed.clone());
    supervisor.spawn_watched("the switchboard", switching);
    supervisor.spawn(
        "feature codes",
        feature_codes::run(
            store.clone(),
            watched.clone(),
            state.switchboard.clone(),
            dialled_codes,
            shutdown.clone(),
        ),
    );
    supervisor.spawn("trunks", trunks.run(shutdown.clone()));
    supervisor.spawn(
        "passwords that were told",
        desk_phones::forget_provisioned_passwords(store.clone(), shutdown.clone()),
    );
    supervisor.spawn("retention", retention::run(store.clone(), shutdown.clone()));
    let metrics_address = match figures {
        Some((kept, listener)) => {
            let address = listener.local_addr().map_err(StartError::Serve)?;
            let scraped = metrics::Scraped { kept, store: store.clone() };
            supervisor.spawn("metrics", scraped.serve(listener, shutdown.clone()));
            // It ends with the switch, which is watched over already.
            tokio::spawn(metrics::watch_calls(watched));
            Some(address)
        }
        None => None,
    };
    let public_url = state.settings.public_url.clone();
    supervisor.spawn(
        "the end of delegations",
        delegations::run(store.clone(), public_url.clone(), shutdown.clone()),
    );
    supervisor.spawn("work on many people", jobs::run(store.clone(), public_url, shutdown.clone()));
    supervisor.spawn("HTTP", connections::serve(listener, acceptor, routes::router(state), shutdown.clone()));
    for (name, priority) in [("alerts", Priority::Emergency), ("mail", Priority::Ordinary)] {
        let post = Arc::clone(&post);
        supervisor.spawn(name, mail::run(store.clone(), clock.clone(), post, priority, shutdown.clone()));
    }
    supervisor.spawn("signs of life", clock_watch::run(store.clone(), clock.clone(), shutdown.clone()));
    supervisor.spawn("webhooks", webhooks::run(store.clone(), clock, poster, shutdown.clone()));
    let work = tokio::spawn(supervisor.watch());
    Ok(Running {
        address,
        url,
        metrics_address,
        phone_servers,
        store,
        made_up,
        has_users,
        shutdown,
        failed,
        work,
        lock,
    })
}
