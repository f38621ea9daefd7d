/*
 * Keeps the number beside "Cart": how many units are held, until each hold ends.
 *
 *   <a href="/cart/">Cart <span data-cart-badge data-holds="item.end.units …" data-server-time="…">
 *
 * "cart:changed" tells of one item: {item, units, end}. Where the page doesn't know (no server time)
 * or may be old (come back to), /cart/holds.json is asked. Without data-holds nobody is signed in.
 */
import { learnTime, serverNow } from "./server-clock.js";

const TICK_MS = 500;

export function bindCartBadge() {
  const badge = document.querySelector("[data-cart-badge][data-holds]");
  if (!badge) return;
  const holds = new Map();
  let changes = 0;

  function show() {
    const live = [...holds.values()].filter(({ end }) => end > serverNow());
    const units = live.reduce((sum, hold) => sum + hold.units, 0);
    if (badge.textContent !== `${units}`) badge.textContent = units;
    badge.hidden = !units;
  }

  function take(text) {
    holds.clear();
    for (const hold of text.match(/\S+/g) ?? []) {
      const [item, end, units] = hold.split(".");
      holds.set(item, { end: +end, units: +units });
    }
    show();
  }

  async function ask() {
    const before = ++changes;
    const options = { headers: { Accept: "application/json" } };
    const answer = await fetch(`${badge.closest("a").href}holds.json`, options).catch(() => null);
    if (!answer?.ok) return;
    const { server_time: time, holds: text } = await answer.json();
    learnTime(time);
    if (changes === before) take(text);
  }

  document.addEventListener("cart:changed", ({ detail }) => {
    changes++;
    holds.set(detail.item, detail);
    show();
  });
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  window.addEventListener("focus", ask);
  window.addEventListener("pageshow", (event) => event.persisted && ask());

  if (badge.dataset.serverTime) take(badge.dataset.holds);
  else ask();
  setInterval(show, TICK_MS);
}
