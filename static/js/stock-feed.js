/*
 * Follows the stock of one sale: by websocket, and by asking while there is none.
 *
 * A lost socket is tried again in growing, jittered pauses. Meanwhile stock.json is asked every
 * few seconds. A page that nobody looks at asks nothing, and is brought up to date on return.
 */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const ASK_EVERY_MS = 3000;
const NO_SUCH_SALE = 4404;

const jittered = (milliseconds) => milliseconds * (0.5 + Math.random() / 2);

/**
 * Calls `take(snapshot)` with every snapshot, `lose()` while there are none.
 * Returns `ask(within)`, which asks for one at some moment within so many milliseconds.
 */
export function followStock({ socketUrl, stockUrl, take, lose }) {
  const address = new URL(socketUrl, location.href.replace(/^http/, "ws"));
  let tries = 0;
  let socket = null;
  let asking = 0;
  let connecting = 0;
  let isOver = false;

  const receive = (snapshot) => (snapshot.error ? lose() : take(snapshot));

  function connect() {
    clearTimeout(connecting);
    socket = new WebSocket(address);
    socket.onopen = () => {
      tries = 0;
      clearTimeout(asking);
    };
    socket.onmessage = ({ data }) => receive(JSON.parse(data));
    socket.onclose = ({ code }) => {
      socket = null;
      if (code === NO_SUCH_SALE) isOver = true;
      if (isOver) return;
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries++);
      connecting = setTimeout(connect, jittered(pause));
      askAgain(jittered(tries > 1 ? ASK_EVERY_MS : FIRST_PAUSE_MS));
    };
  }

  const isOpen = () => socket?.readyState === WebSocket.OPEN;

  /** Asks until it is told, and without an open socket goes on asking. */
  function askAgain(pause) {
    clearTimeout(asking);
    asking = setTimeout(async () => {
      const isTold = document.hidden || (await ask());
      if (!isOver && !(isTold && isOpen())) askAgain(jittered(ASK_EVERY_MS));
    }, pause);
  }

  async function ask() {
    try {
      const response = await fetch(stockUrl, { headers: { Accept: "application/json" } });
      if (response.status === 404) isOver = true;
      receive(await response.json());
      return true;
    } catch {
      lose();
      return false;
    }
  }

  const wake = () => {
    if (document.hidden || isOver) return;
    tries = 0;
    if (!socket) connect();
    askAgain(0);
  };
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("offline", lose);
  window.addEventListener("pageshow", (event) => event.persisted && wake());

  connect();
  return (within) => askAgain(Math.random() * within);
}
