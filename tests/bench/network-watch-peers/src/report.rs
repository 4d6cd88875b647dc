//! From lines to a table.

use crate::drive::{Kind, Watcher};

/// What is told of one watcher.
pub struct Row {
    name: &'static str,
    /// From before the change to the event, in microseconds, sorted.
    raw: Vec<u64>,
    /// The same to the moment at which the line was read, settling included.
    told: Vec<u64>,
    watched: usize,
    pub idle_ns: Option<u64>,
    pub right_after_storm: Option<bool>,
}

impl Row {
    pub fn of(watcher: &Watcher, made: &[(u64, Kind)], end: u64) -> Self {
        let lines = watcher.lines();
        let (mut raw, mut told, mut watched) = (Vec::new(), Vec::new(), 0);
        for (n, (before, kind)) in made.iter().enumerate() {
            if !watcher.sees.contains(kind) {
                continue;
            }
            watched += 1;
            let next = made.get(n + 1).map_or(end, |(next, _)| *next);
            if let Some(line) = lines.iter().find(|l| (*before..next).contains(&l.at_us)) {
                raw.push(line.at_us - before);
                told.push(line.read_us - before);
            } else {
                eprintln!("{} missed change {n} ({kind:?})", watcher.name);
            }
        }
        raw.sort_unstable();
        told.sort_unstable();
        Self { name: watcher.name, raw, told, watched, idle_ns: None, right_after_storm: None }
    }
}

fn percentile(sorted: &[u64], percent: usize) -> String {
    let rank = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(rank).map_or("-".to_owned(), |us| match us {
        0..10_000 => format!("{us} us"),
        _ => format!("{} ms", us / 1000),
    })
}

fn idle(cpu_ns: Option<u64>) -> String {
    cpu_ns.map_or("a thread ended".to_owned(), |ns| format!("{}.{:03} ms", ns / 1_000_000, ns / 1000 % 1000))
}

/// Prints the table in Markdown.
pub fn print(rows: &[Row], changes: usize) {
    println!(
        "{changes} changes: own address added and removed, own MAC, default route added and removed, router's MAC\n"
    );
    println!(
        "| watcher | p50 to the event | p99 to the event | p50 told | p99 told | missed | CPU in 60 s idle | after the storm |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- | --- |");
    for row in rows {
        let storm = match row.right_after_storm {
            None => "keeps no state",
            Some(true) => "right",
            Some(false) => "wrong",
        };
        println!(
            "| {} | {} | {} | {} | {} | {} of {} | {} | {storm} |",
            row.name,
            percentile(&row.raw, 50),
            percentile(&row.raw, 99),
            percentile(&row.told, 50),
            percentile(&row.told, 99),
            row.watched - row.raw.len(),
            row.watched,
            idle(row.idle_ns),
        );
    }
}
