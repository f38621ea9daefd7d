/* The entry of the checkout: binds what only its form has. */
import { bindDraft } from "./draft.js";
import { bindRequote } from "./requote.js";

bindDraft();
bindRequote();
