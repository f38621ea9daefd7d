/* The one entry: binds every behaviour to what the page has of it. */
import { bindCartBadge } from "./cart-badge.js";
import { bindCountdowns } from "./countdown.js";
import { bindLocalTimes } from "./local-time.js";
import { bindMessages } from "./messages.js";
import { bindOnce } from "./once.js";
import { bindReserve } from "./reserve.js";
import { bindTell } from "./tell.js";

for (const bind of [
  bindReserve,
  bindCartBadge,
  bindTell,
  bindCountdowns,
  bindLocalTimes,
  bindMessages,
  bindOnce,
]) {
  bind();
}

// What only some pages need, no other page has to load.
if (document.querySelector("[data-live]")) {
  import("./live-stock.js").then(({ bindLiveStock }) => bindLiveStock(), () => {});
}
if (document.querySelector("[data-cart]")) {
  import("./cart.js").then(({ bindCart }) => bindCart(), () => {});
}
