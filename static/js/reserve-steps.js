/* What a form of reserve.js shows in each step. Sends a bubbling "cart:changed" of its item. */

export function step(form, name, words = "") {
  form.dataset.reserve = name;
  form.querySelector("[data-reserve-word]").textContent = words;
  form.querySelector("[data-reserve-button]").setAttribute("aria-disabled", name === "working");
}

export function showHold(form, { units, moment, words }) {
  const time = form.querySelector("[data-hold-time]");
  form.querySelector("[data-held-units]").textContent = units;
  time.dateTime = moment;
  time.textContent = words;
  step(form, "held");
  noteHold(form);
  tellCart(form, units, Date.parse(moment));
}

export function endHold(form, name, words) {
  form.querySelector("[data-hold-time]").dateTime = "";
  step(form, name, words);
  tellCart(form, 0, 0);
}

export const unitsHeld = (form) => Number(form.querySelector("[data-held-units]").textContent);

/** Should the script not come, the page works all the same. */
export function noteHold(form) {
  import("./shown-holds.js").then((shown) => shown.noteHold(form), () => {});
}

function tellCart(form, units, end) {
  const detail = { item: form.closest("[data-item]").dataset.item, units, end };
  form.dispatchEvent(new CustomEvent("cart:changed", { bubbles: true, detail }));
}
