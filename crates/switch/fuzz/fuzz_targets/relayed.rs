#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| roamline_switch::fuzz::relayed(bytes));
