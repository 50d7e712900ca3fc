// What a form gains from a script: questions that fit the answers, help at once, one part at a time. How it is sent stands in send.js,
// how it is kept, for those who ask for it, in draft.js. Without them every question is in view, and the collector decides the same again.

import { offer } from "./draft.js";
import { empty, find, here, listen, tryAgain } from "./send.js";

// Conditions ------------------------------------------------------------------

// Whether `when` holds. `answers` has, for every question in view, what was chosen or typed.
// The other half of this is collector/forms/src/condition.rs; the two must agree.
export function holds(when, answers) {
  const { question, is, answered, from = -Infinity, to = Infinity, role, all, any } = when;
  if (all) return all.every((one) => holds(one, answers));
  if (any) return any.some((one) => holds(one, answers));
  const given = answers.get(role ? "_rolle" : question) ?? [];
  if (role || is) return given.some((value) => (role ?? is).includes(value));
  if (answered) return given.length > 0;
  return given.some((value) => /^-?\d+$/.test(value) && from <= Number(value) && Number(value) <= to);
}

// The page --------------------------------------------------------------------

const controlsIn = (box) => [...box.querySelectorAll("input, select, textarea")];

const isMark = (control) => /^(radio|checkbox)$/.test(control.type);

const given = (control) => (isMark(control) ? control.checked : control.value.trim() !== "");

const valuesIn = (box) => controlsIn(box).filter(given).map((control) => control.value.trim());

// Shows what fits the answers. Conditions look upwards only, so that one pass from the top settles whole chains.
// What is out of view counts as unanswered and is not sent, but keeps its value in case it comes back.
// Returns the help that came into view.
function settle(form) {
  const answers = new Map();
  const come = [];
  for (const box of form.querySelectorAll("[data-question], [data-help]")) {
    const { question, when } = box.dataset;
    const shown = !when || holds(JSON.parse(when), answers);
    if (shown && box.hidden && !question) come.push(box);
    box.hidden = !shown;
    for (const control of controlsIn(box)) control.disabled = !shown;
    if (shown && question) answers.set(question, valuesIn(box));
  }
  return come;
}

// »Ingen af dem« and its like stand alone: they clear the others, and the others clear them.
function standAlone(ticked) {
  if (ticked.type !== "checkbox" || !ticked.checked) return;
  const alone = "alone" in ticked.dataset;
  for (const other of ticked.form.elements) {
    if (other !== ticked && other.name === ticked.name && (alone || "alone" in other.dataset)) other.checked = false;
  }
}

// Says what came into view, to those who do not see it. Focus stays where it is.
function tell(form, [help]) {
  const status = form.querySelector("[data-slot=told]");
  if (status) status.textContent = help ? `${status.dataset.said} ${help.querySelector(".box-title").textContent}` : "";
}

const partsOf = (form) => [...form.querySelectorAll("[data-section]")];

// A part in which no question fits would be a heading over nothing.
function isEmpty(part) {
  const boxes = [...part.querySelectorAll("[data-question]")];
  return boxes.length > 0 && boxes.every((box) => box.hidden);
}

// One part of the form at a time. Returns how to show anew, and how to get to what lies in another part.
function inParts(form) {
  const parts = partsOf(form);
  const [submit, next, back] = ["submit", "next", "back"].map((slot) => form.querySelector(`[data-slot=${slot}]`));
  const marks = new Map(parts.map((part) => [part, document.createElement("span")]));
  for (const [part, mark] of marks) {
    const heading = part.querySelector("h2");
    mark.className = "eyebrow";
    heading.prepend(mark, " ");
    heading.tabIndex = -1;
  }
  let current = parts[0];

  const open = () => parts.filter((part) => !isEmpty(part));

  function show() {
    const way = open();
    if (!way.includes(current)) current = way.find((part) => parts.indexOf(part) > parts.indexOf(current)) ?? way.at(-1);
    const at = way.indexOf(current);
    for (const part of parts) part.hidden = part !== current;
    marks.get(current).textContent = form.dataset.step.replace("{nr}", at + 1).replace("{antal}", way.length);
    back.hidden = at === 0;
    next.hidden = at === way.length - 1;
    submit.hidden = !next.hidden;
    document.documentElement.classList.toggle("further", at > 0);
  }

  function enter(part) {
    current = part;
    show();
    current.scrollIntoView();
    current.querySelector("h2").focus({ preventScroll: true });
  }

  // Each step is a place in the history, so that the browser's own way back leads to the part before.
  const place = () => ({ part: parts.indexOf(current) });

  function step(by) {
    const way = open();
    enter(way[way.indexOf(current) + by]);
    history.pushState(place(), "");
  }

  // Where the reader was, if the answers are still there; whoever comes back to an empty form begins with its first question.
  function resume() {
    const begun = controlsIn(form).some((control) => control.type !== "hidden" && given(control));
    if (begun) current = parts[history.state?.part] ?? current;
    history.replaceState(place(), "");
  }

  next.addEventListener("click", () => step(1));
  back.addEventListener("click", () => step(-1));
  // A step of ours knows its part; a link within the page leaves the part as it is.
  addEventListener("popstate", ({ state }) => form.isConnected && parts[state?.part] && enter(parts[state.part]));
  // Enter in a field sends a form; before the last part it only means »on«.
  form.addEventListener("submit", (event) => {
    if (next.hidden) return;
    event.preventDefault();
    step(1);
  });

  const reveal = (element) => {
    current = element.closest("[data-section]") ?? current;
    show();
    history.replaceState(place(), "");
  };
  return { show, reveal, resume };
}

// The whole form at once.
function inOne(form) {
  const show = () => {
    for (const part of partsOf(form)) part.hidden = isEmpty(part);
  };
  return { show, reveal: () => {}, resume: () => {} };
}

function start(form) {
  const view = form.dataset.pages === "sections" ? inParts(form) : inOne(form);
  const errors = document.querySelector("[data-slot=errors]");

  const refresh = () => {
    const come = settle(form);
    view.show();
    return come;
  };
  form.addEventListener("input", ({ target }) => {
    standAlone(target);
    tell(form, refresh());
  });
  // Browsers put answers back on the way back in the history, after this has run.
  addEventListener("pageshow", () => {
    if (!form.isConnected) return;
    view.resume();
    refresh();
  });

  // Puts answers in: those that still fit, and no others.
  const fill = (answers) => {
    for (const control of controlsIn(form)) {
      const values = answers.getAll(control.name);
      if (isMark(control)) control.checked = values.includes(control.value);
      else if (control.type !== "hidden") control.value = values[0] ?? "";
    }
    if (errors) errors.hidden = true;
    refresh();
    view.reveal(form.querySelector("[data-section]"));
    form.scrollIntoView();
    form.focus({ preventScroll: true });
  };

  // To a control, with its question in view.
  const goTo = (hash) => {
    const control = hash.startsWith("#f-") && document.getElementById(hash.slice(1));
    if (!control || control.closest("[data-question]")?.hidden) return;
    control.closest("details")?.setAttribute("open", "");
    view.reveal(control);
    (control.closest(".field") ?? control).scrollIntoView();
    control.focus({ preventScroll: true });
  };
  errors?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    goTo(link.hash);
  });

  for (const details of form.querySelectorAll("details")) details.open ||= details.querySelector(".is-wrong") !== null;
  refresh();
  const wrong = form.querySelector(".is-wrong");
  if (wrong) view.reveal(wrong);
  if (errors && !errors.hidden) errors.focus();
  else goTo(location.hash);
  return { fill, goTo };
}

// What opened a place of its own for what takes more than a press. Whoever closes the place is back there.
let opener;

function press({ target }) {
  const button = target.closest("[data-do]");
  const what = button?.dataset.do;
  const place = find(`[data-place=${what}]`);
  if (place) {
    opener = button;
    place.hidden = false;
    place.scrollIntoView();
    place.focus({ preventScroll: true });
  }
  if (what === "close" || what === "empty") {
    button.closest("[data-place]").hidden = true;
    opener.focus();
  }
  if (what === "empty") empty();
  if (what === "again") tryAgain();
}

function begin() {
  for (const live of document.querySelectorAll("main [data-live]")) live.hidden = live.dataset.do === "save" && !crypto.subtle;
  const form = find("form.questions");
  Object.assign(here, { form: form ?? find("form.check"), fill: undefined, goTo: undefined }, form && start(form));
  if (!form) find(".box-error:not([hidden])")?.focus();
}

if (globalThis.document) {
  addEventListener("click", press);
  listen(() => {
    begin();
    offer();
    document.documentElement.classList.add("js");
  });
}
