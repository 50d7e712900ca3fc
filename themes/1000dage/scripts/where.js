// Where a family is: the one whose dates were just given, or else the one that this device was asked to remember.
import { dayFrom, phaseOf, today } from "./days.js";
import { recall } from "./memory.js";

export const course = async () => (await fetch(document.body.dataset.course)).json();

// Returns the family that is remembered, `{ due, born }` in days; undefined if none is.
export function ownFamily() {
  const { due, born } = recall("child") ?? {};
  return due || born ? { due: due && dayFrom(due), born: born && dayFrom(born) } : undefined;
}

// Returns the phase of the course in which the family is today; undefined if no family is known, or no phase fits.
export async function ownPhase(held, family = ownFamily()) {
  return family && phaseOf((held ?? (await course())).phases, family, today());
}
