/*
 * Shows one item's stock. A snapshot that is older than what is shown changes nothing.
 *
 *   <article data-item="id" data-name="Tea bowl" data-state="ready" data-epoch="1" data-version="7">
 *     <b data-count="available">37</b> of <b data-count="units">200</b>
 *     <span data-plural="held" data-one="is" data-many="are">are</span>
 *     <svg><rect data-bar="held"/><rect data-bar="sold"/></svg>
 *     <span data-next hidden>the next in <time data-countdown></time></span>
 *   </article>
 *
 * `data-state` picks what shows (states.css). Counts that change get the class `is-new` once. An
 * epoch that the page did not have sends "stock:rebuilt".
 */
import { announceStock } from "./announce.js";

const PHASE_STATES = { upcoming: "upcoming", paused: "paused", ended: "ended" };
const WORDS = {
  ready: ({ available }) => `${available} left`,
  low: ({ available }) => `only ${available} left`,
  all_held: ({ held }) => `none free, ${held} held`,
  sold_out: () => "sold out",
  paused: () => "paused",
  ended: () => "ended",
};
const shownAt = new WeakMap();

/** What a shopper can expect; as the server sees it. */
export function itemState(phase, { available, held, units }) {
  if (phase in PHASE_STATES) return PHASE_STATES[phase];
  if (available === 0) return held ? "all_held" : "sold_out";
  return available * 10 <= units || available === 1 ? "low" : "ready";
}

export function showStock(element, stock, { phase, time }) {
  if (isOlder(element, stock, time)) return;
  const isRebuilt = isOfNewEpoch(element, stock);
  element.dataset.epoch = stock.epoch;
  element.dataset.version = stock.version;
  shownAt.set(element, time);
  const isChanged = showCounts(element, stock);
  showBar(element, stock);
  showNext(element, stock);
  const state = itemState(phase, stock);
  const isOther = element.dataset.state !== state;
  element.dataset.state = state;
  const words = WORDS[state]?.(stock);
  if (words && element.dataset.name && (isChanged || isOther)) {
    announceStock(element.dataset.name, words);
  }
  if (isRebuilt) element.dispatchEvent(new CustomEvent("stock:rebuilt"));
}

/** Whether the stock was rebuilt since the one that is shown. */
export function isOfNewEpoch(element, { epoch }) {
  return epoch > +element.dataset.epoch;
}

function isOlder(element, { epoch, version }, time) {
  const [shownEpoch, shownVersion] = [+element.dataset.epoch, +element.dataset.version];
  if (epoch !== shownEpoch) return epoch < shownEpoch;
  if (version !== shownVersion) return version < shownVersion;
  return time < (shownAt.get(element) ?? "");
}

function showCounts(element, stock) {
  let isChanged = false;
  for (const count of element.querySelectorAll("[data-count]")) {
    const text = String(stock[count.dataset.count]);
    if (count.textContent === text) continue;
    isChanged = true;
    count.textContent = text;
    settle(count);
  }
  for (const word of element.querySelectorAll("[data-plural]")) {
    const { plural, one, many } = word.dataset;
    word.textContent = stock[plural] === 1 ? one : many;
  }
  return isChanged;
}

/* What is hidden, or may not move, stays new: it must not collect a listener with every change. */
function settle(count) {
  if (count.classList.contains("is-new")) return;
  count.classList.add("is-new");
  count.addEventListener("animationend", () => count.classList.remove("is-new"), { once: true });
}

function showBar(element, { units, held, sold }) {
  const percent = (part) => `${units ? (100 * part) / units : 0}%`;
  const bar = (name) => element.querySelector(`[data-bar="${name}"]`);
  bar("sold")?.setAttribute("width", percent(sold));
  bar("held")?.setAttribute("x", percent(sold));
  bar("held")?.setAttribute("width", percent(held));
}

function showNext(element, { next_release_at: moment }) {
  for (const next of element.querySelectorAll("[data-next]")) {
    next.hidden = !moment;
    if (moment) next.querySelector("time").dateTime = moment;
  }
}
