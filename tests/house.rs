//! The plan of the house, held to by its manifests.

use std::fs;

use crate::app::root;

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).expect("it is there")
}

/// Returns the names of what a package depends on, in every table of its manifest that says so.
fn dependencies(manifest: &str) -> Vec<String> {
    let text = read(manifest);
    let tables = text.split("\n[").filter(|table| table.starts_with("dependencies]"));
    let lines = tables.flat_map(|table| table.lines().skip(1).collect::<Vec<_>>());
    let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next()).filter(|name| !name.is_empty());
    names.filter(|name| !name.starts_with('#')).map(str::to_owned).collect()
}

#[test]
fn forms_know_neither_web_nor_disk_nor_clock() {
    let known = ["jiff", "serde", "serde_json", "sha2", "strsim", "thiserror", "toml", "unicode-normalization"];
    assert_eq!(dependencies("collector/forms/Cargo.toml"), known);
}

#[test]
fn the_function_brings_no_table_of_its_own() {
    let brought = dependencies("collector/Cargo.toml");
    assert!(brought.iter().all(|name| name != "dynoxide-rs" && name != "collector-local"), "{brought:?}");
}

#[test]
fn the_generator_knows_the_service_only_where_it_is_served() {
    let manifest = read("generator/Cargo.toml");
    for name in ["collector", "collector-local"] {
        assert!(manifest.contains(&format!("{name} = {{ workspace = true, optional = true }}")), "{name}");
    }
}

#[test]
fn one_library_carries_the_encryption_of_the_line() {
    // aws-lc takes a minute of CPU to build and ten times as long to start.
    assert!(!read("Cargo.lock").contains("name = \"aws-lc-sys\""));
}

#[test]
fn staff_sort_by_the_phases_of_the_course() {
    let of_staff = staff::export::choice::Phase::all().map(|phase| (phase.name(), phase.window()));
    for (name, window) in of_staff {
        let text = read(&format!("content/faser/{name}/_fase.md"));
        let line = |key: &str| {
            let found = text.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
            found.and_then(|rest| rest.strip_suffix('"')).unwrap_or_default().to_owned()
        };
        assert!(window.is_some() && forms::age::Window::parse(&line("from"), &line("to")).ok() == window, "{name}");
    }
    let folders =
        fs::read_dir(root().join("content/faser")).expect("there").flatten().filter(|one| one.path().is_dir());
    assert_eq!(folders.count(), staff::export::choice::Phase::all().len());
}
