//! »Udtræk«: a file for Excel or for another program, written to a folder on this machine.

use std::path::Path;

use axum::http::StatusCode;
use axum::response::Response;
use forms::municipality::NAMES;
use serde::Serialize;

use super::draw::Page;
use super::orders::{self, FORMATS};
use super::queue::{Choosable, Menu, forms_by_title, urgencies};
use super::visit::{Errand, Fields, Visit};
use super::words;
use crate::case::Status;
use crate::export::{Contact, Format};

#[derive(Serialize)]
struct View {
    formats: Vec<Choosable>,
    menus: Vec<Menu>,
    from: String,
    to: String,
    contact: bool,
    only_new: bool,
    problems: Vec<String>,
    folder: String,
    done: Option<Done>,
}

/// What was written.
#[derive(Serialize)]
struct Done {
    count: String,
    path: String,
    contact: bool,
    /// How many could not be opened.
    unreadable: Option<String>,
}

pub(super) async fn show(visit: Visit) -> Response {
    draw(&visit, &Fields::default(), StatusCode::OK, Vec::new(), None)
}

/// Writes the file, and says where it lies.
pub(super) async fn write(errand: Errand) -> Response {
    let Errand { visit, fields } = errand;
    let folder = &visit.web.settings.folder;
    let order = match orders::export(&fields, visit.desk.forms(), folder, visit.desk.now()) {
        Ok(order) => order,
        Err(problems) => {
            let problems = problems.iter().map(|problem| words::sentence(problem)).collect();
            return draw(&visit, &fields, StatusCode::UNPROCESSABLE_ENTITY, problems, None);
        }
    };
    if let Err(error) = std::fs::create_dir_all(folder) {
        let said = format!("Mappen {} kan ikke bruges: {error}", folder.display());
        return draw(&visit, &fields, StatusCode::INTERNAL_SERVER_ERROR, vec![said], None);
    }
    match visit.desk.export(&order, &|_, _| {}).await {
        Ok(finished) => {
            let answers = |n: u64| words::count(usize::try_from(n).unwrap_or(usize::MAX), "svar", "svar");
            let unreadable = (finished.unreadable > 0).then(|| answers(finished.unreadable));
            let count = answers(finished.rows);
            let contact = order.contact == Contact::With;
            let done = Done { count, path: finished.path.display().to_string(), contact, unreadable };
            draw(&visit, &fields, StatusCode::OK, Vec::new(), Some(done))
        }
        Err(trouble) => {
            let problems = vec![words::sentence(&trouble.to_string())];
            draw(&visit, &fields, StatusCode::CONFLICT, problems, None)
        }
    }
}

fn draw(visit: &Visit, fields: &Fields, status: StatusCode, problems: Vec<String>, done: Option<Done>) -> Response {
    let chosen = |name: &str| fields.get(name).to_owned();
    let format = if fields.has("format") { fields.get("format") } else { "xlsx" };
    let option = |(offered, label): (Format, &str)| Choosable {
        value: offered.as_str().to_owned(),
        label: label.to_owned(),
        chosen: offered.as_str() == format,
    };
    let view = View {
        formats: FORMATS.map(option).into(),
        menus: menus(visit, fields),
        from: chosen("fra"),
        to: chosen("til"),
        contact: fields.has("kontakt"),
        only_new: fields.has("nye"),
        problems,
        folder: visit.web.settings.folder.display().to_string(),
        done,
    };
    visit.web.page(visit, &Page { template: "udtraek.html", title: "Udtræk", menu: "/udtraek", status }, &view)
}

fn menus(visit: &Visit, fields: &Fields) -> Vec<Menu> {
    let option = |name: &str, value: &str, label: &str| Choosable {
        value: value.to_owned(),
        label: label.to_owned(),
        chosen: fields.get(name) == value,
    };
    let forms = forms_by_title(visit.desk.forms());
    let titles = forms.iter().map(|form| option("skema", form.id().as_str(), form.title())).collect();
    let statuses = Status::all().map(|status| option("status", &status.word(), status.label())).collect();
    vec![
        Menu { name: "skema", label: "Skema", any: "Alle skemaer", options: titles },
        Menu { name: "status", label: "Status", any: "Alle", options: statuses },
        Menu { name: "haster", label: "Haster", any: "Alle", options: urgencies(fields.get("haster")) },
        Menu {
            name: "kommune",
            label: "Kommune",
            any: "Alle kommuner",
            options: NAMES.map(|name| option("kommune", name, name)).into(),
        },
    ]
}

/// Shows the folder in the machine's own way.
pub(super) async fn show_folder(errand: Errand) -> Response {
    let visit = errand.visit;
    let folder: &Path = &visit.web.settings.folder;
    match (visit.web.settings.show)(folder) {
        Ok(()) => visit.web.go_on("/udtraek", "Mappen er åbnet i et andet vindue."),
        Err(error) => {
            let said = format!("Mappen kunne ikke åbnes ({error}). Den ligger her: {}", folder.display());
            visit.web.go_on("/udtraek", &said)
        }
    }
}
