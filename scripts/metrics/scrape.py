"""Reads `/metrics`."""

import json
import re

from lib.client import Client, request
from lib.installation import READY, Server
from lib.process import ScriptError

Samples = dict[str, float]
"""The samples of a scrape, by name and labels as they are printed."""

LABEL = re.compile(r'(\w+)="([^"]*)"')


def metrics_address(server: Server) -> tuple[str, int]:
    """Where a server is watched, as its log says."""
    line = next(line for line in server.log().splitlines() if READY in line)
    host, port = json.loads(line)["metrics"].removeprefix("http://").removesuffix("/metrics").rsplit(":", 1)
    return host, int(port)


async def scrape_text(address: tuple[str, int]) -> str:
    """Scrapes, and returns what came."""
    response = await Client(address).send(request("GET", "/metrics"))
    if response.status != 200:
        raise ScriptError(f"/metrics was answered with {response.status}")
    return response.body.decode()


async def scrape(address: tuple[str, int]) -> Samples:
    """Scrapes."""
    lines = (await scrape_text(address)).splitlines()
    split = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {sample: float(value) for sample, value in split}


def counted(samples: Samples, name: str, *labels: str) -> dict[tuple[str, ...], int]:
    """The samples of a counter that are not 0, by the values of these labels."""
    found = {}
    for sample, value in samples.items():
        if sample.startswith(name + "{") and value:
            of_sample = dict(LABEL.findall(sample))
            found[tuple(of_sample[label] for label in labels)] = int(value)
    return found
