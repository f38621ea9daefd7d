/*
 * Writes moments in the visitor's time zone. Only the zone is the visitor's, never the clock.
 *
 *   <time data-local data-rough datetime="2026-01-01T12:00:00.000Z">1 Jan, 12:00 UTC</time>
 *
 * `data-local` may say "day", "minute" (with the year), "time" (to the second) or "second" (day
 * and time to the second).
 */
const DAY = { day: "numeric", month: "short" };
const MINUTE = { hour: "2-digit", minute: "2-digit" };
const SECOND = { ...MINUTE, second: "2-digit" };
const FORMATS = {
  "": { ...DAY, ...MINUTE },
  day: { ...DAY, year: "numeric" },
  minute: { ...DAY, year: "numeric", ...MINUTE },
  time: SECOND,
  second: { ...DAY, ...SECOND },
};

export function bindLocalTimes() {
  for (const element of document.querySelectorAll("time[data-local]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    const format = FORMATS[element.dataset.local] ?? FORMATS[""];
    element.removeAttribute("data-rough");
    element.textContent = new Intl.DateTimeFormat("en-GB", format).format(moment);
  }
}
