/*
 * Keeps a sale's phase and its items' counts as the server has them.
 *
 *   <section data-live="slug" data-socket="/ws/sales/slug/" data-stock="/sales/slug/stock.json"
 *            data-link="none" data-phase="live" data-server-time="…">
 *     <time data-live-time>12:00:00 UTC</time>   when the counts were read
 *     <article data-item="id" …>…</article>      an item: see stock-item.js
 *   </section>
 *
 * `data-link` becomes live or lost. Starts once the element, or a form in it, comes near the view:
 * on phones a form may stick to the view while the rest is far away. Elements of one sale share
 * one connection. A countdown with `data-turn` that ends is a turn of the sale: then the server is
 * asked. A notice with `data-stock-away` goes as soon as a snapshot comes.
 */
import { learnTime } from "./server-clock.js";
import { followStock } from "./stock-feed.js";
import { isOfNewEpoch, showStock } from "./stock-item.js";

const TURN_WITHIN_MS = 800;
const sales = new Map();

export function bindLiveStock() {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        follow(target.closest("[data-live]"));
      }
    },
    { rootMargin: "200px" },
  );
  for (const root of document.querySelectorAll("[data-live]")) {
    if (root.dataset.phase === "ended") continue;
    for (const part of [root, ...root.querySelectorAll("[data-reserve]")]) seen.observe(part);
  }
}

function follow(root) {
  const { live, socket, stock } = root.dataset;
  let sale = sales.get(live);
  if (!sale) {
    sale = { roots: new Set(), latest: null, ask: null };
    sales.set(live, sale);
    sale.ask = followStock({
      socketUrl: socket,
      stockUrl: stock,
      take: (snapshot) => take(sale, snapshot),
      lose: () => sale.roots.forEach(tellLost),
    });
  }
  if (sale.roots.has(root)) return;
  sale.roots.add(root);
  if (sale.latest) show(root, sale.latest);
  root.addEventListener("countdown:over", (event) => {
    if (event.target.hasAttribute("data-turn")) sale.ask(TURN_WITHIN_MS);
  });
}

function take(sale, snapshot) {
  learnTime(snapshot.server_time);
  sale.latest = snapshot;
  for (const notice of document.querySelectorAll("[data-stock-away]")) notice.hidden = true;
  for (const root of sale.roots) show(root, snapshot);
}

function show(root, { phase, server_time: time, items }) {
  const known = ({ dataset }) => items[dataset.item];
  const shown = [...root.querySelectorAll("[data-item]")].filter(known);
  // Another Redis may have another clock.
  const isRebuilt = shown.some((element) => isOfNewEpoch(element, known(element)));
  if (isRebuilt || time >= root.dataset.serverTime) {
    root.dataset.serverTime = time;
    if (root.dataset.phase !== phase) root.dispatchEvent(turned(phase));
    root.dataset.phase = phase;
  }
  for (const element of shown) {
    showStock(element, known(element), { phase: root.dataset.phase, time });
  }
  root.dataset.link = "live";
}

const turned = (phase) => new CustomEvent("sale:turned", { bubbles: true, detail: { phase } });

function tellLost(root) {
  root.dataset.link = "lost";
  for (const element of root.querySelectorAll("[data-live-time]")) {
    element.textContent = new Date(root.dataset.serverTime).toLocaleTimeString("en-GB");
  }
}
