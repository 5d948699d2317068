"""Load generators, and the CPU time that a load costs the server."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmark import programs
from benchmark.measured_server import Request, Running
from lib.process import Cores, ScriptError

CONNECTIONS = 32
"""Connections of wrk: enough that the server never waits for a request."""

SPREAD = Path(__file__).resolve().with_name("spread.lua")
"""Makes wrk cycle through many tokens."""


@dataclass(frozen=True)
class LoadResult:
    """The result of a load."""

    rate: float
    """Requests per second."""
    cpu: float
    """The server's CPU time per request, in microseconds."""


def run_load(running: Running, request: Request, seconds: int, cores: Cores, tokens: Path | None = None) -> LoadResult:
    """Sends one request with wrk, as fast as possible over keep-alive connections. With a file of tokens, it cycles
    through them."""
    if request.method != "GET" or request.body is not None:
        raise ScriptError("wrk is for requests that change nothing")
    headers = [part for name, value in request.headers for part in ("-H", f"{name}: {value}")]
    many = (["-s", str(SPREAD)], ["--", str(tokens)]) if tokens else ([], [])
    load = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    command = ["wrk", *load, *headers, *many[0], running.url + request.path, *many[1]]
    running.truncate_log()
    before = running.cpu_seconds()
    printed = programs.run_for_text(command, cores)
    used = running.cpu_seconds() - before
    # wrk prints these lines only when something went wrong.
    if complaint := re.search(r"^\s*(Non-2xx or 3xx responses|Socket errors):.*$", printed, re.MULTILINE):
        raise ScriptError(f"{request.path} under load: {complaint[0].strip()}")
    count = re.search(r"(\d+) requests in ", printed)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    if not count or not rate or int(count[1]) == 0:
        raise ScriptError(f"wrk reports no requests: {printed.strip()}")
    return LoadResult(float(rate[1]), 1e6 * used / int(count[1]))


@dataclass(frozen=True)
class Tail:
    """Latencies in milliseconds."""

    p50: float
    p99: float
    slowest: float


def at_a_rate(running: Running, request: Request, rate: int, seconds: int) -> Tail:
    """Sends requests at a constant rate with oha. Latency counts from the time at which a request is due."""
    headers = [part for name, value in request.headers for part in ("-H", f"{name}: {value}")]
    count = rate * seconds
    settings = ["-q", str(rate), "-n", str(count), "-c", str(CONNECTIONS), "--latency-correction"]
    settings += ["--no-tui", "--output-format", "json", "-m", request.method]
    printed = programs.run([programs.oha(), *settings, *headers, running.url + request.path]).printed
    if printed["statusCodeDistribution"] != {"200": count}:
        wrong = printed["statusCodeDistribution"], printed["errorDistribution"]
        raise ScriptError(f"{request.path} at {rate} a second: {wrong}")
    percentiles = printed["latencyPercentiles"]
    return Tail(1000 * percentiles["p50"], 1000 * percentiles["p99"], 1000 * printed["summary"]["slowest"])


def queue(running: Running, requests: Sequence[Request], in_flight: int) -> dict[str, Any]:
    """The plan that sends each request once, with this number in flight."""
    encoded = [request.encoded().decode("latin-1") for request in requests]
    return {"queue": {"address": running.address, "in_flight": in_flight, "requests": encoded}}


def chains(running: Running, request: Callable[[str], Request], tokens: Sequence[str], times: int) -> dict[str, Any]:
    """The plan of concurrent clients that each exchange their token so many times."""
    text = request("{token}").encoded().decode("latin-1")
    one = {"request": text, "pointer": "/data/token", "times": times}
    return {"chains": {"address": running.address, "chains": [{**one, "token": token} for token in tokens]}}


def run_plan(running: Running, plan: dict[str, Any], cores: Cores = None) -> tuple[Any, float]:
    """Sends the requests of a plan. Returns the result, and the server's CPU seconds per request."""
    before = running.cpu_seconds()
    outcome = programs.stories(plan, cores)
    return outcome, (running.cpu_seconds() - before) / outcome["count"]
