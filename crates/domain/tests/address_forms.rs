//! The user interfaces read the address formats from a generated file; it must not lag behind the table.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use roamline_domain::address_format::forms;

#[test]
fn the_generated_forms_are_up_to_date() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/shared/generated/address-forms.json");
    let mut expected = serde_json::to_string_pretty(&forms()).expect("the forms are plain data");
    expected.push('\n');
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(file.parent().expect("it lies in a folder")).expect("the folder can be made");
        std::fs::write(&file, &expected).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == expected,
        "{} is stale: run UPDATE_DOCS=1 cargo test -p roamline-domain --test address_forms",
        file.display()
    );
}
