//! What fuzzing has found so far, without a fuzzer: whatever is read is read again as it is written.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use roamline_pidf_lo::Document;
use roamline_pidf_lo::held::{Answer, LocationRequest};

/// The texts of one of the fuzzer's corpora.
fn texts(corpus: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(corpus);
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let texts: Vec<String> = files.filter_map(|bytes| String::from_utf8(bytes).ok()).collect();
    assert!(texts.len() > 100, "there is no corpus");
    texts
}

fn written(answer: &Answer) -> String {
    match answer {
        Answer::Located(response) => response.write(),
        Answer::Failed(failure) => failure.write(),
    }
}

#[test]
fn documents_of_the_corpus_are_read_as_they_are_written() {
    let mut read = 0;
    for text in texts("document") {
        let Ok(document) = Document::read(&text) else { continue };
        read += 1;
        let written = document.write();
        assert_eq!(Document::read(&written).unwrap().write(), written, "{text}");
    }
    assert!(read > 0);
}

#[test]
fn requests_and_answers_of_the_corpus_are_read_as_they_are_written() {
    let mut read = 0;
    for text in texts("held") {
        if let Ok(request) = LocationRequest::read(&text) {
            read += 1;
            assert_eq!(LocationRequest::read(&request.write()), Ok(request), "{text}");
        }
        if let Ok(answer) = Answer::read(&text) {
            let again = Answer::read(&written(&answer)).unwrap();
            assert_eq!(written(&again), written(&answer), "{text}");
        }
    }
    assert!(read > 0);
}
