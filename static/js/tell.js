/*
 * Tells when a sale starts, as long as the page stays open somewhere.
 *
 *   <button data-tell="First light">Tell me when it starts</button>
 *   <p role="status" data-tell-word></p>
 *
 * Without scripts, the style sheet hides it. Uses a notification where the visitor allows one, and the title of the
 * tab in any case. Listens for "sale:turned" from the sale around it.
 */
const NOTED = "Keep this page open: its tab will say so.";
const NOTED_LOUDLY = "Keep this page open, in any tab: you will be told.";

export function bindTell() {
  for (const button of document.querySelectorAll("[data-tell]")) {
    button.addEventListener("click", () => promise(button));
  }
}

async function promise(button) {
  const word = button.parentElement.querySelector("[data-tell-word]");
  button.hidden = true;
  word.textContent = NOTED;
  button.closest("[data-live]").addEventListener("sale:turned", ({ detail }) => {
    if (detail.phase === "live") tell(`${button.dataset.tell} is live`);
  });
  const answer = await globalThis.Notification?.requestPermission();
  if (answer === "granted") word.textContent = NOTED_LOUDLY;
}

function tell(words) {
  document.title = `● ${words}`;
  const isAllowed = globalThis.Notification?.permission === "granted";
  if (isAllowed && document.hidden) new Notification(words);
}
