/*
 * Sends a form once, however often its button is pressed.
 *
 *   <form data-once method="post">…<button type="submit">…</form>
 */
export function bindOnce() {
  const forms = document.querySelectorAll("[data-once]");
  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.once === "sent") event.preventDefault();
      mark(form, "sent", event.submitter);
    });
  }
  window.addEventListener("pageshow", () => forms.forEach((form) => mark(form, "")));
}

function mark(form, state, pressed) {
  form.dataset.once = state;
  for (const button of form.querySelectorAll("[type=submit]")) {
    button.setAttribute("aria-disabled", state === "sent" && button === (pressed ?? button));
  }
}
