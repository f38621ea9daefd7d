-- wrk script: one signed-in buyer after another presses the button.
--   BUYERS=file ("<cookie> <token>" a line)  COOKIE=sessionid|connect.sid  PRESS=/rush/items/<item>/reserve/
-- PRESS may name several buttons, with spaces between: each buyer presses the next one.
--   wrk -t1 -c64 -d5s -s rush.lua http://127.0.0.1:PORT
-- The last line it prints is JSON: what bench/http/wrk.py reads.
local threads, buyers, at = {}, {}, 0
statuses = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function init()
  local buttons = {}
  for path in os.getenv("PRESS"):gmatch("%S+") do
    buttons[#buttons + 1] = path
  end
  for line in io.lines(os.getenv("BUYERS")) do
    local cookie, token = line:match("^(%S+) (%S+)$")
    buyers[#buyers + 1] = wrk.format("POST", buttons[#buyers % #buttons + 1], {
      ["Host"] = "127.0.0.1",
      ["Accept"] = "application/json",
      ["Content-Type"] = "application/x-www-form-urlencoded",
      ["Cookie"] = os.getenv("COOKIE") .. "=" .. cookie .. "; csrftoken=" .. token,
      ["X-CSRFToken"] = token,
    }, "quantity=1")
  end
end

function request()
  at = at % #buyers + 1
  return buyers[at]
end

function response(status)
  statuses[status] = (statuses[status] or 0) + 1
end

function done(summary, latency)
  local counts, errors = {}, summary.errors
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("statuses")) do
      counts[#counts + 1] = string.format('"%d": %d', status, count)
    end
  end
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "p50_ms": %.2f, "p99_ms": %.2f, "broken": %d, "statuses": {%s}}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.timeout, table.concat(counts, ", ")
  ))
end
