// Niceties. Without this script every page works the same: it counts what is ticked, says that something takes a while, warns
// before a note is lost, and covers the page when nobody is at work any more. Nothing is fetched and nothing is kept.

const IDLE = 15 * 60 * 1000;

for (const form of document.querySelectorAll("form[data-ticks]")) {
  const said = form.querySelector("[data-count]");
  const none = said?.textContent;
  const count = () => {
    const ticked = form.querySelectorAll("[name=sag]:checked").length;
    if (said) said.textContent = ticked === 0 ? none : ticked === 1 ? "1 er valgt." : `${ticked} er valgt.`;
  };
  form.addEventListener("change", count);
  // The browser brings ticks back with the page.
  addEventListener("pageshow", count);
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", ({ submitter }) => {
    if (!submitter || submitter.disabled) return;
    const words = submitter.textContent;
    submitter.textContent = form.dataset.busy;
    // What is disabled is not sent along; the form is on its way by then.
    setTimeout(() => (submitter.disabled = true));
    addEventListener("pageshow", () => {
      submitter.textContent = words;
      submitter.disabled = false;
    });
  });
}

// A note that is not saved -----------------------------------------------------

const note = document.querySelector("[data-draft] textarea");
const begun = note?.defaultValue;
const unsaved = () => note && note.value.trim() !== "" && note.value !== begun;
let leaving = false;

addEventListener("submit", () => (leaving = true));
addEventListener("beforeunload", (event) => {
  if (!leaving && unsaved()) event.preventDefault();
});

// A page that the browser kept is asked for again: the program may have been locked since.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

// Nobody at work ----------------------------------------------------------------

// Locks as the button does, and brings along the form with the note: the program keeps it until it is opened again.
function lock() {
  const way = document.querySelector("form[data-lock]");
  if (!way) return;
  leaving = true;
  if (!unsaved()) return way.submit();
  const form = note.form;
  const to = document.createElement("input");
  Object.assign(to, { type: "hidden", name: "_til", value: new URL(form.action).pathname });
  form.append(to);
  form.action = way.action;
  form.submit();
}

let idle = setTimeout(lock, IDLE);
for (const sign of ["keydown", "pointerdown", "wheel", "touchstart"]) {
  addEventListener(sign, () => {
    clearTimeout(idle);
    idle = setTimeout(lock, IDLE);
  }, { passive: true });
}

// »Lås nu« keeps the note, too.
document.querySelector("form[data-lock]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  lock();
});
