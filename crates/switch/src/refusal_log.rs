//! Who was refused stands in the log, one line each, so that a firewall can read it (docs/operating.md), and is counted. Whoever
//! floods the server does not flood the log.

use crate::core::refusals::Refusal;
use std::time::{Duration, Instant};

/// Lines that are written within a [`SPAN`] at most; the rest is told as a number.
const LINES: u32 = 50;
const SPAN: Duration = Duration::from_secs(1);

/// What is written, and what is only counted.
#[derive(Debug)]
pub(crate) struct RefusalLog {
    since: Instant,
    lines: u32,
    left_out: u64,
}

/// What is to be written of a refusal.
#[derive(Debug, PartialEq, Eq)]
struct Written {
    /// So many before it were not.
    left_out: u64,
}

impl RefusalLog {
    pub(crate) fn new(now: Instant) -> Self {
        Self { since: now, lines: 0, left_out: 0 }
    }

    /// Somebody was refused.
    pub(crate) fn note(&mut self, Refusal { source, reason }: Refusal, now: Instant) {
        let reason = reason.as_str();
        metrics::counter!("roamline_sip_refusals_total", "reason" => reason).increment(1);
        let Some(Written { left_out }) = self.writes(now) else { return };
        if left_out > 0 {
            tracing::warn!(left_out, "more were refused than the log takes");
        }
        tracing::warn!(source = %source.to_canonical(), reason, "refused");
    }

    fn writes(&mut self, now: Instant) -> Option<Written> {
        if now.saturating_duration_since(self.since) >= SPAN {
            (self.since, self.lines) = (now, 0);
        }
        if self.lines >= LINES {
            self.left_out += 1;
            return None;
        }
        self.lines += 1;
        Some(Written { left_out: std::mem::take(&mut self.left_out) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_fills_no_log_and_is_told_afterwards() {
        let now = Instant::now();
        let mut log = RefusalLog::new(now);
        let written = (0..1_000).filter(|_| log.writes(now).is_some()).count();
        assert_eq!(written, 50);
        assert_eq!(log.writes(now + SPAN), Some(Written { left_out: 950 }));
        assert_eq!(log.writes(now + SPAN), Some(Written { left_out: 0 }));
    }
}
