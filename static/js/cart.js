/*
 * The cart, and the lines of the checkout: notices when the time of a line is up.
 *
 *   <div data-cart> <li data-cart-line="2"> <time data-countdown> </li> </div>     a line: see cart-line.js
 *
 * Coming back to a page that the browser kept loads it anew, since lines may be gone.
 */
import { endLine } from "./cart-line.js";

export function bindCart() {
  const cart = document.querySelector("[data-cart]");
  cart.addEventListener("countdown:over", ({ target }) => notice(cart, target));
  // Some may have been over before this script came.
  for (const time of cart.querySelectorAll("[data-countdown][data-over]")) notice(cart, time);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  if (!cart.querySelector("[data-try-again]")) return;
  // The checkout has no use for these.
  import("./units.js").then(({ bindUnits }) => bindUnits(cart), () => {});
  import("./try-again.js").then(({ bindTryAgain }) => bindTryAgain(cart), () => {});
}

function notice(cart, time) {
  const line = time.closest("[data-cart-line]:not(.is-over)");
  if (line) endLine(cart, line);
}
