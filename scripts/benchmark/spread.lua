-- For wrk: GET with the bearer tokens of many sessions, one after the other, round and round.
--
--     wrk -s spread.lua URL -- TOKENS
--
-- TOKENS is a file with a token a line. The requests are made beforehand, so that there is nothing to do between them.
-- Each thread begins at another place of the file.

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
