/*
 * The server's time, whatever the visitor's clock says.
 *
 *   <section data-server-time="2026-01-01T12:00:00.000Z">
 *
 * A page says when it was written, a snapshot when it was read. Each is late by its way here, so
 * the one that puts the server furthest ahead of our steady clock is the most exact.
 */
let ahead = -Infinity;

/** Server time is known at least as well as `iso`, received at `at` on our steady clock. */
export function learnTime(iso, at = performance.now()) {
  const moment = Date.parse(iso);
  if (!Number.isNaN(moment)) ahead = Math.max(ahead, moment - at);
}

/** Milliseconds since 1970 at the server; NaN on a page that never said. */
export function serverNow() {
  return Number.isFinite(ahead) ? performance.now() + ahead : NaN;
}

const [arrival] = performance.getEntriesByType("navigation");
for (const element of document.querySelectorAll("[data-server-time]")) {
  learnTime(element.dataset.serverTime, arrival?.responseStart || performance.now());
}
