// What a Node shop would do to show the count: socket.io 4, one process, one broadcast for all who watch.
//   REDIS_PORT=6379 POOL=<item> PORT=3002 NODE_ENV=production node server.mjs
// It reads the same pool as the shop ten times a second, and sends the same snapshot.
import { createServer } from "node:http";
import Redis from "ioredis";
import { Server } from "socket.io";

const INTERVAL_MS = 100;
const pool = process.env.POOL;
const stock = `stock:{${pool}}`;
const redis = new Redis({ port: Number(process.env.REDIS_PORT || 6379) });

const server = createServer();
const io = new Server(server, { transports: ["websocket"], serveClient: false });
let newest = null;

io.on("connection", (socket) => {
  if (newest) socket.emit("stock", newest);
});

const COUNTERS = ["epoch", "version", "units", "available", "held", "claimed", "sold"];

async function read() {
  const answers = await redis.pipeline().time().hmget(stock, COUNTERS).zrange(`${stock}:expiry`, 0, 0, "WITHSCORES").exec();
  const [[seconds, microseconds], counters, first] = answers.map(([error, answer]) => {
    if (error) throw error;
    return answer;
  });
  const [epoch, version, units, available, held, claimed, sold] = counters.map(Number);
  const now = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  return {
    sale: "bench",
    phase: available > 0 ? "live" : "sold_out",
    server_time: new Date(now).toISOString(),
    items: {
      [pool]: {
        epoch, version, units, available, held: held + claimed, sold,
        next_release_at: first.length ? new Date(Number(first[1])).toISOString() : null,
      },
    },
  };
}

const versionOf = (snapshot) => snapshot && snapshot.items[pool].version;

async function tick() {
  const started = performance.now();
  const snapshot = await read();
  if (versionOf(snapshot) !== versionOf(newest)) {
    newest = snapshot;
    io.emit("stock", snapshot);
  }
  setTimeout(tick, Math.max(0, INTERVAL_MS - (performance.now() - started)));
}

server.listen(Number(process.env.PORT || 3002), "127.0.0.1", tick);
