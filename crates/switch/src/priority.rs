//! Threads that calls wait for come before all others of the computer, where that may be asked for.

/// As nice levels go: wakes up before whatever is at 0, as everything is that has not asked for anything else. Not less, or what
/// the system itself has to do would wait.
#[cfg(target_os = "linux")]
const NICE: i32 = -10;

/// Has the calling thread, and those that it starts, come before others. Where the system does not allow it (on Linux it takes
/// `CAP_SYS_NICE` or a `RLIMIT_NICE`), it stays as it was: calls then wait their turn on a busy computer. True where it came
/// to be.
#[cfg(target_os = "linux")]
pub fn prefer_this_thread() -> bool {
    // For Linux a thread is what others call a process here (setpriority(2), "C library/kernel differences").
    rustix::process::setpriority_process(None, NICE).is_ok()
}

/// Does nothing: elsewhere the system has other ways, and none that is used here.
#[cfg(not(target_os = "linux"))]
pub fn prefer_this_thread() -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_thread_that_asks_comes_first_and_no_other() {
        let nice = || rustix::process::getpriority_process(None).unwrap_or_default();
        let before = nice();
        let asked = std::thread::spawn(move || (prefer_this_thread(), nice())).join();
        assert_eq!(asked.ok(), Some((true, NICE)).filter(|_| is_allowed()).or(Some((false, before))));
        assert_eq!(nice(), before);
    }

    /// Whether this user may ask for it: as root, or where the limit allows it.
    fn is_allowed() -> bool {
        rustix::process::geteuid().is_root()
            || rustix::process::getrlimit(rustix::process::Resource::Nice)
                .current
                .is_none_or(|most| most >= 30)
    }
}
