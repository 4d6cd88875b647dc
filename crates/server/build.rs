//! The portal's pages are compiled in, so a change of them compiles the crate again.

fn main() {
    println!("cargo:rerun-if-changed=../../ui/dist/portal");
}
