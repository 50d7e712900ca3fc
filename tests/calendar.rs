//! The calendar stands twice: in `forms::age`, and in the theme's `days.js`, which finds a family's week in its own browser. Here
//! the two are asked about every day of every family of five years.

use std::fs;
use std::process::Command;

use forms::age::{Known, Relation, Window};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use crate::app::{press, root};

/// How the script sees one family.
#[derive(Deserialize)]
struct Seen {
    kind: String,
    date: Date,
    first: Date,
    days: i64,
    /// For each phase, the days since the first on which it changes how the day lies to the phase: before, during, after.
    changes: Vec<Vec<(i64, i8)>>,
}

impl Seen {
    fn known(&self) -> Known {
        if self.kind == "born" { Known::Born(self.date) } else { Known::Due(self.date) }
    }

    /// Compares the first and the last day of every stretch with the rule. A period only ever goes from before to during to after,
    /// so the two speak for all days between.
    fn compare(&self, window: Window, changes: &[(i64, i8)]) {
        assert_eq!(changes.first().map(|(day, _)| *day), Some(0), "{} {}", self.kind, self.date);
        let ends = changes.iter().skip(1).map(|(day, _)| *day).chain([self.days]);
        for ((begins, seen), end) in changes.iter().zip(ends) {
            for day in [*begins, end - 1] {
                let today = self.first.checked_add(day.days()).expect("in the calendar");
                let ours = match window.relation(self.known(), today) {
                    Relation::Before => -1,
                    Relation::During => 0,
                    Relation::After => 1,
                };
                assert_eq!(*seen, ours, "{} {}, on {today}: {window:?}", self.kind, self.date);
            }
        }
    }
}

#[test]
fn the_script_and_the_rule_agree_on_every_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect("written");
    for script in fs::read_dir(root().join("themes/1000dage/scripts")).expect("there").flatten() {
        put(&script.file_name().to_string_lossy(), &fs::read(script.path()).expect("read"));
    }
    let renderer = press().renderer();
    let data = renderer.paths().find(|path| path.starts_with("assets/course.")).expect("the course as data");
    put("course.json", &renderer.file(data).expect("there").expect("drawn"));
    put("package.json", b"{ \"type\": \"module\" }");
    put("calendar.mjs", include_bytes!("calendar.mjs"));

    let mut node = Command::new("node");
    let told = node.current_dir(&folder).env("TZ", "Europe/Copenhagen").args(["calendar.mjs", "course.json"]).output();
    let told = told.expect("node is installed by tests/all");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));

    let windows: Vec<_> = renderer.site().phases.iter().map(|phase| phase.window.value).collect();
    let mut families = 0;
    for line in String::from_utf8(told.stdout).expect("UTF-8").lines() {
        let seen: Seen = serde_json::from_str(line).expect("what calendar.mjs prints");
        assert_eq!(seen.changes.len(), windows.len());
        for (window, changes) in windows.iter().zip(&seen.changes) {
            seen.compare(*window, changes);
        }
        families += 1;
    }
    assert_eq!(families, 5 * 365 + 1 + 2 * 365, "every birth date of five years, every due date of two");
}
