-- `reserve`, as one script: the same checks in the same order, the same writes.
-- Left out is what a pool of the bench never needs: dead holds are not taken back.
--
-- KEYS  pool, holds, expiry, bought, ledger, the hold's TTL key, the buyer's pause
-- ARGV  buyer, units, token, write id
-- Says  {'held', units, token, expires_at, 1 if anything was changed, now}, or {a refusal's code, its facts …}

local buyer, units = ARGV[1], tonumber(ARGV[2])
local pool = redis.call('HMGET', KEYS[1], 'available', 'held', 'version', 'per_buyer_limit',
  'hold_seconds', 'opens_at', 'closes_at', 'paused', 'closed', 'epoch', 'cooldown_seconds')
if not pool[1] then return {'unavailable'} end
local available, held, version = tonumber(pool[1]), tonumber(pool[2]), tonumber(pool[3])
local limit, hold_seconds = tonumber(pool[4]), tonumber(pool[5])
local opens_at, closes_at = tonumber(pool[6]), tonumber(pool[7])
local paused, closed = pool[8] == '1', pool[9] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local had, token, expires_at, extended = 0, ARGV[3], now + hold_seconds * 1000, ''
local json = redis.call('HGET', KEYS[2], buyer)
if json then
  local hold = cjson.decode(json)
  had, token, expires_at = hold.units, hold.token, hold.expires_at
  if hold.extended then extended = ',"extended":true' end
end
if had >= units then return {'held', had, token, expires_at, 0, now} end

if closed then return {'ended'} end
if now < opens_at then return {'not_open', opens_at} end
if closes_at and now >= closes_at then return {'ended'} end
if paused then return {'paused'} end
if had == 0 and tonumber(pool[11] or '0') > 0 then
  local ends_at = tonumber(redis.call('GET', KEYS[7]) or '0')
  if ends_at > now then return {'cooldown', ends_at, now} end
end

local bought = tonumber(redis.call('HGET', KEYS[4], buyer) or '0')
if bought + units > limit then return {'purchase_limit', limit, bought + had} end
local wanted = units - had
if wanted > available then return {'out_of_stock', units, available} end

local ends = string.format('%.0f', expires_at)
redis.call('HSET', KEYS[1], 'available', available - wanted, 'held', held + wanted, 'version', version + 1)
redis.call('HSET', KEYS[2], buyer,
  '{"units":' .. units .. ',"token":"' .. token .. '","expires_at":' .. ends .. extended .. '}')
redis.call('ZADD', KEYS[3], ends, buyer)
redis.call('SET', KEYS[6], token, 'PXAT', ends)
redis.call('XADD', KEYS[5], '*', 'write', ARGV[4], 'kind', 'reserve', 'units', wanted,
  'from', 'available', 'to', 'held', 'epoch', pool[10], 'buyer', buyer)
return {'held', units, token, expires_at, 1, now}
