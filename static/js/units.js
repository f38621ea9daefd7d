/*
 * Offers "Update" only once another number is chosen.
 *
 *   <form data-units> <select name="quantity"> <button data-units-button>Update</button> </form>
 *
 * The button gets `data-offered`; without it, states.css hides the button where scripts run.
 */
export function bindUnits() {
  for (const form of document.querySelectorAll("[data-units]")) {
    const select = form.querySelector("select");
    const button = form.querySelector("[data-units-button]");
    form.reset();
    select.addEventListener("change", () => {
      button.toggleAttribute("data-offered", !select.selectedOptions[0].defaultSelected);
    });
  }
}
