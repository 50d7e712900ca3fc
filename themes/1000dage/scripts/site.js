// On every page: what is here, and what this device was asked to remember, says what is woken. All other modules sleep.
import { recall } from "./memory.js";

const has = (selector) => document.querySelector(selector);

// The way out comes first.
if (has(".leave")) import("./leave.js");
if (recall("plain")) document.title = document.body.dataset.plain;
if (has("form.questions, form.check, [data-slot=receipt]")) import("./form.js");
if (has("form.find")) import("./find.js");
if (has("form.search")) import("./search.js");
if (has("[data-tick], [data-way], [data-count], [data-read]")) import("./ticks.js");
if (has("[data-device]")) import("./device.js");
if (has("[data-share]")) import("./share.js");
if (recall("child")) import("./yours.js");
// Answers that have waited their week are deleted wherever the reader comes by.
if (recall("drafts")) import("./draft.js").then(({ sweep }) => sweep());
// Whoever reads without a line keeps what they have read; if the line is gone again, at another time.
if (has("[data-offline=here]") || navigator.serviceWorker?.controller) import("./offline.js").then(({ keepVisited }) => keepVisited()).catch(() => {});
