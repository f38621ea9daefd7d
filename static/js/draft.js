/*
 * Keeps what was typed in a form through a reload, until the tab is closed or the order is there.
 *
 *   <form data-draft="who" data-typed>     typed: the server has just written what was sent
 *
 * Never what is hidden, nor how it is paid. The page of the order forgets it (draft-done.js).
 */
const PREFIX = "draft:";
const NEVER = ["payment"];

export function bindDraft() {
  const form = document.querySelector("[data-draft]");
  if (!form) return;
  const key = PREFIX + form.dataset.draft;
  const keep = () => write(key, JSON.stringify(typed(form)));
  // A reload sends again what was sent, and knows nothing of what was typed since.
  const isReload = performance.getEntriesByType("navigation")[0]?.type === "reload";
  if ("typed" in form.dataset && !isReload) keep();
  else restore(form, key);
  form.addEventListener("input", keep);
}

export function forgetDrafts() {
  try {
    const kept = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
    kept.forEach((key) => sessionStorage.removeItem(key));
  } catch {
    // Nothing can be kept where storage is forbidden.
  }
}

function fields(form) {
  return [...form.elements].filter(
    ({ name, type }) => name && !["hidden", "submit"].includes(type) && !NEVER.includes(name)
  );
}

function typed(form) {
  const chosen = fields(form).filter(({ type, checked }) => type !== "radio" || checked);
  return Object.fromEntries(chosen.map(({ name, value }) => [name, value]));
}

/** What is other than the page was says "change", as if it had been typed now. */
function restore(form, key) {
  const kept = read(key);
  for (const field of fields(form)) {
    if (field.name in kept && put(field, kept[field.name])) {
      queueMicrotask(() => field.dispatchEvent(new Event("change", { bubbles: true })));
    }
  }
}

/** Whether the field is another now. What can't be chosen any more isn't. */
function put(field, value) {
  if (field.type === "radio") {
    if (field.checked || field.value !== value) return false;
    field.checked = true;
    return true;
  }
  const before = field.value;
  field.value = value;
  if (field.tagName === "SELECT" && field.value !== value) field.value = before;
  return field.value !== before;
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function write(key, text) {
  try {
    sessionStorage.setItem(key, text);
  } catch {
    // Nothing can be kept where storage is forbidden.
  }
}
