/*
 * Counts down to a moment, in the server's time.
 *
 *   <time data-countdown datetime="2026-01-01T12:00:00.000Z"
 *         data-says="The sale ends" data-said="The sale has ended" data-rough>4 minutes</time>
 *
 * Writes "04:09" for what the server could only say roughly, marks the element `data-ticking` (with "long" from a day on), `data-urgent` in
 * the last minute and `data-over` at the end, when it also sends a bubbling "countdown:over".
 * With `data-says` it is announced at five minutes and at one, with `data-said` at its end.
 * Another `datetime` starts it anew; an empty one stops it.
 */
import { announceTime } from "./announce.js";
import { serverNow } from "./server-clock.js";

const TICK_MS = 200;
const MARKS = [[300, "in 5 minutes"], [60, "in 1 minute"]];
const known = new WeakMap();

export function bindCountdowns() {
  tick();
  setInterval(tick, TICK_MS);
}

/** "04:09", "1:04:09" from an hour on, "2 d 1:04:09" from a day on. */
export function clockWords(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const [days, hours, minutes] = [86_400, 3600, 60].map((unit) => Math.floor(seconds / unit));
  const clock = `${two(minutes % 60)}:${two(seconds % 60)}`;
  if (!hours) return clock;
  return days ? `${days} d ${hours % 24}:${clock}` : `${hours}:${clock}`;
}

function tick() {
  const now = serverNow();
  if (Number.isNaN(now)) return;
  for (const element of document.querySelectorAll("[data-countdown]")) show(element, now);
}

function show(element, now) {
  const moment = element.dateTime;
  const left = Math.max(0, Math.ceil((Date.parse(moment) - now) / 1000));
  const before = known.get(element);
  const isNew = before?.moment !== moment;
  if (Number.isNaN(left) || (!isNew && before.left === left)) return;
  known.set(element, { moment, left });
  element.textContent = clockWords(left);
  element.removeAttribute("data-rough");
  element.dataset.ticking = left < 86_400 ? "" : "long";
  element.toggleAttribute("data-urgent", left > 0 && left <= 60);
  element.toggleAttribute("data-over", left === 0);
  if (!isNew && element.getClientRects().length) announce(element, before.left, left);
  if (left === 0) element.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
}

function announce(element, before, left) {
  const { says, said } = element.dataset;
  if (left === 0 && said) announceTime(`${said}.`);
  for (const [mark, words] of MARKS) {
    if (says && before > mark && left <= mark && left > mark - 5) announceTime(`${says} ${words}.`);
  }
}
