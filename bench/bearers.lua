-- wrk script: one program after another, each with an access token, reserves through the API.
--   BEARERS=file (a token a line)  PRESS=/api/v1/sales/reserve/<item>
--   REPORT=report.lua wrk -t1 -c64 -d5s -s bearers.lua http://127.0.0.1:PORT
dofile(os.getenv("REPORT"))
local bearers, at = {}, 0

function init()
  for token in io.lines(os.getenv("BEARERS")) do
    bearers[#bearers + 1] = wrk.format("POST", os.getenv("PRESS"), {
      ["Host"] = "127.0.0.1",
      ["Accept"] = "application/json",
      ["Content-Type"] = "application/json",
      ["Authorization"] = "Bearer " .. token,
    }, '{"quantity": 1}')
  end
end

function request()
  at = at % #bearers + 1
  return bearers[at]
end
