/*
 * Lets a message be put away.
 *
 *   <div data-messages> <div>…</div> </div>
 */
export function bindMessages() {
  for (const message of document.querySelectorAll("[data-messages] > *")) {
    const close = document.createElement("button");
    close.type = "button";
    close.className = "message__close";
    close.ariaLabel = "Put this message away";
    close.textContent = "×";
    close.addEventListener("click", () => message.remove());
    message.append(close);
  }
}
