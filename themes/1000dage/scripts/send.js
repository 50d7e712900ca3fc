// Sending without leaving the page, so that a line that breaks takes nothing with it: no answer, no receipt, no place in the form.
// The service answers with a whole page; what is in its <main> takes the place of what was there. A receipt is shown when the service
// has said so, and never before. The same receipt may be sent any number of times, so that »try again« is always safe.
//
// In the history, the form and its parts come first and the page that answers it after them, once: answers replace each other.
// The entry of an answer carries what was sent, as the browser's own would, so that a reload asks again for the same.

// What is on the page now: its form, how to fill that, and how to get to one of its questions. `begin` prepares a new page.
export const here = {};

const PATIENCE = 3e4;
const PAGE = "[data-plain] > main";
// Said in place of the service, which never says so itself: the page that comes with it has none of the answers, and ours has.
const NOT_OURS = [500, 502, 503, 504];

// The form that was left for its answer, and that answer: the ways back and forward show them as they were left.
let left;
let answer;
let again;
let busy;

const main = () => document.querySelector("main");
export const find = (selector) => main().querySelector(selector);
// Shows what is called `data-name`, or hides it.
export function reveal(name, is) {
  const element = find(`[data-${name}]`);
  if (element) element.hidden = !is;
  return is && element;
}
// Tells those who keep a draft: »unsent« answers are on the page, or nothing has to be kept any more.
const tell = (what) => dispatchEvent(new Event(what));
const isAnswer = () => Boolean(history.state?.sent);
const page = () => ({ ...here, main: main(), title: document.title, top: scrollY });

export function bodyOf(form, by) {
  const body = new URLSearchParams(new FormData(form));
  if (by?.name) body.append(by.name, by.value);
  return String(body);
}

// Returns the page that the service answers with; nothing if none of ours came.
async function ask(action, body) {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), PATIENCE);
  try {
    const headers = { accept: "text/html", "content-type": "application/x-www-form-urlencoded" };
    const reply = await fetch(action, { method: "POST", headers, body, signal: end.signal });
    const came = new DOMParser().parseFromString(await reply.text(), "text/html");
    return !NOT_OURS.includes(reply.status) && came.querySelector(PAGE) && came;
  } catch {
    // No line, no patience, or half a page: all of them are told in the same way.
  } finally {
    clearTimeout(timer);
  }
}

function show(next) {
  // The way out is one for the whole visit.
  const leave = find(".leave");
  next.main.querySelector(".leave")?.remove();
  if (leave) next.main.append(leave);
  main().replaceWith(next.main);
  if (document.title !== document.body.dataset.plain) document.title = next.title;
  document.documentElement.classList.remove("further");
  scrollTo({ top: next.top ?? 0, behavior: "instant" });
}

// Shows a page that has just come, and leaves the reader at what it has to say first.
function enter(came) {
  show({ main: came.querySelector("main"), title: came.title });
  here.begin();
  offline();
  if (document.activeElement !== document.body) return;
  const heading = find("h1");
  heading.tabIndex = -1;
  heading.focus();
}

function receive(came, sent) {
  const received = came.querySelector("[data-slot=receipt]");
  const done = !came.querySelector("form.check");
  if (came.querySelector("form.questions")) {
    if (isAnswer()) history.replaceState(null, "");
    left = answer = undefined;
    enter(came);
  } else {
    const step = !isAnswer() && here.fill;
    if (step) left = page();
    history.scrollRestoration = "manual";
    history[step ? "pushState" : "replaceState"]({ sent: [...sent, done] }, "", here.form?.dataset.page);
    enter(came);
    answer = page();
  }
  if (received) left = again = undefined;
  tell(received ? "done" : "unsent");
}

function fail(sent) {
  if (isAnswer()) history.replaceState({ sent }, "");
  reveal("online", false);
  const box = reveal("unsent", true);
  box.scrollIntoView();
  box.focus({ preventScroll: true });
  tell("unsent");
}

// Sends what `write` says: another try sends what the form says then.
export async function send(action, write, hash = "") {
  if (busy) return;
  busy = true;
  again = () => send(action, write, hash);
  const body = write();
  reveal("unsent", false);
  reveal("waiting", true);
  const came = await ask(action, body);
  busy = false;
  reveal("waiting", false);
  if (!came) return fail([action, body]);
  receive(came, [action, body]);
  here.goTo?.(hash);
}

// Back to the form as it was left, or by way of the service if the page was loaded anew since.
function mend(action, write, hash) {
  if (!left) return send(action, write, hash);
  addEventListener("popstate", () => here.goTo?.(hash), { once: true });
  history.back();
}

// After a reload. What was not received yet is looked over again, under the receipt it had.
async function resume([action, body, done]) {
  const fields = new URLSearchParams(body);
  const code = fields.get("_kvittering");
  if (!done) ["_kvittering", "_vist"].forEach((name) => fields.delete(name));
  const came = await ask(action, String(fields));
  if (came) {
    const field = came.querySelector("form.check [name=_kvittering]");
    if (field && code) field.value = code;
    receive(came, [action, body]);
    if (field && code) fail([action, body]);
  } else {
    again = () => resume([action, body, done]);
    here.begin();
    reveal("lost", true);
  }
}

const offline = () => reveal("offline", !navigator.onLine);

// Deletes what was typed, what is kept of it, and what an answer in the history carries.
export function empty() {
  tell("done");
  const fill = () => here.fill(new URLSearchParams());
  again = answer = undefined;
  if (here.fill) {
    // A new entry takes the place of all that lie ahead.
    history.pushState(history.state, "");
    return fill();
  }
  history.replaceState(null, "");
  if (!left) return location.replace(here.form.dataset.page);
  addEventListener("popstate", fill, { once: true });
  history.back();
}

// Prepares the page, and listens from now on.
export function listen(begin) {
  here.begin = begin;
  addEventListener("popstate", ({ state }) => {
    if (!left && !answer) return;
    // What was received is not shown as a form once more; what is ahead of a new page is asked for by nobody.
    const next = state?.sent ? answer : left;
    if (!next) return location.reload();
    if (next.main === main()) return;
    if (!state?.sent) answer = page();
    show(next);
    Object.assign(here, next);
    main().focus({ preventScroll: true });
  });
  addEventListener("submit", (event) => {
    const { target: form, submitter: by } = event;
    if (event.defaultPrevented || form.method !== "post") return;
    event.preventDefault();
    const action = new URL(by?.getAttribute("formaction") ?? form.getAttribute("action"), location);
    if (!busy) (by?.name === "_ret" ? mend : send)(action.pathname, () => bodyOf(form, by), action.hash);
  });
  for (const name of ["online", "offline"]) {
    addEventListener(name, () => {
      offline();
      reveal("online", navigator.onLine);
    });
  }
  const sent = history.state?.sent;
  const [{ type } = {}] = performance.getEntriesByType("navigation");
  // Only a reload asks again. Whoever comes later, by the ways back and forward, finds an empty form.
  if (sent && type === "reload") resume(sent);
  else {
    if (sent) history.replaceState(null, "");
    begin();
  }
  offline();
}

export const tryAgain = () => again();
