-- wrk script: one signed-in buyer after another presses the button.
--   BUYERS=file ("<cookie> <token>" a line)  COOKIE=sessionid|connect.sid  PRESS=/rush/items/<item>/reserve/
-- PRESS may name several buttons, with spaces between: each buyer presses the next one.
--   REPORT=report.lua wrk -t1 -c64 -d5s -s rush.lua http://127.0.0.1:PORT
dofile(os.getenv("REPORT"))
local buyers, at = {}, 0

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
