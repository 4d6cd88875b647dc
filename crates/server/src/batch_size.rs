//! How much of what grows with the organisation is written at a time: as much as lasts no longer than somebody who is more urgent
//! may have to wait, an emergency call before all.

use std::time::Duration;

/// How long one batch may last.
const LASTS: Duration = Duration::from_millis(50);

/// How much is in a batch. It is made smaller where the last one took too long, and larger where it was soon done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BatchSize {
    size: usize,
    fewest: usize,
    most: usize,
}

impl BatchSize {
    /// Between these two; it begins with the fewer.
    pub(crate) const fn between(fewest: usize, most: usize) -> Self {
        Self { size: fewest, fewest, most }
    }

    /// How much is in the next batch.
    pub(crate) const fn get(self) -> usize {
        self.size
    }

    /// The last batch kept everybody else from writing for so long.
    pub(crate) fn took(&mut self, lasted: Duration) {
        let size = match lasted {
            long if long > LASTS => self.size / 2,
            short if short < LASTS / 2 => self.size + (self.size / 2).max(1),
            _ => self.size,
        };
        self.size = size.clamp(self.fewest, self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_grows_while_there_is_time_and_halves_where_there_was_none() {
        let mut size = BatchSize::between(1, 32);
        let mut sizes = Vec::new();
        for lasted in [1, 1, 1, 1, 30, 30, 80, 80, 80, 80, 1] {
            size.took(Duration::from_millis(lasted));
            sizes.push(size.get());
        }
        assert_eq!(sizes, [2, 3, 4, 6, 6, 6, 3, 1, 1, 1, 2]);
        for _ in 0..20 {
            size.took(Duration::ZERO);
        }
        assert_eq!(size.get(), 32);
    }
}
