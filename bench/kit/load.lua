-- Heartbeats for wrk, made beforehand so that the client costs as little as it can.
-- Arguments: key, hosts per request (1: /v1/heartbeat, else /v1/heartbeats), connection header.
local HOSTS = 10000
local requests, at = {}, 0

function init(args)
  local key, batch, connection = args[1], tonumber(args[2]), args[3]
  local headers = { ['x-api-key'] = key, ['Connection'] = connection }
  local path = batch == 1 and '/v1/heartbeat' or '/v1/heartbeats'
  for first = 1, HOSTS, batch do
    local items = {}
    for host = first, first + batch - 1 do
      items[#items + 1] = string.format('{"hostId":"host-%d"}', host)
    end
    local body = batch == 1 and items[1] or '[' .. table.concat(items, ',') .. ']'
    requests[#requests + 1] = wrk.format('POST', path, headers, body)
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%f,"bad":%d,"failed":%d,"p50":%f,"p99":%f,"max":%f}\n',
    summary.requests, summary.duration / 1e6, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
