//! The migrations and the portal's pages are compiled in, so a change of either compiles the crate again.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=../../ui/dist/portal");
}
