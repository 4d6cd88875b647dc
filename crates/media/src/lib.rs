//! Sound on its way: what RTP, RTCP and SRTP look like, and what a relay that stands between two parties does with each packet.
//!
//! No sockets, no clock: packets, addresses and the time are handed in, what is to be done comes out. Everything here is read
//! from the network before anybody has proven anything, so that nothing panics, and nothing grows without a bound.

#![cfg_attr(not(test), deny(clippy::indexing_slicing))]

#[cfg(feature = "fuzzing")]
pub mod fuzz;
pub mod relay;
pub mod rtcp;
pub mod rtp;
pub mod sdes;
pub mod srtp;
