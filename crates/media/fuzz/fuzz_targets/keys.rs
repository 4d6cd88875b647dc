#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| roamline_media::fuzz::keys(bytes));
