/*
 * Notes which holds were shown here, in the cookie that pages of the server read and write too
 * (orders/shown_holds.py): with it, a hold that the shop lost is told from one that was let go.
 *
 *   held=<holder>_<item>.<epoch>.<end>.<units>_…     until ten minutes after the last end
 *
 *   <div data-item="id" data-epoch="1">
 *     <form data-holder="3f2a91bc"> <b data-held-units> <time data-hold-time> </form>
 *   </div>
 */
import { serverNow } from "./server-clock.js";

const MOST_HOLDS = 20;
const TOLD_AFTER_SECONDS = 600;

/** The shopper was shown the hold that stands in this form. */
export function noteHold(form) {
  const { item, epoch } = form.closest("[data-item]").dataset;
  const moment = form.querySelector("[data-hold-time]").dateTime;
  const units = form.querySelector("[data-held-units]").textContent;
  const others = entries(form).filter((entry) => !entry.startsWith(item));
  const kept = [`${item}.${epoch}.${Date.parse(moment)}.${units}`, ...others].slice(0, MOST_HOLDS);
  const last = Math.max(...kept.map((entry) => Number(entry.split(".")[2])));
  const seconds = Math.ceil((last - serverNow()) / 1000) + TOLD_AFTER_SECONDS;
  const secure = location.protocol === "https:" ? "; secure" : "";
  const value = [form.dataset.holder, ...kept].join("_");
  document.cookie = `held=${value}; path=/; max-age=${seconds}; samesite=lax${secure}`;
}

/** Whether a hold of this form's item was shown, here or on another page. */
export function wasShown(form) {
  const { item } = form.closest("[data-item]").dataset;
  return entries(form).some((entry) => entry.startsWith(item));
}

function entries(form) {
  const cookie = document.cookie.split("; ").find((text) => text.startsWith("held="));
  const [holder, ...kept] = (cookie ?? "").slice("held=".length).split("_");
  return holder === form.dataset.holder ? kept : [];
}
