//! Whatever is read as a request or an answer is read again as it is written.
#![no_main]

use roamline_pidf_lo::held::{Answer, LocationRequest};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(request) = LocationRequest::read(text) {
        assert_eq!(LocationRequest::read(&request.write()).as_ref(), Ok(&request));
    }
    let written = match Answer::read(text) {
        Ok(Answer::Located(response)) => response.write(),
        Ok(Answer::Failed(failure)) => failure.write(),
        Err(_) => return,
    };
    let again = Answer::read(&written).expect("what is written is read");
    let rewritten = match again {
        Answer::Located(response) => response.write(),
        Answer::Failed(failure) => failure.write(),
    };
    assert_eq!(rewritten, written);
});
