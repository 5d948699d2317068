"""Load, and what it cost the server that bore it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmark import programs
from benchmark.measured_server import Cores, Request, Running
from lib.installation import Broken

CONNECTIONS = 32
"""How many connections wrk keeps busy: enough that the server never waits for a request."""


SPREAD = Path(__file__).resolve().with_name("spread.lua")
"""What makes wrk take many tokens."""


@dataclass(frozen=True)
class Borne:
    """What a server has answered in a time."""

    rate: float
    """Requests a second."""
    cpu: float
    """The server's processor time for each, in microseconds."""


def hit(running: Running, request: Request, seconds: int, cores: Cores, tokens: Path | None = None) -> Borne:
    """Sends one request again and again over connections that are kept, as fast as it is answered, from these cores:
    with the bearer tokens in this file, one after another, where there is one."""
    if request.method != "GET" or request.body is not None:
        raise Broken("wrk is for requests that change nothing")
    headers = [part for name, value in request.headers for part in ("-H", f"{name}: {value}")]
    many = (["-s", str(SPREAD)], ["--", str(tokens)]) if tokens else ([], [])
    load = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    command = ["wrk", *load, *headers, *many[0], running.url + request.path, *many[1]]
    running.tidy()
    before = running.cpu_seconds()
    printed = programs.run_for_text(command, cores)
    used = running.cpu_seconds() - before
    # wrk prints these lines only where there is something to say.
    if complaint := re.search(r"^\s*(Non-2xx or 3xx responses|Socket errors):.*$", printed, re.MULTILINE):
        raise Broken(f"{request.path} under load: {complaint[0].strip()}")
    count = re.search(r"(\d+) requests in ", printed)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    if not count or not rate or int(count[1]) == 0:
        raise Broken(f"wrk says nothing of requests: {printed.strip()}")
    return Borne(float(rate[1]), 1e6 * used / int(count[1]))


@dataclass(frozen=True)
class Tail:
    """How long answers took, in milliseconds."""

    p50: float
    p99: float
    slowest: float


def at_a_rate(running: Running, request: Request, rate: int, seconds: int) -> Tail:
    """Sends so many requests a second whether they are answered or not. How long an answer took counts from the moment
    that its request was due, so that one which is late makes those behind it late too."""
    headers = [part for name, value in request.headers for part in ("-H", f"{name}: {value}")]
    count = rate * seconds
    settings = ["-q", str(rate), "-n", str(count), "-c", str(CONNECTIONS), "--latency-correction"]
    settings += ["--no-tui", "--output-format", "json", "-m", request.method]
    printed = programs.run([programs.oha(), *settings, *headers, running.url + request.path]).printed
    if printed["statusCodeDistribution"] != {"200": count}:
        wrong = printed["statusCodeDistribution"], printed["errorDistribution"]
        raise Broken(f"{request.path} at {rate} a second: {wrong}")
    percentiles = printed["latencyPercentiles"]
    return Tail(1000 * percentiles["p50"], 1000 * percentiles["p99"], 1000 * printed["summary"]["slowest"])


def queue(running: Running, requests: Sequence[Request], in_flight: int) -> dict[str, Any]:
    """The plan that sends each of these requests once, so many at a time."""
    encoded = [request.encoded().decode("latin-1") for request in requests]
    return {"queue": {"address": running.address, "in_flight": in_flight, "requests": encoded}}


def chains(running: Running, request: Callable[[str], Request], tokens: Sequence[str], times: int) -> dict[str, Any]:
    """The plan of clients that each exchange their token so often, all at the same time."""
    text = request("{token}").encoded().decode("latin-1")
    one = {"request": text, "pointer": "/data/token", "times": times}
    return {"chains": {"address": running.address, "chains": [{**one, "token": token} for token in tokens]}}


def each_once(running: Running, plan: dict[str, Any], cores: Cores = None) -> tuple[Any, float]:
    """Sends what a plan says; returns what came out, and the server's processor seconds for one request."""
    before = running.cpu_seconds()
    outcome = programs.stories(plan, cores)
    return outcome, (running.cpu_seconds() - before) / outcome["count"]
