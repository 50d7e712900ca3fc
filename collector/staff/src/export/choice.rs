//! Which submissions are exported.

use std::fmt::Write;

use forms::age::Window;
use forms::definition::Form;
use forms::id::FormId;
use forms::municipality::Municipality;
use forms::problem::meant;
use forms::shown::date_in_words;
use forms::triage::Urgency;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::case::{Head, Status};

/// The submissions that are wanted: all of these hold. Nothing said is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Of this form, in any version.
    pub form: Option<FormId>,
    /// Of the forms of this phase.
    pub phase: Option<Phase>,
    /// That stand so now.
    pub status: Option<Status>,
    /// That are so urgent.
    pub urgency: Option<Urgency>,
    /// From here.
    pub municipality: Option<Municipality>,
    /// From this day in Denmark on.
    pub from: Option<Date>,
    /// Up to and with this day in Denmark.
    pub to: Option<Date>,
}

/// The same as people write it; an empty word is no wish.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes<'a> {
    /// `to-maaneder`
    pub form: Option<&'a str>,
    /// `2-8-uger`
    pub phase: Option<&'a str>,
    /// `new`, »Ny«, `closed:helped`, »Hjulpet«
    pub status: Option<&'a str>,
    /// `urgent`, »haster«
    pub urgency: Option<&'a str>,
    /// »Aarhus«, »århus kommune«
    pub municipality: Option<&'a str>,
    /// `2026-10-01` or `1.10.2026`
    pub from: Option<&'a str>,
    /// `2026-12-31` or `31.12.2026`
    pub to: Option<&'a str>,
}

/// A phase of the course, by its name in addresses. A submission belongs to the phases in which its form may be answered:
/// how old the child is lies under seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase(&'static str, &'static str, &'static str);

/// Every phase with its first and last day.
const PHASES: [Phase; 12] = [
    Phase("tidligt-i-graviditeten", "uge 0+0", "uge 12+6"),
    Phase("midt-i-graviditeten", "uge 13+0", "uge 27+6"),
    Phase("sidst-i-graviditeten", "uge 28+0", "uge 36+6"),
    Phase("klar-til-foedslen", "uge 37+0", "fødslen"),
    Phase("0-2-uger", "dag 0", "dag 13"),
    Phase("2-8-uger", "dag 14", "dag 55"),
    Phase("2-4-maaneder", "dag 56", "dagen før 4 måneder"),
    Phase("4-7-maaneder", "4 måneder", "dagen før 7 måneder"),
    Phase("7-12-maaneder", "7 måneder", "dagen før 12 måneder"),
    Phase("12-18-maaneder", "12 måneder", "dagen før 18 måneder"),
    Phase("18-24-maaneder", "18 måneder", "dagen før 24 måneder"),
    Phase("2-3-aar", "24 måneder", "dagen før 36 måneder"),
];

impl Phase {
    /// Returns every phase, in order.
    pub fn all() -> [Self; 12] {
        PHASES
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Returns what people call it: »2–4 måneder«.
    pub fn title(self) -> String {
        let words = self.0.replace("maaneder", "måneder").replace("foedslen", "fødslen").replace("aar", "år");
        let words = match words.split_once('-') {
            Some((first, rest)) if first.bytes().all(|byte| byte.is_ascii_digit()) => format!("{first}–{rest}"),
            _ => words,
        };
        let mut letters = words.chars().map(|letter| if letter == '-' { ' ' } else { letter });
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }

    /// Returns its time in the child's life.
    pub fn window(self) -> Option<Window> {
        Window::parse(self.1, self.2).ok()
    }

    fn takes(self, form: &Form) -> bool {
        form.window().zip(self.window()).is_some_and(|(one, other)| one.overlaps(other))
    }
}

impl Choice {
    /// Reads what somebody wants.
    ///
    /// # Errors
    /// Everything that cannot be read, in Danish, in the order of the fields.
    pub fn parse(wishes: Wishes<'_>, forms: &[Form]) -> Result<Self, Vec<String>> {
        let mut problems = Vec::new();
        let mut wish = Reader { problems: &mut problems };
        let choice = Self {
            form: wish.read(wishes.form, |word| form(word, forms)),
            phase: wish.read(wishes.phase, phase),
            status: wish.read(wishes.status, status),
            urgency: wish.read(wishes.urgency, urgency),
            municipality: wish.read(wishes.municipality, municipality),
            from: wish.read(wishes.from, day),
            to: wish.read(wishes.to, day),
        };
        if let (Some(from), Some(to)) = (choice.from, choice.to)
            && to < from
        {
            problems.push(format!("perioden slutter ({to}), før den begynder ({from})"));
        }
        if problems.is_empty() { Ok(choice) } else { Err(problems) }
    }

    /// Returns whether submissions of the form can be among those wanted.
    pub fn takes(&self, form: &Form) -> bool {
        self.form.as_ref().is_none_or(|id| id == form.id()) && self.phase.is_none_or(|phase| phase.takes(form))
    }

    /// Returns whether a submission is among those wanted. One of a form that is not among `forms` belongs to no phase.
    pub fn fits(&self, head: &Head, forms: &[Form]) -> bool {
        let own = || forms.iter().find(|form| *form.id() == head.form && form.version() == head.version);
        self.form.as_ref().is_none_or(|form| *form == head.form)
            && self.phase.is_none_or(|phase| own().is_some_and(|form| phase.takes(form)))
            && self.status.is_none_or(|status| status == head.status)
            && self.urgency.is_none_or(|urgency| urgency == head.urgency)
            && self.municipality.is_none_or(|municipality| Some(municipality) == head.municipality)
            && self.from.is_none_or(|from| from <= in_denmark(head.received).date())
            && self.to.is_none_or(|to| in_denmark(head.received).date() <= to)
    }

    /// Returns the wishes that were made, each with its name: what stands on top of an export.
    pub fn in_words(&self) -> Vec<(&'static str, String)> {
        let mut words = Vec::new();
        words.push(("Skema", self.form.as_ref().map_or_else(|| "alle".to_owned(), ToString::to_string)));
        words.extend(self.phase.map(|phase| ("Fase", phase.name().to_owned())));
        words.extend(self.status.map(|status| ("Status", status.label().to_owned())));
        words.extend(self.urgency.map(|urgency| ("Haster", urgency_in_words(urgency).to_owned())));
        words.extend(self.municipality.map(|place| ("Kommune", place.name().to_owned())));
        let day = |date: Option<Date>, none: &str| date.map_or_else(|| none.to_owned(), date_in_words);
        words.push(("Periode", format!("{} til {}", day(self.from, "begyndelsen"), day(self.to, "nu"))));
        words
    }

    /// Returns what tells this choice from every other, the same in every run.
    pub fn fingerprint(&self) -> String {
        let mut words = String::new();
        let mut add = |name: &str, value: Option<String>| {
            // Writing to a string does not fail.
            let _ = write!(words, "{name}={};", value.unwrap_or_default());
        };
        add("form", self.form.as_ref().map(ToString::to_string));
        add("phase", self.phase.map(|phase| phase.name().to_owned()));
        add("status", self.status.map(Status::word));
        add("urgency", self.urgency.map(|urgency| urgency.to_string()));
        add("municipality", self.municipality.map(|place| place.name().to_owned()));
        add("from", self.from.map(|day| day.to_string()));
        add("to", self.to.map(|day| day.to_string()));
        words
    }
}

/// Returns a moment as the clocks in Denmark showed it.
pub(super) fn in_denmark(moment: Timestamp) -> jiff::civil::DateTime {
    moment.to_zoned(jiff::tz::get!("Europe/Copenhagen")).datetime()
}

/// Returns what staff call an urgency.
pub(super) fn urgency_in_words(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Urgent => "Haster",
        Urgency::Soon => "Snart",
        Urgency::Routine => "Efter tur",
    }
}

struct Reader<'p> {
    problems: &'p mut Vec<String>,
}

impl Reader<'_> {
    fn read<T>(&mut self, word: Option<&str>, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let word = word.map(str::trim).filter(|word| !word.is_empty())?;
        parse(word).map_err(|problem| self.problems.push(problem)).ok()
    }
}

fn form(word: &str, forms: &[Form]) -> Result<FormId, String> {
    let found = forms.iter().find(|form| form.id().as_str() == word).map(|form| form.id().clone());
    found.ok_or_else(|| unknown("intet skema hedder", word, forms.iter().map(|form| form.id().as_str())))
}

fn phase(word: &str) -> Result<Phase, String> {
    let found = PHASES.into_iter().find(|phase| phase.name() == word);
    found.ok_or_else(|| unknown("ingen fase hedder", word, PHASES.iter().map(|phase| phase.0)))
}

fn status(word: &str) -> Result<Status, String> {
    Status::parse(word).ok_or_else(|| unknown("ingen status hedder", word, Status::all().map(Status::label)))
}

fn urgency(word: &str) -> Result<Urgency, String> {
    let named = |urgency: &Urgency| urgency_in_words(*urgency).to_lowercase() == word.to_lowercase();
    let found = Urgency::parse(word).or_else(|| Urgency::ALL.into_iter().find(named));
    found.ok_or_else(|| unknown("der er ikke noget, der haster", word, Urgency::ALL.map(urgency_in_words)))
}

fn municipality(word: &str) -> Result<Municipality, String> {
    let close = || Municipality::meant(word).map_or_else(String::new, |name| format!("; mente du »{name}«?"));
    Municipality::written(word).ok_or_else(|| format!("ingen kommune hedder »{word}«{}", close()))
}

fn day(word: &str) -> Result<Date, String> {
    let danish = || Date::strptime("%d.%m.%Y", word.replace(['-', '/', ' '], ".").replace("..", ".")).ok();
    let found = word.parse().ok().or_else(danish);
    found.ok_or_else(|| format!("»{word}« er ingen dag; skriv den som 2026-10-01 eller 1.10.2026"))
}

fn unknown<'k>(what: &str, word: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.dedup();
    match meant(word, known.iter().copied()) {
        Some(close) => format!("{what} »{word}«; mente du »{close}«?"),
        None => format!("{what} »{word}«; vælg mellem {}", known.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Outcome;
    use crate::export::tests::{forms, submission};

    #[track_caller]
    fn problems(wishes: Wishes<'_>) -> Vec<String> {
        Choice::parse(wishes, &forms()).expect_err("it cannot be read")
    }

    #[test]
    fn wishes_are_read_as_people_write_them() {
        let wishes = Wishes {
            form: Some("proeve"),
            phase: Some("2-8-uger"),
            status: Some("Hjulpet"),
            urgency: Some("haster"),
            municipality: Some("århus kommune"),
            from: Some("1.10.2026"),
            to: Some(" 2026-12-31 "),
        };
        let choice = Choice::parse(wishes, &forms()).expect("it can be read");
        assert_eq!(choice.status, Some(Status::Closed(Outcome::Helped)));
        assert_eq!(choice.urgency, Some(Urgency::Urgent));
        assert_eq!(
            choice.fingerprint(),
            "form=proeve;phase=2-8-uger;status=closed:helped;urgency=urgent;municipality=Aarhus;from=2026-10-01;to=2026-12-31;"
        );
        let everything = Choice::parse(Wishes { form: Some(""), ..Wishes::default() }, &forms());
        assert_eq!(everything, Ok(Choice::default()));
    }

    #[test]
    fn every_wish_that_cannot_be_read_is_named() {
        let wishes = Wishes {
            form: Some("proeven"),
            phase: Some("2-8-uge"),
            status: Some("Nye"),
            urgency: Some("hastere"),
            municipality: Some("Aarhus C"),
            from: Some("i går"),
            ..Wishes::default()
        };
        insta::assert_snapshot!(problems(wishes).join("\n"), @r"
        intet skema hedder »proeven«; mente du »proeve«?
        ingen fase hedder »2-8-uge«; mente du »2-8-uger«?
        ingen status hedder »Nye«; mente du »Ny«?
        der er ikke noget, der haster »hastere«; mente du »Haster«?
        ingen kommune hedder »Aarhus C«; mente du »Aarhus«?
        »i går« er ingen dag; skriv den som 2026-10-01 eller 1.10.2026
        ");
        let backwards = Wishes { from: Some("2026-10-02"), to: Some("1.10.2026"), ..Wishes::default() };
        assert_eq!(problems(backwards), ["perioden slutter (2026-10-01), før den begynder (2026-10-02)"]);
    }

    #[test]
    fn a_day_is_a_day_in_denmark() {
        let mut one = submission(1);
        one.head.received = "2026-09-30T22:30:00Z".parse().expect("a moment");
        let on = |from: &str, to: &str| {
            let wishes = Wishes { from: Some(from), to: Some(to), ..Wishes::default() };
            Choice::parse(wishes, &forms()).expect("days").fits(&one.head, &forms())
        };
        assert!(on("2026-10-01", "2026-10-01"));
        assert!(!on("2026-09-30", "2026-09-30"));
    }

    #[test]
    fn a_phase_takes_the_forms_that_may_be_answered_in_it() {
        let one = submission(1);
        let of = |phase: &str| {
            let choice = Choice::parse(Wishes { phase: Some(phase), ..Wishes::default() }, &forms()).expect("a phase");
            assert_eq!(forms().iter().any(|form| choice.takes(form)), choice.fits(&one.head, &forms()));
            choice.fits(&one.head, &forms())
        };
        assert!(of("2-8-uger") && of("2-4-maaneder"));
        assert!(!of("tidligt-i-graviditeten") && !of("2-3-aar"));
        assert!(Phase::all().into_iter().all(|phase| phase.window().is_some()));
    }

    #[test]
    fn each_wish_leaves_out_what_does_not_fit() {
        let head = submission(1).head;
        let fits = |choice: Choice| choice.fits(&head, &forms());
        assert!(fits(Choice::default()));
        assert!(fits(Choice { status: Some(Status::New), ..Choice::default() }));
        assert!(!fits(Choice { status: Some(Status::Taken), ..Choice::default() }));
        assert!(!fits(Choice { urgency: Some(Urgency::Urgent), ..Choice::default() }));
        assert!(!fits(Choice { municipality: Municipality::parse("Odense"), ..Choice::default() }));
        assert!(!fits(Choice { form: FormId::parse("andet"), ..Choice::default() }));
    }
}
