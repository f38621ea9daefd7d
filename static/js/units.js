/*
 * Changes the units of a line where it stands. Without scripts the same form reloads the cart.
 *
 *   <li data-cart-line="2"> <form data-units> <select name="quantity"> <button data-units-button>Update</button>
 *     </form> <p role="status" data-units-word></p> </li>
 *
 * In the line follow: <span data-cart-units>, <strong data-cart-subtotal>, and the words of
 * <span data-one="unit has" data-many="units have">. The button gets `data-offered` once another
 * number is chosen; without it, states.css hides the button where scripts run. Sends a bubbling "cart:changed".
 */
import { endLine, money, showSum, subtotal } from "./cart-line.js";
import { send } from "./reserve.js";

const LOST = "The connection was lost. Press again.";

export function bindUnits(cart) {
  for (const form of cart.querySelectorAll("[data-units]")) {
    offer(form); // another number may have been chosen before this script came
    form.addEventListener("change", () => offer(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.units !== "working") change(cart, form);
    });
  }
}

function offer(form) {
  const [chosen] = form.querySelector("select").selectedOptions;
  form.querySelector("[data-units-button]").toggleAttribute("data-offered", !chosen.defaultSelected);
}

async function change(cart, form) {
  form.dataset.units = "working";
  say(form, "");
  try {
    const response = await send(form);
    // Signed out meanwhile, or the form is too old: the page of that says what to do.
    if (!response.headers.get("Content-Type").startsWith("application/json")) form.submit();
    else show(cart, form, response.ok, await response.json());
  } catch {
    say(form, LOST);
  }
  form.dataset.units = "";
}

function show(cart, form, isDone, answer) {
  const line = form.closest("[data-cart-line]");
  if (isDone) {
    const { units, end } = answer;
    for (const option of form.querySelectorAll("option")) option.defaultSelected = +option.value === units;
    showUnits(cart, line, units);
    const detail = { item: line.dataset.item, units, end };
    line.dispatchEvent(new CustomEvent("cart:changed", { bubbles: true, detail }));
  } else if (answer.error.code === "hold_expired") {
    endLine(cart, line);
  } else {
    say(form, answer.error.message);
  }
  form.reset();
  offer(form);
}

/* Its clock runs on. */
function showUnits(cart, line, units) {
  line.dataset.cartLine = units;
  for (const count of line.querySelectorAll("[data-cart-units]")) count.textContent = units;
  for (const word of line.querySelectorAll("[data-one]")) {
    word.textContent = units === 1 ? word.dataset.one : word.dataset.many;
  }
  line.querySelector("[data-try-again] [name=quantity]").value = units;
  line.querySelector("[data-cart-subtotal]").textContent = money(cart, subtotal(line));
  showSum(cart);
}

function say(form, words) {
  form.closest("[data-cart-line]").querySelector("[data-units-word]").textContent = words;
}
