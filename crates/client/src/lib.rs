//! The desktop client's mind without a window: one controller loop (events in, effects out), local store and outbox,
//! credentials, API client and event stream.

pub mod view;
