//! The course as data: its borders, lessons, questionnaires and appointments, for the scripts that find the reader's own week in it.
//!
//! The rule itself stands twice, in `forms::age` and in the theme's `days.js`; which borders it is used on stands once, in the
//! content, and reaches the script through this file.

use forms::age::Window;
use forms::definition::State;
use serde_json::{Value, json};

use crate::model::appointment::Appointment;
use crate::model::course::Phase;
use crate::model::site::Site;
use crate::optimise::fingerprint;

/// Returns the data as JSON.
pub(super) fn data(site: &Site) -> String {
    let phases: Vec<_> = site.phases.iter().map(phase).collect();
    let appointments: Vec<_> = site.appointments.iter().map(appointment).collect();
    json!({ "phases": phases, "forms": forms(site), "appointments": appointments }).to_string()
}

/// Returns the path of the data on the site: like the scripts that read it, it is kept for ever under its fingerprint.
pub(super) fn path(data: &str) -> String {
    format!("assets/course.{}.json", fingerprint(data.as_bytes()))
}

/// A lesson is its name in the address and its title: it lies in the folder of its phase.
fn phase(phase: &Phase) -> Value {
    let base = phase.article.address.as_str();
    let name = |address: &str| address.trim_start_matches(base).trim_end_matches('/').to_owned();
    let lessons: Vec<_> = phase
        .lessons
        .iter()
        .map(|lesson| json!([name(lesson.article.address.as_str()), lesson.article.title]))
        .collect();
    let mut value = json!({
        "slug": phase.slug,
        "title": phase.article.title,
        "period": phase.period,
        "lead": phase.article.description,
        "lessons": lessons,
    });
    add_window(&mut value, phase.window.value);
    value
}

fn forms(site: &Site) -> Vec<Value> {
    let open = site.live_forms().filter(|file| file.form.state() == State::Open);
    let asked = open.filter_map(|file| {
        let mut value = json!({ "title": file.form.title(), "address": file.address() });
        add_window(&mut value, file.form.window()?);
        Some(value)
    });
    asked.collect()
}

fn appointment(appointment: &Appointment) -> Value {
    let mut value = json!({
        "id": appointment.id.value,
        "title": appointment.title,
        "kind": appointment.kind.name(),
        "text": appointment.text,
    });
    add_window(&mut value, appointment.window);
    if let (Some(fields), Some(address)) = (value.as_object_mut(), &appointment.address) {
        fields.insert("page".to_owned(), json!(address));
    }
    value
}

fn add_window(value: &mut Value, window: Window) {
    if let Some(fields) = value.as_object_mut() {
        fields.insert("from".to_owned(), json!(window.from().code()));
        fields.insert("until".to_owned(), json!(window.until().code()));
    }
}
