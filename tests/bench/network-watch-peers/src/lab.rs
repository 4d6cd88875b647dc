//! A client and a router in network namespaces of their own.

use std::io::Write;
use std::process::{Child, ChildStdin, Command, Stdio};

/// The two namespaces; removed on drop.
pub struct Lab {
    pub client: String,
    router: String,
    batch: Option<(Child, ChildStdin)>,
}

/// Runs a command; what it says goes to the terminal.
fn run(command: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut words = command.split_whitespace();
    let status = Command::new(words.next().ok_or("no command")?).args(words).status()?;
    if status.success() { Ok(()) } else { Err(format!("failed: {command}").into()) }
}

impl Lab {
    pub fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let tag = format!("rlbench{}", std::process::id());
        let (client, router) = (format!("{tag}c"), format!("{tag}r"));
        for name in [&client, &router] {
            run(&format!("ip netns add {name}"))?;
        }
        let mut lab = Self { client, router, batch: None };
        let Self { client, router, .. } = &lab;
        run(&format!("ip -n {client} link set lo up"))?;
        run(&format!("ip -n {client} link add eth0 type veth peer name lan netns {router}"))?;
        run(&format!("ip -n {router} link set lan address 00:1b:21:aa:00:01 up"))?;
        run(&format!("ip -n {router} address add 192.168.10.1/24 dev lan"))?;
        run(&format!("ip -n {client} link set eth0 up"))?;
        run(&format!("ip -n {client} address add 192.168.10.23/24 dev eth0"))?;
        run(&format!("ip -n {client} route add default via 192.168.10.1 metric 100"))?;
        // One process that is kept makes every change, so that its start is not measured.
        let mut child =
            Command::new("ip").args(["-n", client, "-force", "-batch", "-"]).stdin(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take().ok_or("no pipe")?;
        lab.batch = Some((child, stdin));
        Ok(lab)
    }

    /// Makes a change in the client's namespace.
    pub fn change(&mut self, command: &str) -> Result<(), Box<dyn std::error::Error>> {
        let (_, stdin) = self.batch.as_mut().ok_or("no process")?;
        stdin.write_all(format!("{command}\n").as_bytes())?;
        stdin.flush()?;
        Ok(())
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if let Some((mut child, stdin)) = self.batch.take() {
            drop(stdin);
            let _ = child.wait();
        }
        for name in [&self.client, &self.router] {
            let _ = Command::new("ip").args(["netns", "delete", name]).status();
        }
    }
}
