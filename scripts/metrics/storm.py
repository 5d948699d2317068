"""A storm of logins, scraped while it blows and compared with what its clients saw."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Sequence

from lib.accounts import Account, ApiKey
from lib.client import Client, Networks, Response, in_parallel
from lib.installation import Server
from lib.report import Report
from metrics.logins import LOGINS, Login, right, wrong
from metrics.scrape import Samples, counted, scrape

PEOPLE = 4
LOGINS_EACH = 24
"""Logins through each contract, of which every third has a wrong password."""
AT_ONCE = 16
REFUSED = 15
"""Wrong passwords at one name from one network, more than the limit of a source."""
SCRAPE_EVERY = 0.1
"""Seconds between scrapes during the storm."""
OUTCOMES = {200: "success", 401: "bad_credentials", 429: "rate_limited"}


def storm(report: Report, server: Server, watched: tuple[str, int], people: Sequence[Account], key: ApiKey) -> None:
    """Logs in through all contracts at once."""
    report.begin("A storm of logins")
    before, scrapes, seen = asyncio.run(_storm(server, watched, people, key))
    after = scrapes[-1]
    statuses, outcomes = Counter(), Counter()
    for login, response in seen:
        statuses[login.contract, login.operation, str(response.status)] += 1
        outcomes[login.contract, OUTCOMES.get(response.status, "?")] += 1
    counted_requests = counted(after, "latchkey_http_requests_total", "contract", "operation", "status")
    report.check("counts each response that a client got", _differences(statuses, counted_requests), f"{len(seen)} logins")
    counted_logins = counted(after, "latchkey_logins_total", "contract", "outcome")
    report.check("counts each login by contract and outcome", _differences(outcomes, counted_logins))
    refusals = counted(after, "latchkey_rate_limit_refusals_total", "contract", "limit")
    limited = Counter({(contract, "login"): n for (contract, outcome), n in outcomes.items() if outcome == "rate_limited"})
    report.check("counts each refusal of a limit", _differences(limited, refusals))
    hashed = after["latchkey_hashing_duration_seconds_count"] - before["latchkey_hashing_duration_seconds_count"]
    verified = sum(n for (_, outcome), n in outcomes.items() if outcome != "rate_limited")
    report.check("measures each hash", [] if hashed == verified else [f"{hashed:.0f} of {verified}"])
    report.check("never counts backwards", _backwards(scrapes), f"{len(scrapes)} scrapes during the storm")
    busy = max(samples["latchkey_hashing_lanes_in_use"] for samples in scrapes)
    queued = max(samples["latchkey_hashing_queue_length"] for samples in scrapes)
    problems = [] if 0 < busy <= after["latchkey_hashing_lanes"] else [f"{busy:.0f} lanes in use"]
    report.check("shows hashing threads at work", problems, f"at most {busy:.0f} in use, {queued:.0f} waiting")


async def _storm(
    server: Server, watched: tuple[str, int], people: Sequence[Account], key: ApiKey
) -> tuple[Samples, list[Samples], list[tuple[Login, Response]]]:
    before = await scrape(watched)
    networks = Networks()
    client = Client(server.address)

    async def one(login: Login, data: bytes) -> tuple[Login, Response]:
        return login, await client.send(data)

    work = []
    for login, number in itertools.product(LOGINS, range(LOGINS_EACH)):
        network = networks.fresh()
        person = people[number % len(people)]
        name = f"nobody{number}.{login.contract}@accounts.example"
        data = wrong(login, key, name, network) if number % 3 == 0 else right(login, key, person, network)
        work.append(one(login, data))
    for login in LOGINS:
        network, name = networks.fresh(), f"guessed.{login.contract}@accounts.example"
        work += [one(login, wrong(login, key, name, network)) for _ in range(REFUSED)]

    scrapes: list[Samples] = []
    over = asyncio.Event()

    async def scraper() -> None:
        while not over.is_set():
            scrapes.append(await scrape(watched))
            await asyncio.sleep(SCRAPE_EVERY)

    scraping = asyncio.create_task(scraper())
    seen = await in_parallel(work, AT_ONCE)
    over.set()
    await scraping
    scrapes.append(await scrape(watched))
    return before, scrapes, seen


def _differences(seen: "Counter[tuple[str, ...]]", shown: dict[tuple[str, ...], int]) -> list[str]:
    keys = sorted({*seen, *shown})
    return [f"{key}: {seen[key]} seen, {shown.get(key, 0)} shown" for key in keys if seen[key] != shown.get(key, 0)]


def _backwards(scrapes: Sequence[Samples]) -> list[str]:
    problems = []
    for earlier, later in itertools.pairwise(scrapes):
        for sample, value in earlier.items():
            is_counter = sample.partition("{")[0].endswith(("_total", "_count", "_bucket"))
            if is_counter and later.get(sample, -1) < value:
                problems.append(f"{sample}: {value} and then {later.get(sample)}")
    return problems
