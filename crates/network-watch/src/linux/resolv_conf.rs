//! DNS suffixes from `/etc/resolv.conf`, and which suffixes are plausible at all.

const PATH: &str = "/etc/resolv.conf";

/// Most suffixes that are told, as `AccessNetwork::check` bounds them.
const MOST: usize = 16;

/// The suffixes of the last `search` or `domain` line, which is the one that the resolver uses.
pub(crate) fn suffixes() -> Vec<String> {
    // A small local file: a thread to read it on would cost more than the reading.
    let text = std::fs::read_to_string(PATH).unwrap_or_default();
    plausible(of_text(&text))
}

fn of_text(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some("search") => found = words.map(str::to_owned).collect(),
            Some("domain") => found = words.take(1).map(str::to_owned).collect(),
            _ => {}
        }
    }
    found
}

/// Lower case, without a final dot, no duplicates, and only what can be a domain that a network gave.
pub(crate) fn plausible(suffixes: impl IntoIterator<Item = String>) -> Vec<String> {
    const LONGEST: usize = 253;
    let mut kept: Vec<String> = Vec::new();
    for suffix in suffixes {
        let suffix = suffix.trim_start_matches('~').trim_end_matches('.').to_ascii_lowercase();
        let well_formed = suffix.len() <= LONGEST
            && suffix.split('.').all(|label| {
                (1..=63).contains(&label.len())
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
            });
        if well_formed && !kept.contains(&suffix) && kept.len() < MOST {
            kept.push(suffix);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        let text = "# by hand\ndomain old.example\nnameserver 192.0.2.1\nsearch Corp.Example. lab.example\n";
        assert_eq!(plausible(of_text(text)), ["corp.example", "lab.example"]);
    }

    #[test]
    fn what_is_no_domain_is_left_out() {
        let odd = ["", ".", "~.", "a b", "x..y", "café.example", "ok.example", "OK.example"];
        assert_eq!(plausible(odd.map(str::to_owned)), ["ok.example"]);
    }
}
