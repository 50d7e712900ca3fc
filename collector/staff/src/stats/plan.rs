//! What is counted, and by what: forms, phases, scales.

use std::collections::BTreeMap;

use forms::age::{Moment, Window};
use forms::definition::Form;
use forms::id::{BandId, FormId, ScoreId};
use forms::score::Score;

use super::{Settings, asks_for_consent, capital, words};
use crate::case::is_package;

/// Everything that is counted by, in the order it is shown.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) forms: Vec<Planned>,
    /// The titles of the phases.
    pub(super) phases: Vec<String>,
    pub(super) scales: Vec<Scale>,
    pub(super) measures: Vec<Measure>,
    /// For each version of a form: its scores, each with its scale and perhaps its measure.
    versions: BTreeMap<(FormId, u32), Vec<Link>>,
}

/// A form, in all its versions.
#[derive(Debug)]
pub(super) struct Planned {
    id: FormId,
    pub(super) title: String,
    pub(super) window: Option<Window>,
    /// The phase it belongs to, by its place.
    pub(super) phase: Option<usize>,
    /// Whether it asks for the consent without which nothing is counted.
    pub(super) is_counted: bool,
    pub(super) is_package: bool,
}

/// A score of a form, in all versions of the form.
#[derive(Debug)]
pub(super) struct Scale {
    pub(super) form: usize,
    id: ScoreId,
    pub(super) title: String,
    pub(super) bands: Vec<BandId>,
}

/// A scale that several forms of the course share, so that a person's answers can be compared over time.
#[derive(Debug)]
pub(super) struct Measure {
    score: Score,
    pub(super) title: String,
    /// From the least to the greatest points.
    pub(super) length: f64,
    pub(super) lower_is_better: bool,
    forms: Vec<FormId>,
}

/// Where the points of a score go.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) score: ScoreId,
    pub(super) scale: usize,
    pub(super) measure: Option<usize>,
}

impl Plan {
    pub(super) fn new(forms: &[Form], settings: &Settings) -> Self {
        let mut newest_first: Vec<&Form> = forms.iter().collect();
        newest_first.sort_by(|one, other| one.id().cmp(other.id()).then(other.version().cmp(&one.version())));
        let measures = measures(&newest_first, settings);
        let mut plan = Self {
            forms: planned(&newest_first, settings),
            phases: settings.phases.iter().map(|phase| phase.title.clone()).collect(),
            scales: Vec::new(),
            measures,
            versions: BTreeMap::new(),
        };
        for form in newest_first {
            plan.link(form);
        }
        plan.scales.sort_by_key(|scale| scale.form);
        plan.relink();
        plan
    }

    /// Returns the place of the form by this name.
    pub(super) fn form(&self, id: &FormId) -> Option<usize> {
        self.forms.iter().position(|form| form.id == *id)
    }

    /// Returns where the scores of this version of a form go.
    pub(super) fn links(&self, id: &FormId, version: u32) -> &[Link] {
        self.versions.get(&(id.clone(), version)).map_or(&[], Vec::as_slice)
    }

    /// Returns the forms of the course in the order of the child's time.
    pub(super) fn course(&self) -> Vec<usize> {
        let mut course: Vec<_> =
            self.forms.iter().enumerate().filter_map(|(n, form)| Some((form.window?, n))).collect();
        course.sort_by_key(|(window, n)| (window.from().rank(), *n));
        course.into_iter().map(|(_, form)| form).collect()
    }

    fn link(&mut self, form: &Form) {
        let Some(place) = self.form(form.id()) else { return };
        let mut links = Vec::new();
        for score in form.scores() {
            let bands = score.bands.iter().map(|band| &band.id);
            let scale = self.scales.iter_mut().find(|scale| scale.form == place && scale.id == score.id);
            match scale {
                Some(scale) => add_new(&mut scale.bands, bands),
                None => {
                    let mut scale =
                        Scale { form: place, id: score.id.clone(), title: title(form, score), bands: vec![] };
                    add_new(&mut scale.bands, bands);
                    self.scales.push(scale);
                }
            }
            let same = |measure: &Measure| is_same(&measure.score, score) && measure.forms.contains(form.id());
            let measure = form.window().and_then(|_| self.measures.iter().position(same));
            links.push(Link { score: score.id.clone(), scale: 0, measure });
        }
        self.versions.insert((form.id().clone(), form.version()), links);
    }

    /// Finds the places of the scales, now that all stand in their order.
    fn relink(&mut self) {
        for ((form, _), links) in &mut self.versions {
            let place = self.forms.iter().position(|planned| planned.id == *form);
            for link in links {
                let own = |scale: &Scale| Some(scale.form) == place && scale.id == link.score;
                link.scale = self.scales.iter().position(own).unwrap_or_default();
            }
        }
    }
}

fn planned(newest_first: &[&Form], settings: &Settings) -> Vec<Planned> {
    let mut planned: Vec<Planned> = Vec::new();
    for form in newest_first {
        if let Some(known) = planned.iter_mut().find(|known| known.id == *form.id()) {
            known.is_counted |= asks_for_consent(form);
            continue;
        }
        planned.push(Planned {
            id: form.id().clone(),
            title: form.title().to_owned(),
            window: form.window(),
            phase: form.window().and_then(|window| phase(window, settings)),
            is_counted: asks_for_consent(form),
            is_package: is_package(form),
        });
    }
    // In the order of the child's time; what belongs to no time stands last.
    planned.sort_by_key(|form| (form.window.map_or(u32::MAX, |window| window.from().rank()), form.id.clone()));
    planned
}

/// Returns the phase that most of the window lies in; of equals, the first.
fn phase(window: Window, settings: &Settings) -> Option<usize> {
    let shared = |other: Window| {
        let from = days(window.from()).max(days(other.from()));
        days(window.until()).min(days(other.until())) - from
    };
    let all = settings.phases.iter().enumerate().map(|(place, phase)| (shared(phase.window), place));
    all.filter(|(shared, _)| *shared > 0)
        .max_by_key(|(shared, place)| (*shared, std::cmp::Reverse(*place)))
        .map(|(_, p)| p)
}

/// Returns the days from the beginning of the pregnancy to a moment, for a child born on its due date.
pub(super) fn days(moment: Moment) -> i32 {
    let days = |rank: u32| i32::try_from(rank / 10).unwrap_or(i32::MAX);
    match moment {
        Moment::Pregnant(_) => days(moment.rank()),
        Moment::Day(_) | Moment::Month(_) => {
            forms::age::PREGNANCY_DAYS + days(moment.rank()) - days(Moment::Day(0).rank())
        }
    }
}

fn measures(newest_first: &[&Form], settings: &Settings) -> Vec<Measure> {
    let mut measures: Vec<Measure> = Vec::new();
    for form in newest_first.iter().filter(|form| form.window().is_some() && form.family_code()) {
        for score in form.scores() {
            if let Some(known) = measures.iter_mut().find(|known| is_same(&known.score, score)) {
                known.forms.push(form.id().clone());
            } else if let Some((least, greatest)) = score.range(form) {
                measures.push(Measure {
                    title: capital(&words(score.id.as_str())),
                    length: greatest.as_f64() - least.as_f64(),
                    lower_is_better: settings.lower_is_better.contains(&score.id),
                    score: score.clone(),
                    forms: vec![form.id().clone()],
                });
            }
        }
    }
    for measure in &mut measures {
        measure.forms.sort();
        measure.forms.dedup();
    }
    // A scale of one form only is answered once in the course: it cannot show change.
    measures.retain(|measure| measure.forms.len() > 1 && measure.length > 0.0);
    measures
}

/// Returns whether points on the two scales mean the same: same name, same reckoning, same bands.
fn is_same(one: &Score, other: &Score) -> bool {
    let bands = |score: &Score| -> Vec<_> {
        score.bands.iter().map(|band| (band.from, band.id.clone(), band.roles.clone(), band.age)).collect()
    };
    one.id == other.id
        && (one.method, one.factor, &one.items, one.at_least)
            == (other.method, other.factor, &other.items, other.at_least)
        && bands(one) == bands(other)
}

fn title(form: &Form, score: &Score) -> String {
    match form.scores() {
        [_] => form.title().to_owned(),
        _ => format!("{}: {}", form.title(), words(score.id.as_str())),
    }
}

fn add_new<'b>(known: &mut Vec<BandId>, bands: impl Iterator<Item = &'b BandId>) {
    for band in bands {
        if !known.contains(band) {
            known.push(band.clone());
        }
    }
}
