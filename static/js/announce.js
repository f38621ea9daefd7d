/*
 * Says things to screen readers, politely and seldom.
 *
 *   <p aria-live="polite" data-announce="stock"></p>
 *   <p aria-live="polite" data-announce="time"></p>
 *
 * Stock is announced at most once in ten seconds; in between, the latest of each subject waits.
 */
const PAUSE_MS = 10_000;
const waiting = new Map();
let quietUntil = 0;
let timer = 0;

const say = (channel, text) => {
  const region = document.querySelector(`[data-announce="${channel}"]`);
  if (region) region.textContent = text;
};

/** `text` is said now, or as soon as ten seconds have passed since the last. */
export function announceStock(subject, text) {
  waiting.set(subject, text);
  timer ||= setTimeout(sayWaiting, Math.max(0, quietUntil - performance.now()));
}

/** `text` is said now: times are announced three times at most. */
export function announceTime(text) {
  say("time", text);
}

function sayWaiting() {
  say("stock", [...waiting].map(([subject, text]) => `${subject}: ${text}`).join(". "));
  waiting.clear();
  timer = 0;
  quietUntil = performance.now() + PAUSE_MS;
}
