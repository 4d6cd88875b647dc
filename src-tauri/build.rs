//! Prepares what the shell embeds: the built front end, the permissions of its commands and its icons.
#![allow(clippy::expect_used, reason = "a build script reports by failing")]

use std::path::{Path, PathBuf};
use std::{env, fs};

/// Every command that a window may call; each gets a permission `allow-<name>`.
const COMMANDS: &[&str] = &["view", "act", "ask", "fit"];

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    println!("cargo:rerun-if-changed=src-tauri/build.rs");
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=icons");
    println!("cargo:rerun-if-changed=ui/dist/desktop");

    stand_in_for_missing_front_end(&root.join("ui/dist/desktop"));

    // Tauri's build step writes schemas and permissions below its working directory; that must not be the sources.
    let scratch = out.join("tauri");
    fs::create_dir_all(&scratch).expect("OUT_DIR can be written");
    fs::copy(root.join("Cargo.toml"), scratch.join("Cargo.toml")).expect("Cargo.toml can be copied");
    env::set_current_dir(&scratch).expect("the scratch folder is there");

    let capabilities = root.join("src-tauri/capabilities/**/*").to_string_lossy().into_owned();
    let attributes = tauri_build::Attributes::new()
        .config_path(root.join("tauri.conf.json"))
        .capabilities_path_pattern(Box::leak(capabilities.into_boxed_str()))
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    tauri_build::try_build(attributes).expect("tauri.conf.json and the capabilities are sound");
}

/// The shell can be built and tested without Node: it then shows a page that says what is missing.
fn stand_in_for_missing_front_end(folder: &Path) {
    let page = folder.join("index.html");
    if page.exists() {
        return;
    }
    fs::create_dir_all(folder).expect("ui/dist can be written");
    fs::write(
        page,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Roamline</title>\
         <main><h1>The windows of Roamline have not been built</h1>\
         <p>Run <code>npm ci</code> and <code>npm run build</code> in the folder <code>ui</code>, \
         then build Roamline again.</p></main></html>\n",
    )
    .expect("ui/dist can be written");
}
