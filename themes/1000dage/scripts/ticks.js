// What the family has read: a tick for each lesson, set and taken away by hand, for each of two readers if they share the device.
// Every press reads anew what is kept, so that two open tabs lose nothing, and what is shown is only ever what the browser kept.
import { forget, keep, recall } from "./memory.js";

const all = (selector, box = document) => [...box.querySelectorAll(selector)];

// »/faser/0-2-uger/graad/« is kept as »0-2-uger/graad«.
const idOf = (address) => address.slice("/faser/".length, -1);

// What is kept -------------------------------------------------------------------

// Returns the names of the readers, none for the family as one, the ticks of each, and whose are shown.
// The ticks are a map, in which a name may be any word, also one that objects know, as `__proto__`.
function look() {
  const ticks = new Map(Object.entries(recall("ticks") ?? {}));
  const names = [...ticks.keys()].filter(Boolean);
  const chosen = recall("reader");
  return { ticks, names, reader: names.includes(chosen) ? chosen : (names[0] ?? "") };
}

// Keeps the ticks; where there is nothing left to keep, nothing is left behind. Returns whether the browser did.
function keepTicks(ticks) {
  if ([...ticks].flat(2).some(Boolean)) return keep("ticks", Object.fromEntries(ticks));
  forget("ticks");
  return true;
}

// Sets or takes away the tick of one lesson for whoever reads.
function tick(id, on) {
  const { ticks, reader } = look();
  const read = new Set(ticks.get(reader));
  read[on ? "add" : "delete"](id);
  return keepTicks(ticks.set(reader, [...read]));
}

// New readers have both read what the family has; who only changes a name keeps what is theirs; without names all is the family's.
function share(readers) {
  const { ticks, names } = look();
  const together = [...ticks.values()].flat();
  forget("reader");
  return keepTicks(new Map(readers.map((name, place) => [name, (name && ticks.get(names[place])) || together])));
}

// What is shown ------------------------------------------------------------------

// Returns the lesson to go on with: the first unread after the last that was read, or else the first unread.
export const nextOf = (lessons, isRead) => lessons[lessons.findLastIndex(isRead) + 1] ?? lessons.find((lesson) => !isRead(lesson));

// Where the family is among the lessons of the page, in the place that was held for it.
function showWay(way, marks) {
  const isRead = (mark) => !mark.hidden;
  const count = marks.filter(isRead).length;
  const next = nextOf(marks, isRead)?.closest("a");
  const [none, some, number, rest, link] = all("span, b, a", way);
  way.hidden = false;
  none.hidden = count > 0;
  some.hidden = !count;
  number.textContent = count;
  rest.hidden = !next;
  if (!next) return;
  link.href = next.href;
  link.textContent = next.firstChild.data;
}

function show() {
  const { ticks, names, reader } = look();
  const read = new Set(ticks.get(reader));
  const marks = all("[data-read]");
  for (const mark of marks) mark.hidden = !read.has(idOf(mark.dataset.read));
  for (const box of all("[data-count]")) {
    const count = [...read].filter((id) => id.startsWith(box.dataset.count)).length;
    box.hidden = !count;
    box.firstElementChild.textContent = count;
  }
  for (const way of all("[data-way]")) showWay(way, marks);
  for (const box of all("[data-tick]")) {
    box.hidden = false;
    box.querySelector("button").ariaPressed = read.has(idOf(box.dataset.tick));
  }
  for (const box of all("[data-reader]")) {
    box.hidden = !reader;
    box.querySelector("bdi").textContent = reader;
  }
  for (const box of all("[data-readers]")) box.hidden = false;
  all("[data-readers] input").forEach((field, place) => (field.defaultValue = names[place] ?? ""));
}

// What is pressed ------------------------------------------------------------------

// Tells in the page's own words how it went, and shows what is now kept.
function tell(box, how) {
  const said = box.querySelector("[role=status]");
  said.textContent = said.dataset[how];
  show();
}

if (globalThis.document) {
  for (const box of all("[data-tick]")) {
    const button = box.querySelector("button");
    button.onclick = () => {
      const on = button.ariaPressed !== "true";
      tell(box, !tick(idOf(box.dataset.tick), on) ? "refused" : on ? "kept" : "gone");
    };
  }
  for (const button of all("[data-reader] button")) {
    button.onclick = () => {
      const { names, reader } = look();
      keep("reader", names.find((name) => name !== reader));
      show();
    };
  }
  for (const form of all("[data-readers] form")) {
    form.onsubmit = (event) => {
      event.preventDefault();
      const names = all("input", form).map(({ value }) => value.trim());
      const [one, other] = names;
      const fits = one ? other && one !== other : !other;
      tell(form, !fits ? "wrong" : !share(names) ? "refused" : one ? "kept" : "gone");
    };
  }
  // What another tab keeps or deletes, and what changed while the page waited for the way back.
  addEventListener("storage", show);
  addEventListener("pageshow", show);
  show();
}
