//! Whatever is read as a document is read again as it is written.
#![no_main]

use roamline_pidf_lo::Document;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(document) = Document::read(text) else { return };
    let written = document.write();
    let again = Document::read(&written).expect("what is written is read");
    assert_eq!(again.write(), written, "{document:?}");
});
