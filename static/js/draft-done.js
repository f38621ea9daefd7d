/* Loaded by the page of an order: what was typed at the checkout is not kept any more. */
import { forgetDrafts } from "./draft.js";

forgetDrafts();
