//! The migrations are compiled in, so a change of them compiles the crate again.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
