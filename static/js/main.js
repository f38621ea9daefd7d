/* The one entry: binds every behaviour to what the page has of it. */
import { bindCart } from "./cart.js";
import { bindCartBadge } from "./cart-badge.js";
import { bindCountdowns } from "./countdown.js";
import { bindLiveStock } from "./live-stock.js";
import { bindLocalTimes } from "./local-time.js";
import { bindMessages } from "./messages.js";
import { bindOnce } from "./once.js";
import { bindReserve } from "./reserve.js";
import { bindTell } from "./tell.js";
import { bindUnits } from "./units.js";

for (const bind of [
  bindReserve,
  bindCart,
  bindCartBadge,
  bindTell,
  bindLiveStock,
  bindCountdowns,
  bindLocalTimes,
  bindMessages,
  bindOnce,
  bindUnits,
]) {
  bind();
}
