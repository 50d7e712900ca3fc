//! Pages to HTML: the templates, the frame around every page, and what is said when something cannot be done.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tera::{Context, Tera, escape_html};

use super::Web;
use super::visit::{Visit, is_known};
use super::words::sentence;
use crate::harmless::for_page;
use crate::trouble::Trouble;

const TEMPLATES: [(&str, &str); 18] = [
    ("ramme.html", include_str!("../../web/ramme.html")),
    ("dele.html", include_str!("../../web/dele.html")),
    ("besked.html", include_str!("../../web/besked.html")),
    ("familie.html", include_str!("../../web/familie.html")),
    ("fundet.html", include_str!("../../web/fundet.html")),
    ("genoptag.html", include_str!("../../web/genoptag.html")),
    ("koe.html", include_str!("../../web/koe.html")),
    ("laas.html", include_str!("../../web/laas.html")),
    ("log.html", include_str!("../../web/log.html")),
    ("noegler.html", include_str!("../../web/noegler.html")),
    ("opbevaring.html", include_str!("../../web/opbevaring.html")),
    ("pakker.html", include_str!("../../web/pakker.html")),
    ("sag.html", include_str!("../../web/sag.html")),
    ("slet.html", include_str!("../../web/slet.html")),
    ("slet-sikker.html", include_str!("../../web/slet-sikker.html")),
    ("tal.html", include_str!("../../web/tal.html")),
    ("udeladt.html", include_str!("../../web/udeladt.html")),
    ("udtraek.html", include_str!("../../web/udtraek.html")),
];

/// The templates, read once.
pub(super) struct Templates(Tera);

impl Templates {
    pub(super) fn new() -> Self {
        let mut tera = Tera::new();
        tera.autoescape_on(vec![".html"]);
        // Whatever stands on a page goes through here: no text of a parent can hide, turn around or become markup.
        tera.set_escape_fn(|text, out| escape_html(&for_page(text), out));
        tera.add_raw_templates(TEMPLATES)
            .expect("the templates are part of the program, and a test draws each of them");
        Self(tera)
    }
}

/// Which page is drawn, and where it lies.
pub(super) struct Page<'p> {
    /// The template.
    pub(super) template: &'p str,
    /// The heading of the window.
    pub(super) title: &'p str,
    /// The place in the menu.
    pub(super) menu: &'p str,
    /// Whether all is well.
    pub(super) status: StatusCode,
}

/// What stands around every page.
#[derive(Serialize)]
struct Frame<'f> {
    title: &'f str,
    menu: &'f str,
    who: Option<&'f str>,
    place: Option<&'f str>,
    word: &'f str,
    notice: Option<String>,
}

/// Why somebody is turned away before anything is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The request names another machine.
    Host,
    /// It was sent from a page that is not ours.
    Foreign,
    /// The browser has not come in by the address of the start.
    Stranger,
    /// The address of the start was used before.
    Used,
    /// What was sent is no form.
    NoForm,
    /// The form is from an earlier run of the program.
    OldPage,
    /// What was sent is longer than can be read.
    TooLong,
}

impl Refusal {
    fn words(self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Host | Self::Foreign => (
                StatusCode::FORBIDDEN,
                "Det kom et andet sted fra",
                "Programmet svarer kun sine egne sider i browseren på denne maskine. Skriv selv adressen, eller gå tilbage \
                 til den side, du kom fra.",
            ),
            Self::Stranger => (
                StatusCode::FORBIDDEN,
                "Du skal ind ad døren",
                "Denne browser er ikke lukket ind. Luk programmet, start det igen med »staff web«, og brug den nye adresse.",
            ),
            Self::Used => (
                StatusCode::FORBIDDEN,
                "Adressen er brugt",
                "Den adresse, programmet skrev, virker kun én gang. Er siden lukket ved et uheld, så luk programmet, og start \
                 det igen med »staff web«.",
            ),
            Self::NoForm => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "Det kunne ikke læses",
                "Der blev sendt noget, som ikke er en formular herfra. Intet er ændret.",
            ),
            Self::OldPage => (
                StatusCode::FORBIDDEN,
                "Siden er for gammel",
                "Den er fra før, programmet blev startet igen, og intet er ændret. Gå tilbage, kopiér det, du skrev, hent \
                 siden igen, og sæt det ind.",
            ),
            Self::TooLong => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Det er for langt",
                "Der er skrevet mere, end programmet kan læse på én gang, og intet er gemt. Gå tilbage: din tekst står der \
                 stadig. Del den i flere noter på højst 8.000 tegn.",
            ),
        }
    }
}

#[derive(Serialize)]
struct Message<'m> {
    text: &'m str,
    back: Option<&'m str>,
}

impl Web {
    /// Draws a page for somebody who may see it.
    pub(super) fn page(&self, visit: &Visit, page: &Page<'_>, view: &impl Serialize) -> Response {
        self.draw(Some(visit), page, view)
    }

    /// Draws a page for somebody who has no open desk.
    pub(super) fn page_outside(&self, page: &Page<'_>, view: &impl Serialize) -> Response {
        self.draw(None, page, view)
    }

    fn draw(&self, visit: Option<&Visit>, page: &Page<'_>, view: &impl Serialize) -> Response {
        let (word, notice) = {
            let mut gate = self.gate();
            // Whoever has not come in gets no form that could be sent.
            (gate.form_word().to_owned(), visit.and_then(|_| gate.take_notice()))
        };
        let frame = Frame {
            title: page.title,
            menu: page.menu,
            who: visit.map(|visit| visit.desk.who()),
            place: visit.map(|visit| visit.desk.place()),
            word: &word,
            notice,
        };
        let drawn = Context::from_serialize(view).and_then(|mut context| {
            context.insert("frame", &frame);
            self.templates.0.render(page.template, &context)
        });
        match drawn {
            Ok(html) => with_type(page.status, "text/html; charset=utf-8", html.into_bytes()),
            Err(error) => failed(&error),
        }
    }

    /// Says that something was not done, and why.
    pub(super) fn trouble(&self, visit: &Visit, trouble: &Trouble) -> Response {
        self.tell(visit, status_of(trouble), "Det gik ikke", &sentence(&trouble.to_string()), Some("/"))
    }

    /// Says something on a page of its own.
    pub(super) fn tell(
        &self,
        visit: &Visit,
        status: StatusCode,
        title: &str,
        text: &str,
        back: Option<&str>,
    ) -> Response {
        self.page(visit, &Page { template: "besked.html", title, menu: "", status }, &Message { text, back })
    }

    /// Turns somebody away. The page has no form and no word of ours.
    pub(super) fn refuse(&self, why: Refusal) -> Response {
        let (status, title, text) = why.words();
        let frame = Frame { title, menu: "", who: None, place: None, word: "", notice: None };
        let mut context = Context::new();
        context.insert("frame", &frame);
        context.insert("text", text);
        context.insert("back", &None::<&str>);
        match self.templates.0.render("besked.html", &context) {
            Ok(html) => with_type(status, "text/html; charset=utf-8", html.into_bytes()),
            Err(error) => failed(&error),
        }
    }

    /// Says something on the next page, and goes there.
    pub(super) fn go_on(&self, to: &str, notice: &str) -> Response {
        self.gate().say(notice.to_owned());
        go_to(to)
    }
}

/// Goes to another page of ours.
pub(super) fn go_to(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response()
}

/// Returns bytes as what they are.
pub(super) fn with_type(status: StatusCode, kind: &'static str, bytes: Vec<u8>) -> Response {
    (status, [(CONTENT_TYPE, kind)], bytes).into_response()
}

pub(super) async fn not_found(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    if !is_known(&web, &headers) {
        return web.refuse(Refusal::Stranger);
    }
    let desk = web.gate().desk(web.now());
    match desk {
        Some(desk) => {
            let visit = Visit { web: Arc::clone(&web), desk };
            web.tell(
                &visit,
                StatusCode::NOT_FOUND,
                "Den side findes ikke",
                "Se efter, om adressen er skrevet rigtigt.",
                Some("/"),
            )
        }
        None => web.ask_passphrase("/", None),
    }
}

/// A template that does not fit its page is a mistake of ours; the answer names it, and nothing of the page.
fn failed(error: &tera::Error) -> Response {
    let text = format!("Siden kan ikke tegnes. Sig det til den, der driver systemet: {error}");
    with_type(StatusCode::INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", text.into_bytes())
}

fn status_of(trouble: &Trouble) -> StatusCode {
    match trouble {
        Trouble::NotFound(_) | Trouble::Gone(_) => StatusCode::NOT_FOUND,
        Trouble::Ambiguous(_) | Trouble::Usage(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Trouble::Changed { .. } | Trouble::NotNow(_) => StatusCode::CONFLICT,
        Trouble::NoKey | Trouble::NoRights(_) | Trouble::WrongPassphrase | Trouble::RealTable(_) => {
            StatusCode::FORBIDDEN
        }
        Trouble::Silent | Trouble::Busy | Trouble::Table(_) | Trouble::NoTable(_) => StatusCode::BAD_GATEWAY,
        Trouble::NoKeys(_)
        | Trouble::KeyFile(..)
        | Trouble::Recipients(..)
        | Trouble::Damaged(_)
        | Trouble::FutureFormat(_)
        | Trouble::NoLocalTable(_)
        | Trouble::OldTable(_)
        | Trouble::Local(_)
        | Trouble::Disk(..)
        | Trouble::Export(_)
        | Trouble::Watermark(_)
        | Trouble::Paper(_)
        | Trouble::Forms(..) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
