"""packaging/compose: the files, without Docker."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import compose_spec
import yaml

from containers.program import FILE, Program, loose_tag, version
from lib import process
from lib.process import ROOT, ScriptError, find_program
from lib.report import Report

FOLDER = ROOT / "packaging" / "compose"
SECRETS = "/run/secrets"
NODES = ("node1", "node2")
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
EXAMPLE = {"RUN_AS": "1000:1000"}
"""What is in .env for the checks that start nothing."""

Json = Any


def settings_file(path: Path) -> dict[str, str]:
    """The variables of an .env file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def text(name: str, variables: Mapping[str, str]) -> str:
    """A compose file, with the variables that Docker Compose would put into it."""

    def value(found: re.Match[str]) -> str:
        known, kind, rest = variables.get(found[1]), found[2], found[3]
        if known:
            return known
        if kind != "-":
            raise ScriptError(f"{name}: {found[1]} has no value: {rest}")
        return str(rest)

    return VARIABLE.sub(value, (FOLDER / name).read_text(encoding="utf-8"))


def services(variables: Mapping[str, str]) -> dict[str, Json]:
    """The services of compose.yaml by name."""
    return dict(yaml.safe_load(text("compose.yaml", variables))["services"])


def _invalid(name: str) -> list[str]:
    options = compose_spec.PyOptions()
    options.apply_merge = True
    try:
        options.from_yaml(text(name, EXAMPLE)).validate()
    except ValueError as error:
        return [f"{name}: {error}"]
    return []


def _not_hardened(found: dict[str, Json]) -> Iterator[str]:
    for name, service in found.items():
        if service.get("user", "root").split(":")[0] in ("root", "0"):
            yield f"{name} may be root"
        if not service.get("read_only"):
            yield f"{name} may write its root file system"
        if "ports" in service and name != "proxy":
            yield f"{name} can be reached without the proxy"
        if "healthcheck" not in service:
            yield f"{name} has no health check"


def _wrong_files(found: dict[str, Json]) -> Iterator[str]:
    """What names a secret that the service does not have, or has one that it does not name."""
    for name, service in found.items():
        given = {f"{SECRETS}/{secret}" for secret in service.get("secrets", [])}
        named = {value for key, value in service["environment"].items() if key.endswith(FILE)} if given else set()
        if given != named:
            yield f"{name} has {sorted(given)}, and names {sorted(named)}"


def proxy_environment(changed: Mapping[str, str]) -> dict[str, str]:
    """What HAProxy is started with: these addresses instead of those of the containers."""
    return {"PATH": os.environ["PATH"], **changed}


def haproxy() -> str:
    """The program, which is not on the PATH of every user."""
    sbin = Path("/usr/sbin/haproxy")
    return str(sbin) if sbin.exists() else find_program("haproxy", "on Debian: apt-get install haproxy")


def _refused_by_haproxy(certificate: Path) -> Iterator[str]:
    names = {"NODE1": "127.0.0.1", "NODE2": "127.0.0.1", "PROXY_CERTIFICATE": str(certificate)}
    for files in (["haproxy.cfg"], ["haproxy.cfg", "tls.cfg"]):
        # A warning counts, too.
        command = [haproxy(), "-c", "-dW", *(word for name in files for word in ("-f", FOLDER / name))]
        try:
            process.run(command, environment=proxy_environment(names))
        except ScriptError as error:
            yield str(error)


def check(program: Program, tools: Path, certificate: Path, report: Report) -> None:
    """Makes all checks of the files."""
    report.begin("Compose")
    names = ("compose.yaml", "compose.tls.yaml")
    report.check("the files are valid", (it for name in names for it in _invalid(name)), ", ".join(names))
    try:
        linted = ["--fail-on", "low", "--strict-config", "--config", FOLDER / ".compose-lint.yml", "--quiet"]
        process.run([tools / "compose-lint", "check", *linted, *(FOLDER / name for name in names[:1])])
        report.check("compose-lint finds nothing", [], "but what .compose-lint.yml has a reason for")
    except ScriptError as error:
        problems = (line for line in str(error).splitlines() if "  CL-" in line and "SUPPRESSED" not in line)
        report.check("compose-lint finds nothing", problems)
    found = services(EXAMPLE)
    report.check("nobody is root, and nothing but the proxy is open", _not_hardened(found), ", ".join(found))
    images = [service["image"] for service in found.values()]
    report.check("every image has a version", (it for image in images for it in loose_tag(image)), ", ".join(images))
    ours = [found[name] for name in NODES]
    wrong = [f"{one['image']} is not this version" for one in ours if not one["image"].endswith(f":{version()}")]
    report.check("nodes are of this version", wrong)
    variables = [name for one in ours for name in one["environment"]]
    report.check("every variable is a setting", program.unknown_variables(variables), f"{len(variables)} variables")
    report.check("every secret is named, and is there", _wrong_files(found))
    proxy, trusted = found["proxy"], ours[0]["environment"]["LATCHKEY_HTTP_TRUSTED_PROXIES"]
    address = proxy["networks"]["front"]["ipv4_address"]
    report.check("the proxy is trusted, and nobody else", [] if trusted == address else [f"{trusted} is"], address)
    wrong = [problem for one in ours for problem in program.unknown_command(one["healthcheck"]["test"][2:])]
    report.check("health checks are commands of the program", wrong)
    report.check("HAProxy takes its configuration, without and with TLS", _refused_by_haproxy(certificate))
