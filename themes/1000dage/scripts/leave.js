// Whoever leaves in a hurry leaves a blank page at once, however slow the net, and nothing for the way back to show.
// By the button, or with Esc pressed three times in a row; without the script the button is a plain link.
import { forget } from "./memory.js";

const PRESSES = 3;
const WITHIN = 1500;

const link = document.querySelector(".leave a");
let pressed = [];
let gone = false;

function leave() {
  gone = true;
  // A tab without a name shows where it is going.
  document.title = link.hostname;
  document.body.replaceChildren();
  forget("drafts");
  // Takes the place of this page in the history.
  location.replace(link.href);
}

for (const way of document.querySelectorAll("[data-leave]")) {
  way.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}
// In other languages the words on the button are its own, without the keys.
document.querySelector(".keys")?.classList.add("heard");

// Heard before anything else on the page can keep it to itself. One press closes a list or a window, as always.
addEventListener(
  "keydown",
  (event) => {
    if (event.repeat) return;
    pressed = event.key === "Escape" ? [...pressed, event.timeStamp].slice(-PRESSES) : [];
    if (!gone && (pressed.length < PRESSES || event.timeStamp - pressed[0] > WITHIN)) return;
    // Esc stops a page that is on its way: it must not keep the reader here.
    event.preventDefault();
    if (!gone) leave();
  },
  true,
);

// An answer that was being put away as the page went blank goes, too.
addEventListener("pagehide", () => gone && forget("drafts"));
// Kept whole by the browser, the page comes back blank; asked for anew, it is as if nobody had been here.
addEventListener("pageshow", ({ persisted }) => persisted && gone && location.reload());
