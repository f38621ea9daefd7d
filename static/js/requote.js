/*
 * Shows the sums anew when something was chosen that changes them.
 *
 *   <form> <select data-requote> <span data-part="price-1"> <dl data-part="sums">
 *     <input type="hidden" name="seen"> <button name="update" data-update> </form>
 *
 * Asks for the page that the button would bring, and takes from it the parts and what is hidden.
 * Where that fails, the page stays, and sending it brings the sums. The form gets `data-requotes`.
 */
export function bindRequote() {
  const form = document.querySelector("form:has([data-requote])");
  if (!form) return;
  form.dataset.requotes = "";
  let latest = 0;
  form.addEventListener("change", async ({ target }) => {
    if (!target.closest("[data-requote], #id_code")) return;
    const number = ++latest;
    const page = await ask(form);
    if (page && number === latest) take(page, form);
  });
}

async function ask(form) {
  const body = new URLSearchParams(new FormData(form));
  body.set("update", "1");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    return null;
  }
}

function take(page, form) {
  for (const part of form.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh) part.replaceChildren(...fresh.childNodes);
  }
  for (const name of ["seen", "token"]) {
    const fresh = page.querySelector(`form[data-draft] [name=${name}]`);
    if (fresh) form.elements[name].value = fresh.value;
  }
}
