//! Clocks: the time stamps of observations, and notice of sleep and clock jumps.

use std::io;
use std::os::fd::OwnedFd;

use rustix::time::{
    ClockId, Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, clock_gettime,
    timerfd_create, timerfd_settime,
};
use tokio::io::unix::AsyncFd;

/// `CLOCK_MONOTONIC` in microseconds.
pub(crate) fn monotonic_us() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    let micros = now.tv_sec.saturating_mul(1_000_000).saturating_add(now.tv_nsec / 1_000);
    u64::try_from(micros).unwrap_or_default()
}

/// Tells when the wall clock was set, which the kernel also does when the machine wakes up.
///
/// tokio's own timers cannot tell: the clock that they follow stands still while the machine sleeps.
#[derive(Debug)]
pub(crate) struct ClockJumps(AsyncFd<OwnedFd>);

impl ClockJumps {
    #[expect(
        deprecated,
        reason = "sound for an OwnedFd, which never changes its descriptor; the successor is unsafe"
    )]
    pub(crate) fn new() -> io::Result<Self> {
        let fd = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
        arm(&fd)?;
        Ok(Self(AsyncFd::new(fd)?))
    }

    /// Waits for the next jump. Cancel-safe.
    pub(crate) async fn next(&mut self) -> io::Result<()> {
        loop {
            let mut guard = self.0.readable().await?;
            let read = guard.try_io(|fd| Ok(rustix::io::read(fd.get_ref(), &mut [0_u8; 8])?));
            match read {
                Ok(Err(error))
                    if error.raw_os_error() == Some(rustix::io::Errno::CANCELED.raw_os_error()) =>
                {
                    arm(self.0.get_ref())?;
                    return Ok(());
                }
                Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(Err(error)) => return Err(error),
                Ok(Ok(_)) => arm(self.0.get_ref())?,
                Err(_would_block) => {}
            }
        }
    }
}

/// Sets an expiry that is never reached: only its cancellation is wanted.
fn arm(fd: &OwnedFd) -> io::Result<()> {
    const YEAR_2242: i64 = 1 << 33;
    let never = Itimerspec {
        it_interval: Timespec { tv_sec: 0, tv_nsec: 0 },
        it_value: Timespec { tv_sec: YEAR_2242, tv_nsec: 0 },
    };
    timerfd_settime(fd, TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET, &never)?;
    Ok(())
}
