// What a Node shop would do for the same request: express, a session in Redis, a double-submit CSRF token,
// and one Lua script that takes a unit under a per-buyer limit with a TTL key.
//   REDIS_PORT=6379 PORT=3001 WORKERS=2 NODE_ENV=production node server.mjs
//   POST /bench/sessions?count=60000   -> lines of "<cookie> <token>", one signed-in buyer each
//   POST /bench/open?units=10000000    -> a fresh pool
//   POST /rush/items/1/reserve/        -> 201, or 409 with a code
import cluster from "node:cluster";
import { createHmac, randomUUID } from "node:crypto";
import RedisStore from "connect-redis";
import express from "express";
import session from "express-session";
import Redis from "ioredis";

const SECRET = "bench";
const LIMIT = 5;
const HOLD_SECONDS = 600;
const port = Number(process.env.REDIS_PORT || 6379);
const engine = new Redis({ port, db: 1 });
const sessions = new Redis({ port, db: 2 });

engine.defineCommand("reserve", {
  numberOfKeys: 4,
  lua: `
    local units = tonumber(ARGV[2])
    if tonumber(redis.call('HGET', KEYS[1], 'available')) < units then return -1 end
    local taken = tonumber(redis.call('HGET', KEYS[4], ARGV[1]) or '0')
    if taken + units > tonumber(ARGV[4]) then return -2 end
    redis.call('HINCRBY', KEYS[1], 'available', -units)
    redis.call('HINCRBY', KEYS[4], ARGV[1], units)
    redis.call('HSET', KEYS[2], ARGV[1], units)
    redis.call('ZADD', KEYS[3], ARGV[3], ARGV[1])
    redis.call('SET', 'hold:{1}:' .. ARGV[1], units, 'EX', ${HOLD_SECONDS})
    return 1`,
});

const app = express();
app.disable("x-powered-by");
app.use(express.urlencoded({ extended: false }));
app.use(session({
  store: new RedisStore({ client: sessions, disableTouch: true }),
  secret: SECRET, resave: false, saveUninitialized: false,
}));

const sign = (id) => "s:" + id + "." + createHmac("sha256", SECRET).update(id).digest("base64").replace(/=+$/, "");
const cookie = { originalMaxAge: null, httpOnly: true, path: "/" };

app.post("/bench/sessions", async (req, res) => {
  const count = Number(req.query.count);
  let lines = "";
  for (let start = 0; start < count; start += 1000) {
    const pipe = sessions.pipeline();
    for (let i = start; i < Math.min(count, start + 1000); i++) {
      const id = randomUUID(), token = randomUUID();
      pipe.set("sess:" + id, JSON.stringify({ cookie, buyer: randomUUID(), token }), "EX", 86400);
      lines += encodeURIComponent(sign(id)) + " " + token + "\n";
    }
    await pipe.exec();
  }
  res.type("text/plain").send(lines);
});

app.post("/bench/open", async (req, res) => {
  await engine.flushdb();
  await engine.hset("stock:{1}", "available", Number(req.query.units));
  res.send("open\n");
});

app.post("/rush/items/1/reserve/", async (req, res) => {
  if (!req.session.buyer) return res.status(401).json({ error: { code: "signed_out" } });
  if (req.get("x-csrftoken") !== req.session.token) return res.status(403).json({ error: { code: "csrf" } });
  const units = Number(req.body.quantity || 1);
  const expires = Date.now() + HOLD_SECONDS * 1000;
  const answer = await engine.reserve(
    "stock:{1}", "stock:{1}:holds", "stock:{1}:expiry", "stock:{1}:bought",
    req.session.buyer, units, expires, LIMIT,
  );
  if (answer === 1) return res.status(201).json({ item: 1, units, expires_at: new Date(expires).toISOString() });
  res.status(409).json({ error: { code: answer === -1 ? "out_of_stock" : "purchase_limit" } });
});

const workers = Number(process.env.WORKERS || 1);
if (cluster.isPrimary && workers > 1) {
  for (let i = 0; i < workers; i++) cluster.fork();
} else {
  app.listen(Number(process.env.PORT || 3001), "127.0.0.1");
}
