-- wrk script: one visitor after another opens a page, each with a browser of its own.
--   PAGE=/products/<slug>/  VISITORS=20000: signed out  BUYERS=file ("<cookie> <token>" a line): signed in
--   REPORT=report.lua wrk -t1 -c32 -d3s -s visits.lua http://127.0.0.1:PORT
dofile(os.getenv("REPORT"))
local visits, at = {}, 0

local function visit(number, cookie)
  visits[#visits + 1] = wrk.format("GET", os.getenv("PAGE"), {
    ["Host"] = "127.0.0.1",
    ["Accept"] = "text/html",
    ["Cookie"] = cookie,
    ["User-Agent"] = string.format("Mozilla/5.0 (X11; Linux x86_64; rv:%d.0) Gecko/20100101", number),
  })
end

function init()
  if os.getenv("BUYERS") then
    for line in io.lines(os.getenv("BUYERS")) do
      local cookie, token = line:match("^(%S+) (%S+)$")
      visit(#visits, "sessionid=" .. cookie .. "; csrftoken=" .. token)
    end
  else
    -- Another start a run: who came in an earlier one is no new visitor.
    local first = os.time() * 1000000 % 1000000000000
    for number = 1, tonumber(os.getenv("VISITORS")) do
      visit(first + number)
    end
  end
end

function request()
  at = at % #visits + 1
  return visits[at]
end
