// The family's dates as a calendar file (RFC 5545), made on the device. Nothing is sent, and nothing is kept: the file is the reader's.
//
// Every event lies on a whole day, so that neither clock changes nor time zones move it, and none of them rings: a telephone that
// lights up may be seen by others. In neutral words the file tells neither of a child nor of this site.
import { begins, isoOf, lessonDays, today } from "./days.js";

// An appointment stands on the first day of its window, or on this day if the window is already open.
const appointmentsOf = (course, family, day) =>
  course.appointments.map(({ from, until, ...offer }) => {
    const first = begins(from, family);
    const last = begins(until, family) - 1;
    return { ...offer, first, last, day: Math.max(first, last < day ? last : day) };
  });

const lessonsOf = (course, family) =>
  course.phases.flatMap((phase) =>
    lessonDays(phase, family).map((day, place) => {
      const [name, title] = phase.lessons[place];
      const id = `${phase.slug}/${name}`;
      return { id, kind: "lektion", day, title, page: `/faser/${id}/` };
    }));

const dateIn = (day) => isoOf(day).replaceAll("-", "");
const inWords = (day) => new Date(day * 864e5).toLocaleDateString("da", { dateStyle: "long", timeZone: "UTC" });

const filled = (pattern, values) => pattern.replace(/{(\w+)}/g, (_, name) => values[name]);

// A line has at most 75 bytes; what is longer goes on after a space. A name and fifteen letters never have more, whichever they are.
const written = (text) => text.replace(/[\\;,]/g, "\\$&").replaceAll("\n", "\\n").match(/[^]{1,15}/gu).join("\r\n ");

// The same event of the same family always has the same name, so that a file fetched again mends what the first one wrote.
// It is a sum (FNV-1a), and tells neither date nor event.
function nameOf(text) {
  let sum = 0xcbf29ce484222325n;
  for (const letter of text) sum = BigInt.asUintN(64, (sum ^ BigInt(letter.codePointAt())) * 0x100000001b3n);
  return sum.toString(16);
}

// What an event says.
function told({ kind, first, last, title, text, page }, words) {
  const link = page && words.site + page;
  if (kind === "lektion") return { titel: written(words.lesson + title), tekst: written(link) };
  const when = filled(last > first ? words.span : words.about, { fra: inWords(first), til: inWords(last) });
  return { titel: written(title), tekst: written([when, text, link].join("\n").trim()) };
}

// Returns the file; undefined if nothing of what was chosen is still to come. `choices` names the kinds of events, and »neutral«;
// `words` are those of the page, where the patterns of the file stand, too. Of two files, the one made last (`now`, ms) holds.
export function calendarFile({ course, family, today: day, choices, words, now = day * 864e5 }) {
  const monday = day - ((day + 3) % 7);
  const events = [...lessonsOf(course, family), ...appointmentsOf(course, family, day)]
    .filter((event) => choices.includes(event.kind) && event.day >= monday)
    .sort((a, b) => a.day - b.day);
  const neutral = choices.includes("neutral");
  const lines = (pattern, values) => pattern.split(" ").map((line) => `${filled(line, values)}\r\n`).join("");
  const body = events.map((event) =>
    lines(neutral ? words.neutralEvent : words.event, {
      uid: nameOf(`${event.id} ${family.born ?? family.due}`),
      nu: new Date(now).toISOString().replace(/[-:]|\..../g, ""),
      nr: Math.floor(now / 6e4),
      fra: dateIn(event.day),
      til: dateIn(event.day + 1),
      ...(neutral ? { titel: event.kind === "lektion" ? words.neutralRead : words.neutralMeet } : told(event, words)),
    }));
  return body.length ? lines(words.file, { navn: neutral ? words.neutralName : words.name, alt: body.join("") }) : undefined;
}

// Shows the part of the page where a family gets its file.
export function offerCalendar(section, course, family) {
  const form = section.querySelector("form");
  const said = section.querySelector("[role=status]");
  section.hidden = false;
  section.querySelector("[data-unborn]").hidden = family.born !== undefined;
  said.textContent = "";
  form.onsubmit = (event) => {
    event.preventDefault();
    const choices = new FormData(form).getAll("with").join(" ");
    const file = calendarFile({ course, family, today: today(), choices, words: form.dataset, now: Date.now() });
    said.textContent = said.dataset[file ? "fetched" : "nothing"];
    if (!file) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([file], { type: "text/calendar" }));
    link.download = choices.includes("neutral") ? "kalender.ics" : "1000-dage.ics";
    link.click();
    // Some browsers read the file a moment later.
    setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
  };
}
