/*
 * A line that counts, until it is over, and the sum of all.
 *
 *   <div data-cart data-locale="en" data-currency="EUR">
 *     <li data-cart-line="2" data-price="80.00"> <div data-cart-again hidden> </li>
 *     <strong data-cart-total>  <span data-cart-changed hidden>  <a data-checkout>
 *   </div>
 *
 * A line that is over has the class `is-over`, and sends a bubbling "line:over". The checkout has
 * neither prices nor a way back.
 */

/** The line's time is up: it says so, and counts no more. */
export function endLine(cart, line) {
  line.classList.add("is-over");
  line.querySelector("[data-cart-again]")?.removeAttribute("hidden");
  cart.querySelector("[data-cart-changed]").hidden = false;
  showSum(cart);
  line.dispatchEvent(new CustomEvent("line:over", { bubbles: true }));
}

export function showSum(cart) {
  const lines = [...cart.querySelectorAll("[data-cart-line]:not(.is-over)")];
  cart.querySelector("[data-checkout]").hidden = !lines.length;
  const total = cart.querySelector("[data-cart-total]");
  if (total) total.textContent = money(cart, lines.reduce((sum, line) => sum + subtotal(line), 0));
}

export const subtotal = ({ dataset }) => dataset.price * dataset.cartLine;

export function money({ dataset }, amount) {
  const { locale, currency } = dataset;
  return new Intl.NumberFormat(locale, { style: "currency", currency }).format(amount);
}
