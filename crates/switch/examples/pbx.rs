//! A tiny switchboard on the embedded engine: phones with passwords, extensions that ring them, perhaps a trunk.
//! Whoever is dialled by a phone's name is rung; an extension rings several; everything else goes out by the trunk.
//!
//! ```text
//! cargo run -p roamline-switch --example pbx -- --listen 127.0.0.1:5060 \
//!     --phone alice:secret --phone bob:secret --extension 100=alice,bob
//! ```
#![allow(clippy::print_stdout)]

use clap::Parser;
use roamline_switch::{
    Accepted, Account, CallId, Cause, Config, Directory, EmbeddedSwitch, Event, Heard, LegId, LegState,
    Listen, Login, Party, Peer, PhoneId, Secret, Switch, SwitchCommand, Target, TransferTo, Transport, Trunk,
    TrunkId,
};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, BufReader};

/// The same as the server's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

#[derive(Parser)]
struct Args {
    /// Where to listen, by UDP and TCP.
    #[arg(long, default_value = "127.0.0.1:5060")]
    listen: SocketAddr,
    /// The realm of the passwords.
    #[arg(long, default_value = "roamline")]
    realm: String,
    /// A phone, as name:password.
    #[arg(long)]
    phone: Vec<String>,
    /// A number that rings several phones, as number=phone,phone.
    #[arg(long)]
    extension: Vec<String>,
    /// Where other numbers go.
    #[arg(long)]
    trunk: Option<SocketAddr>,
    /// User and password at the trunk, as name:password.
    #[arg(long)]
    trunk_login: Option<String>,
    /// New requests a second that are taken, from all and from one address.
    #[arg(long, default_value_t = 4_000)]
    rate: u32,
    /// Calls at a time.
    #[arg(long, default_value_t = 10_000)]
    calls: usize,
    /// Ask phones for MD5 alone.
    #[arg(long)]
    md5_only: bool,
    /// Do not print events.
    #[arg(long)]
    quiet: bool,
}

struct Phones {
    realm: String,
    secrets: HashMap<String, Secret>,
}

impl Directory for Phones {
    fn account(&self, user: &str) -> Option<Account> {
        let secret = self.secrets.get(user)?.clone();
        let identity = Party { number: user.to_owned(), name: String::new(), withheld: false };
        Some(Account { phone: PhoneId::new(user), secret, identity })
    }

    fn is_emergency(&self, _asked_for: &str) -> bool {
        false
    }
}

struct Board {
    switch: EmbeddedSwitch,
    phones: Vec<String>,
    extensions: HashMap<String, Vec<String>>,
    trunk: bool,
}

impl Board {
    fn targets(&self, dialled: &str, caller: Option<&Party>) -> Vec<Target> {
        let ring = |name: &String| Target::Phone { phone: PhoneId::new(name), answers_itself: false };
        if let Some(names) = self.extensions.get(dialled) {
            return names.iter().map(ring).collect();
        }
        if self.phones.iter().any(|phone| phone == dialled) {
            return vec![ring(&dialled.to_owned())];
        }
        if self.trunk {
            let identity = caller.cloned().unwrap_or_default();
            return vec![Target::Outside { number: dialled.to_owned(), trunks: Vec::new(), identity }];
        }
        Vec::new()
    }

    async fn react(&self, event: Event) {
        let command = match event {
            Event::Incoming { call, dialled, caller, .. } => {
                let targets = self.targets(&dialled, Some(&caller));
                let ring = self.switch.command(SwitchCommand::Ring { call, targets, shown: None }).await;
                match ring {
                    Ok(_) => return,
                    Err(_) => SwitchCommand::HangUp { call, cause: Cause::NoSuchNumber },
                }
            }
            Event::NobodyAnswered { call, cause } => SwitchCommand::HangUp { call, cause },
            Event::TransferRequested { leg, to: TransferTo::Number(number), .. } => {
                SwitchCommand::Transfer { leg, targets: self.targets(&number, None) }
            }
            Event::TransferRequested { leg, to: TransferTo::Call { leg: with, .. }, .. } => {
                SwitchCommand::Join { leg, with }
            }
            _ => return,
        };
        if let Err(refused) = self.switch.command(command).await {
            tracing::info!(%refused, "command refused");
        }
    }

    /// After missed events: callers for whom nothing rings are attended to now.
    async fn catch_up(&self) {
        let Ok(snapshot) = self.switch.snapshot().await else { return };
        for view in snapshot.calls {
            if let [leg] = &view.legs[..]
                && leg.state == LegState::Waiting
            {
                let targets = self.targets(&view.dialled, None);
                let _ =
                    self.switch.command(SwitchCommand::Ring { call: view.call, targets, shown: None }).await;
            }
        }
    }

    /// Commands from the keyboard: `calls`, `hold LEG`, `resume LEG`, `bring LEG PHONE`, `transfer LEG NUMBER`,
    /// `join LEG LEG`, `hangup CALL`, `click PHONE NUMBER`, `stop`.
    async fn typed(&self, line: &str) -> bool {
        let words: Vec<&str> = line.split_whitespace().collect();
        let leg = |text: &str| text.parse().map(LegId::from_uuid).ok();
        let call = |text: &str| text.parse().map(CallId::from_uuid).ok();
        let command = match words[..] {
            ["stop"] => return false,
            ["calls"] => {
                println!("{:#?}", self.switch.snapshot().await);
                return true;
            }
            ["hold", l] => leg(l).map(|leg| SwitchCommand::Hold { leg }),
            ["resume", l] => leg(l).map(|leg| SwitchCommand::Resume { leg }),
            ["bring", l, to] => leg(l).map(|leg| SwitchCommand::Retrieve {
                leg,
                targets: self.targets(to, None),
                shown: None,
            }),
            ["transfer", l, to] => {
                leg(l).map(|leg| SwitchCommand::Transfer { leg, targets: self.targets(to, None) })
            }
            ["join", a, b] => leg(a).zip(leg(b)).map(|(leg, with)| SwitchCommand::Join { leg, with }),
            ["hangup", c] => call(c).map(|call| SwitchCommand::HangUp { call, cause: Cause::HungUp }),
            ["click", phone, number] => {
                let itself = Target::Phone { phone: PhoneId::new(phone), answers_itself: true };
                let shown = Party { number: number.to_owned(), name: String::new(), withheld: false };
                Some(SwitchCommand::Call { targets: vec![itself], shown })
            }
            _ => None,
        };
        let Some(command) = command else {
            println!("not understood");
            return true;
        };
        match self.switch.command(command).await {
            Ok(Accepted::Done | Accepted::Diverted { .. }) => println!("accepted"),
            Ok(Accepted::Call(call)) => println!("accepted: call {call}"),
            Err(refused) => println!("refused: {refused}"),
        }
        true
    }
}

fn pair(text: &str, at: char) -> Option<(String, String)> {
    text.split_once(at).map(|(a, b)| (a.to_owned(), b.to_owned()))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_default_env()).init();
    let args = Args::parse();
    let phones: Vec<(String, String)> = args.phone.iter().filter_map(|p| pair(p, ':')).collect();
    let secrets =
        phones.iter().map(|(user, pass)| (user.clone(), Secret::hash(user, &args.realm, pass))).collect();
    let mut config = Config::new(&args.realm);
    config.listen = vec![Listen::at(Transport::Udp, args.listen), Listen::at(Transport::Tcp, args.listen)];
    config.limits.per_source = args.rate;
    config.limits.overall = args.rate;
    config.limits.calls = args.calls;
    config.md5_only = args.md5_only;
    config.trunks = args
        .trunk
        .map(|address| {
            let peer = Peer { address, transport: Some(Transport::Udp) };
            let login = args.trunk_login.as_deref().and_then(|login| pair(login, ':'));
            Trunk {
                login: login.map(|(user, password)| Login { user, password }),
                ..Trunk::at(TrunkId::new("trunk"), address.ip().to_string(), peer)
            }
        })
        .into_iter()
        .collect();
    let directory = Arc::new(Phones { realm: args.realm.clone(), secrets });
    let switch = EmbeddedSwitch::start(config, directory.clone()).await?;
    println!("listening at {:?}, realm {}", switch.addresses(), directory.realm);
    let mut events = switch.events();
    let board = Arc::new(Board {
        switch,
        phones: phones.into_iter().map(|(name, _)| name).collect(),
        extensions: args
            .extension
            .iter()
            .filter_map(|e| pair(e, '='))
            .map(|(number, names)| (number, names.split(',').map(str::to_owned).collect()))
            .collect(),
        trunk: args.trunk.is_some(),
    });
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut keyboard = true;
    loop {
        tokio::select! {
            heard = events.next() => match heard {
                Ok(Heard::Event(event)) => {
                    if !args.quiet {
                        println!("{} {:?}", event.sequence, event.event);
                    }
                    let asks = matches!(
                        event.event,
                        Event::Incoming { .. } | Event::NobodyAnswered { .. } | Event::TransferRequested { .. }
                    );
                    if asks {
                        let board = board.clone();
                        tokio::spawn(async move { board.react(event.event).await });
                    }
                }
                Ok(Heard::Missed(lost)) => {
                    println!("missed {lost} events");
                    board.catch_up().await;
                }
                Err(_) => break,
            },
            line = lines.next_line(), if keyboard => match line? {
                Some(line) => {
                    if !board.typed(&line).await {
                        let _ = board.switch.stop().await;
                    }
                }
                None => keyboard = false,
            },
            _ = tokio::signal::ctrl_c() => {
                let _ = board.switch.stop().await;
            }
        }
    }
    Ok(())
}
