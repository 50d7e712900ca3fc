//! What a reader is promised of the finished site.

use std::path::Path;

use generator::diagnostic::{Report, Severity};
use generator::output::Output;
use generator::timing::Timings;
use generator::{Request, Visibility, compile};

fn build() -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lie in the project");
    let request = Request {
        content: root.join("content"),
        theme: root.join("themes/1000dage"),
        today: "2026-11-21".parse().expect("a date"),
        visibility: Visibility::Published,
    };
    let mut report = Report::default();
    let output = compile(&request, &mut report, &mut Timings::default());
    assert_eq!(report.count(Severity::Error), 0, "{:#?}", report.sorted());
    output.expect("content without errors is built")
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (first, second) = (build(), build());
    assert_eq!(first.files.keys().collect::<Vec<_>>(), second.files.keys().collect::<Vec<_>>());
    for (path, file) in &first.files {
        assert!(second.files.get(path).is_some_and(|other| other.bytes == file.bytes), "{path} differs");
    }
}
