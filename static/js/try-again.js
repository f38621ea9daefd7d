/*
 * Reserves once more what ran out. Without scripts the same form leads to the cart.
 *
 *   <li data-cart-line="2" data-free-at="2026-01-01T12:00:00.000Z">
 *     <div data-cart-again> <form data-try-again> <button>Try again</button> </form>
 *       <p data-again-wait hidden>in <time data-countdown></p> <p role="status" data-again-word></p> </div>
 *   </li>
 *
 * What was got is shown by loading the cart anew; what was refused, where it stands. In a pause, the
 * button waits until that is over.
 */
import { send } from "./reserve.js";
import { serverNow } from "./server-clock.js";

const LOST = "The connection was lost. Press again: you can’t get it twice.";

export function bindTryAgain(cart) {
  for (const form of cart.querySelectorAll("[data-try-again]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.tryAgain !== "working") tryAgain(form);
    });
  }
  for (const line of cart.querySelectorAll(".is-over[data-free-at]")) holdBack(line, line.dataset.freeAt);
  cart.addEventListener("line:over", ({ target }) => holdBack(target, target.dataset.freeAt));
  cart.addEventListener("countdown:over", ({ target }) => {
    if (target.closest("[data-again-wait]")) free(target.closest("[data-cart-line]"));
  });
}

function holdBack(line, moment) {
  if (!(Date.parse(moment) > serverNow())) return;
  const wait = line.querySelector("[data-again-wait]");
  wait.hidden = false;
  wait.querySelector("time").dateTime = moment;
  line.querySelector("[data-try-again] button").disabled = true;
}

function free(line) {
  line.querySelector("[data-again-wait]").hidden = true;
  line.querySelector("[data-try-again] button").disabled = false;
  say(line, "");
}

async function tryAgain(form) {
  const line = form.closest("[data-cart-line]");
  form.dataset.tryAgain = "working";
  try {
    const response = await send(form);
    const answer = await response.json();
    if (response.ok) location.reload();
    // Signed out meanwhile, or the form is too old: the page of that says what to do.
    else if (response.status === 401 || response.status === 403) form.submit();
    else refuse(line, answer.error);
  } catch {
    say(line, LOST);
  }
  form.dataset.tryAgain = "";
}

function refuse(line, { message, retry_at: moment }) {
  say(line, message);
  if (moment) holdBack(line, moment);
}

function say(line, words) {
  line.querySelector("[data-again-word]").textContent = words;
}
