/*
 * Keeps the number beside "Cart": how many units are held.
 *
 *   <span data-cart-badge hidden>0</span>
 *
 * Listens for "cart:changed", whose detail says how many units more there are.
 */
export function bindCartBadge() {
  const badge = document.querySelector("[data-cart-badge]");
  if (!badge) return;
  document.addEventListener("cart:changed", ({ detail }) => {
    const units = Math.max(0, Number(badge.textContent) + detail.units);
    badge.textContent = units;
    badge.hidden = units === 0;
  });
}
