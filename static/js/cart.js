/*
 * Notices when the time of a line is up, and says what to do.
 *
 *   <div data-cart>
 *     <li data-cart-line="2"> <time data-countdown> <form data-cart-again hidden> </li>
 *     <p role="status"><span data-cart-changed hidden>…</span></p>  <a data-checkout>
 *   </div>
 *
 * The line gets the class `is-over`; when no line is left, `data-checkout` goes. Coming back to a
 * page that the browser kept loads it anew, since lines may be gone.
 */
export function bindCart() {
  const cart = document.querySelector("[data-cart]");
  if (!cart) return;
  cart.addEventListener("countdown:over", ({ target }) => {
    const line = target.closest("[data-cart-line]");
    if (line && !line.classList.contains("is-over")) end(cart, line);
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

function end(cart, line) {
  line.classList.add("is-over");
  line.querySelector("[data-cart-again]")?.removeAttribute("hidden");
  cart.querySelector("[data-cart-changed]").hidden = false;
  cart.querySelector("[data-checkout]").hidden = !cart.querySelector("[data-cart-line]:not(.is-over)");
  const detail = { units: -Number(line.dataset.cartLine) };
  line.dispatchEvent(new CustomEvent("cart:changed", { bubbles: true, detail }));
}
