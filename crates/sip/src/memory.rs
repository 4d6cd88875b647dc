//! What a busy time leaves behind is given back.

use std::collections::HashMap;
use std::hash::Hash;

/// Tables smaller than this stay as they are.
const SMALL: usize = 4_096;

/// Gives back what a table that was large once has no use for. It shrinks to an eighth or less at a time, so that moving
/// what is left costs next to nothing for each entry that has gone.
pub fn shrink<K: Eq + Hash, V>(table: &mut HashMap<K, V>) {
    if table.capacity() > SMALL && table.len() < table.capacity() / 8 {
        table.shrink_to((table.len() * 2).max(SMALL / 2));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_gives_back_what_it_does_not_need_and_keeps_what_it_has() {
        let mut table: HashMap<u32, u32> = (0..100_000).map(|n| (n, n)).collect();
        shrink(&mut table);
        assert!(table.capacity() >= 100_000);
        table.retain(|n, _| *n < 100);
        shrink(&mut table);
        assert!(table.capacity() <= SMALL, "{}", table.capacity());
        assert!((0..100).all(|n| table.get(&n) == Some(&n)));
    }
}
