/*
 * Reserves without leaving the page. Without scripts the same form leads to the cart.
 *
 *   <form data-reserve="ready" data-login="/accounts/login/" id="reserve-…" action="…/reserve/">
 *     <button data-reserve-button>  <p role="status" data-reserve-word>
 *     <b data-held-units> <time data-countdown data-hold-time> <a data-held-link href="/cart/">
 *   </form>
 *
 * `data-reserve` is ready, working, held, refused or lost. Signed out, it goes to the login and
 * comes back to the same button. While the stock is away, it tries once more by itself. After
 * "stock:rebuilt", who held some is told what became of it.
 */
import { clockWords } from "./countdown.js";
import { endHold, noteHold, showHold, step } from "./reserve-steps.js";

const PATIENCE_MS = 10_000;
const LOST = "The connection was lost. Press again: you can’t get it twice.";
const STALE = "This page is older than your sign-in. Reload it, then press again.";
const AGAIN = "One moment: the stock is away, and we try again for you.";
const OVER = "Your time ran out, and it has gone back to the sale.";

export function bindReserve() {
  for (const form of document.querySelectorAll("[data-reserve]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.reserve !== "working") reserve(form);
    });
    form.querySelector("[data-hold-time]").addEventListener("countdown:over", () => letGo(form));
    const item = form.closest("[data-item]");
    item.addEventListener("stock:rebuilt", () => check(form));
    const isNoted = document.cookie.includes(item.dataset.item);
    if (form.dataset.reserve === "held" && !isNoted) noteHold(form);
  }
  // Only now: on loading, the browser takes the focus to where the address points.
  window.addEventListener("pageshow", () => requestAnimationFrame(comeBack));
}

async function reserve(form, words = "") {
  step(form, "working", words);
  try {
    const response = await send(form);
    const answer = await response.json();
    if (response.ok) hold(form, answer);
    else if (answer.error.code === "unavailable" && !words) later(form, response);
    else refuse(form, response.status, answer.error);
  } catch {
    step(form, "lost", LOST);
  }
}

export function send(form) {
  const fields = new FormData(form);
  return fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Accept: "application/json", "X-CSRFToken": fields.get("csrfmiddlewaretoken") },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

/* As long after as the server asks for, and not all in the same moment. */
function later(form, response) {
  step(form, "working", AGAIN);
  const pause = 1000 * (response.headers.get("Retry-After") ?? 1) * (1 + Math.random());
  setTimeout(reserve, pause, form, AGAIN);
}

function hold(form, answer) {
  const { units, expires_at: moment, seconds_left: seconds, cart_url: cart } = answer;
  const link = form.querySelector("[data-held-link]");
  link.href = cart;
  showHold(form, { units, moment, words: clockWords(seconds) });
  link.focus({ preventScroll: true });
}

function refuse(form, status, error) {
  if (status === 401) {
    const page = `${location.pathname}${location.search}#${form.id}`;
    location.assign(`${form.dataset.login}?next=${encodeURIComponent(page)}`);
    return;
  }
  step(form, "refused", error.code === "csrf" ? STALE : error.message);
}

function letGo(form) {
  if (form.dataset.reserve === "held") endHold(form, "ready", OVER);
}

/* Who was shown no hold isn't sent the script that asks. */
function check(form) {
  if (form.dataset.reserve !== "held" && !document.cookie.includes("held=")) return;
  import("./hold-check.js").then(({ checkHold }) => checkHold(form), () => {});
}

function comeBack() {
  const form = document.getElementById(location.hash.slice(1));
  form?.querySelector("[data-reserve-button]")?.focus({ preventScroll: true });
}
