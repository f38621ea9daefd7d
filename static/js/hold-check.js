/*
 * Finds out whether a hold is still there, once its item's stock was rebuilt.
 *
 *   <div data-item="id"> <form data-reserve="held" id="reserve-id">…</form> </div>
 *
 * The page is asked for once more, and the same form in it says: held, or why not. An item whose
 * stock this page didn't know is asked for as well, if a hold of it was shown before.
 */
import { endHold, showHold, step, unitsHeld } from "./reserve-steps.js";
import { wasShown } from "./shown-holds.js";

const WITHIN_MS = 1000; // so that all who hold don't ask at once
const AGAIN_MS = 2000;
const TRIES = 5;
const GONE = "This is not held for you any more.";

export async function checkHold(form) {
  if (!mayHold(form)) return;
  await pause(Math.random() * WITHIN_MS);
  const found = await ask(form);
  if (found && mayHold(form)) learn(form, found);
}

const isHeld = (form) => form.dataset.reserve === "held";
const mayHold = (form) => isHeld(form) || (form.dataset.reserve === "ready" && wasShown(form));
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function ask(form) {
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries) await pause(AGAIN_MS);
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const found = page.getElementById(form.id);
      if (found?.closest("[data-item]").dataset.epoch) return found;
    } catch {
      // Away for a moment: once more.
    }
  }
  return null;
}

function learn(form, found) {
  if (isHeld(found)) {
    const { dateTime: moment, textContent: words } = found.querySelector("[data-hold-time]");
    showHold(form, { units: unitsHeld(found), moment, words });
    return;
  }
  const why = found.querySelector("[data-reserve-word]").textContent;
  if (isHeld(form)) endHold(form, why ? "refused" : "ready", why || GONE);
  else if (why) step(form, "refused", why);
}
