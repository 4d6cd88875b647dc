//! The binary: flags, logs, signals.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use roamline_server::config::Config;
use roamline_server::data_lock::DataLock;
use roamline_server::database::Store;
use roamline_server::demo::{BaresipAccounts, MadeUp, Table};
use roamline_server::setup::{self, FirstSite};
use roamline_store::backup;
use roamline_store::clock::Clock;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// The C library keeps what a busy hour of calls took; this one hands it back (docs/benchmarks.md, `script/bench switch`).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// The server that Roamline's clients sync with
#[derive(Debug, Parser)]
#[command(name = "roamline-server", version)]
struct Cli {
    #[command(flatten)]
    config: Config,
    /// Form of the log, which goes to standard error; its level is set by RUST_LOG
    #[arg(long, env = "ROAMLINE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What is done here because nobody can sign in yet, or any more
    #[command(subcommand)]
    Admin(Admin),
    /// Copy the SQLite database to a file, while a server works on it or not
    Backup {
        /// The copy; there must be no such file yet
        file: PathBuf,
    },
    /// Put a copy in place of the SQLite database; no server may work on the data folder
    Restore {
        /// The copy
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Admin {
    /// Make an administrator of the account and print the password
    Create {
        /// E-mail address
        #[arg(long)]
        email: String,
        /// Name for people
        #[arg(long)]
        name: String,
        #[command(flatten)]
        first: FirstArgs,
        /// Password; without one, a random one is made and printed
        #[arg(long, env = "ROAMLINE_ADMIN_PASSWORD", hide_env_values = true)]
        password: Option<String>,
    },
    /// Give a user another password, print it, and end their sessions
    SetPassword {
        /// E-mail address
        #[arg(long)]
        email: String,
        /// Password; without one, a random one is made and printed
        #[arg(long, env = "ROAMLINE_ADMIN_PASSWORD", hide_env_values = true)]
        password: Option<String>,
    },
}

/// Needed for the first administrator only.
#[derive(Debug, Args)]
struct FirstArgs {
    /// Name of the organisation
    #[arg(long, requires = "site")]
    account: Option<String>,
    /// Name of the first site
    #[arg(long, requires = "address")]
    site: Option<String>,
    /// Its address: country=GB; hno=12; rd=Wellington Street; a3=Leeds; pc=LS1 4DY
    #[arg(long, requires = "account")]
    address: Option<String>,
    /// The number at which its people are called back after an emergency call where they have none of their own:
    /// +44 113 496 0100
    #[arg(long, requires = "account")]
    callback_number: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match cli.log_format {
        LogFormat::Text => log.with_ansi(false).init(),
        LogFormat::Json => log.json().init(),
    }
    let done = match cli.command {
        None => serve(cli.config).await,
        Some(Command::Admin(admin)) => administer(cli.config, admin).await,
        Some(Command::Backup { file }) => back_up(&cli.config, &file).await,
        Some(Command::Restore { file }) => restore(&cli.config, &file).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = &*error, "stopped");
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: Config) -> Result<(), Box<dyn std::error::Error>> {
    let shutdown = CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let data = config.data.display().to_string();
    let running = roamline_server::start(config, Clock::default(), shutdown.clone()).await?;
    if !running.has_users {
        tracing::warn!(
            "nobody can sign in yet; make the first administrator with: roamline-server --data {data:?} admin create \
             --email you@example.com --name 'Your Name' --account 'Your Organisation' --site 'Head office' \
             --address 'country=GB; hno=12; rd=Wellington Street; a3=Leeds; pc=LS1 4DY' \
             --callback-number '+44 113 496 0100'"
        );
    }
    let mut out = std::io::stdout();
    let MadeUp { users, phones } = &running.made_up;
    if !users.is_empty() {
        writeln!(out, "{}", Table(users))?;
        writeln!(out, "{}", BaresipAccounts { phones, servers: &running.phone_servers })?;
    }
    writeln!(out, "listening on {}", running.url)?;
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
        shutdown.cancel();
    });
    running.finished().await?;
    Ok(())
}

async fn administer(config: Config, admin: Admin) -> Result<(), Box<dyn std::error::Error>> {
    let store = Store::open(&config.data, config.database.as_deref(), Clock::default()).await?;
    let (email, password) = match admin {
        Admin::Create { email, name, first, password } => {
            let first = match (first.account, first.site, first.address) {
                (Some(account), Some(site), Some(address)) => Some(FirstSite {
                    account,
                    site,
                    address: setup::address(&address)?,
                    callback_number: first.callback_number,
                }),
                _ => None,
            };
            let password = setup::create_administrator(&store, &name, &email, password, first).await?;
            (email, password)
        }
        Admin::SetPassword { email, password } => {
            let password = setup::set_password(&store, &email, password).await?;
            (email, password)
        }
    };
    store.close().await;
    writeln!(std::io::stdout(), "{email}  {password}")?;
    Ok(())
}

async fn back_up(config: &Config, file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    backup::backup(&config.data, config.database.as_deref(), file).await?;
    writeln!(std::io::stdout(), "copied to {}", file.display())?;
    Ok(())
}

async fn restore(config: &Config, file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let _lock = DataLock::take(&config.data)?;
    let replaced = backup::restore(&config.data, config.database.as_deref(), file).await?;
    let mut out = std::io::stdout();
    writeln!(out, "restored from {}", file.display())?;
    if let Some(replaced) = replaced {
        writeln!(out, "the database that was there is {} now", replaced.display())?;
    }
    Ok(())
}
