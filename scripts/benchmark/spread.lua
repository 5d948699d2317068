-- For wrk: cycles through the bearer tokens of many sessions.
--
--     wrk -s spread.lua URL -- TOKENS
--
-- TOKENS is a file with one token per line. The requests are built beforehand, to save time between them. Each thread
-- begins at a different line.

local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(arguments)
    requests = {}
    for token in assert(io.open(arguments[1])):lines() do
        wrk.headers["Authorization"] = "Bearer " .. token
        requests[#requests + 1] = wrk.format()
    end
    assert(#requests > 0, "there is no token in " .. arguments[1])
    -- The golden ratio spreads any number of threads.
    at = math.floor(number * 0.618034 * #requests) % #requests
end

function request()
    at = at % #requests + 1
    return requests[at]
end
