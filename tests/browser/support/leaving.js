// Every way to leave in a hurry, by its name.
export const leaving = {
  "the button": (page) => page.locator(".leave a").click({ noWaitAfter: true }),
  "the first stop of the keyboard but one": async (page) => {
    for (const key of ["Tab", "Tab", "Enter"]) await page.keyboard.press(key);
  },
  "Esc three times": async (page) => {
    for (let press = 0; press < 3; press += 1) await page.keyboard.press("Escape");
  },
};
