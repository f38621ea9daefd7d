/*
 * Reserves without leaving the page. Without scripts the same form leads to the cart.
 *
 *   <form data-reserve="ready" data-login="/accounts/login/" id="reserve-…" action="…/reserve/">
 *     <button data-reserve-button>  <p role="status" data-reserve-word>
 *     <b data-held-units> <time data-countdown data-hold-time> <a data-held-link href="/cart/">
 *   </form>
 *
 * `data-reserve` is ready, working, held, refused or lost. Signed out, it goes to the login and
 * comes back to the same button. Sends a bubbling "cart:changed" with how many units more are held.
 */
import { clockWords } from "./countdown.js";

const PATIENCE_MS = 10_000;
const LOST = "The connection was lost. Press again: you can’t get it twice.";
const STALE = "This page is older than your sign-in. Reload it, then press again.";
const OVER = "Your time ran out, and it has gone back to the sale.";

export function bindReserve() {
  for (const form of document.querySelectorAll("[data-reserve]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.reserve !== "working") reserve(form);
    });
    form.querySelector("[data-hold-time]").addEventListener("countdown:over", () => letGo(form));
  }
  // Only now: on loading, the browser takes the focus to where the address points.
  window.addEventListener("pageshow", () => requestAnimationFrame(comeBack));
}

async function reserve(form) {
  step(form, "working");
  try {
    const response = await send(form);
    const answer = await response.json();
    if (response.ok) hold(form, answer, response.status === 201);
    else refuse(form, response.status, answer.error);
  } catch {
    step(form, "lost", LOST);
  }
}

function send(form) {
  const fields = new FormData(form);
  return fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Accept: "application/json", "X-CSRFToken": fields.get("csrfmiddlewaretoken") },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

function hold(form, answer, isNew) {
  const { units, expires_at: moment, seconds_left: seconds, cart_url: cart } = answer;
  const time = form.querySelector("[data-hold-time]");
  form.querySelector("[data-held-units]").textContent = units;
  time.dateTime = moment;
  time.textContent = clockWords(seconds);
  const link = form.querySelector("[data-held-link]");
  link.href = cart;
  step(form, "held", "");
  link.focus({ preventScroll: true });
  if (isNew) tellCart(form, units);
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
  if (form.dataset.reserve !== "held") return;
  const units = Number(form.querySelector("[data-held-units]").textContent);
  form.querySelector("[data-hold-time]").dateTime = "";
  step(form, "ready", OVER);
  tellCart(form, -units);
}

function comeBack() {
  const form = document.getElementById(location.hash.slice(1));
  form?.querySelector("[data-reserve-button]")?.focus({ preventScroll: true });
}

function step(form, name, words = "") {
  form.dataset.reserve = name;
  form.querySelector("[data-reserve-word]").textContent = words;
  form.querySelector("[data-reserve-button]").setAttribute("aria-disabled", name === "working");
}

function tellCart(form, units) {
  form.dispatchEvent(new CustomEvent("cart:changed", { bubbles: true, detail: { units } }));
}
