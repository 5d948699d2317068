"""The processes of packaging/compose without containers: the same settings, files and ports, at addresses of the
loopback interface that stand for the containers'."""

import contextlib
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

from containers import compose
from lib import process
from lib.installation import READY
from lib.process import DEADLINE, ROOT, ScriptError, find_program

SHIM = Path(__file__).with_name("docker.py")


def certificate(folder: Path) -> Path:
    """A certificate for localhost with its key, in one file as HAProxy wants it."""
    openssl = find_program("openssl", "on Debian: apt-get install openssl")
    key, public, both = folder / "key.pem", folder / "certificate.pem", folder / "tls.pem"
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    process.run([openssl, "req", "-x509", *kind, *name, "-keyout", key, "-out", public])
    both.write_text(public.read_text(encoding="ascii") + key.read_text(encoding="ascii"), encoding="ascii")
    return both


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A throw-away PostgreSQL: host, port and further parts of its URL behind the password."""
    log = folder / "postgres.log"
    command = [ROOT / "scripts" / "postgres", "run", "--", "sh", "-c", 'echo "$TEST_DATABASE_URL"; exec sleep 600']
    with log.open("ab") as output, process.started(command, log=output, folder=folder) as running:
        until = time.monotonic() + DEADLINE
        while "postgres://" not in (printed := log.read_text(encoding="utf-8")):
            if running.poll() is not None or time.monotonic() > until:
                raise ScriptError(f"PostgreSQL does not start: {printed}")
            time.sleep(0.02)
        yield printed.partition("postgres://")[2].strip().partition("@")[2].partition("/")[0]


class Stack:
    """A copy of packaging/compose with its secrets, and what was started of it."""

    def __init__(self, binary: Path, database: str, folder: Path) -> None:
        self._binary, self._database, self.folder = binary, database, folder
        self.compose = folder / "packaging" / "compose"
        shutil.copytree(compose.FOLDER, self.compose, ignore=shutil.ignore_patterns("secrets", ".env"))
        self._bin = folder / "bin"
        self._bin.mkdir()
        shutil.copy(SHIM, self._bin / "docker")
        network = f"127.{random.randrange(16, 250)}.{random.randrange(250)}"
        self.proxy, self.nodes = f"{network}.2", dict(zip(compose.NODES, (f"{network}.11", f"{network}.12")))
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        self._running = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    def up(self, *arguments: str, starts: bool = False) -> str:
        """Runs `up`, and returns what it printed. While it waits for the containers, their processes are started."""
        environment = {"PATH": f"{self._bin}:/usr/sbin:/usr/bin:/sbin:/bin:{Path(sys.executable).parent}"}
        log = self.folder / "up.log"
        calls = self._bin / "calls"
        calls.write_text("", encoding="utf-8")
        with (
            log.open("wb") as output,
            process.started(
                [self.compose / "up", *arguments], log=output, folder=self.folder, environment=environment
            ) as running,
        ):
            while running.poll() is None and not calls.read_text(encoding="utf-8"):
                time.sleep(0.02)
            if starts and running.poll() is None:
                for name in self.nodes:
                    self.start(name)
                self.start_proxy()
                self._prepare_shim()
            code = running.wait(DEADLINE)
        printed = log.read_text(encoding="utf-8")
        if code != 0:
            raise ScriptError(f"`up` failed with {code}: {printed}{self.logs()}")
        return printed

    def calls(self) -> list[list[str]]:
        """What the last `up` asked Docker for."""
        return [json.loads(line) for line in (self._bin / "calls").read_text(encoding="utf-8").splitlines()]

    def _prepare_shim(self) -> None:
        prepared = {"binary": str(self._binary), "environment": self.environment("node1")}
        (self._bin / "environment.json").write_text(json.dumps(prepared), encoding="utf-8")
        (self._bin / "healthy").touch()

    def environment(self, node: str) -> dict[str, str]:
        """What compose.yaml and the image give a node, with addresses and files of this machine."""
        variables = compose.settings_file(self.compose / ".env")
        service = compose.services(variables)[node]
        address, secrets = self.nodes[node], self.compose / "secrets"
        database = (secrets / "database_url").read_text(encoding="utf-8").replace("@postgres/", f"@{self._database}/")
        here = self.folder / "database_url"
        here.write_text(database, encoding="utf-8")
        replaced = {
            # The proxy sends from the first address of this interface.
            compose.services(variables)["proxy"]["networks"]["front"]["ipv4_address"]: "127.0.0.1",
            f"{compose.SECRETS}/database_url": str(here),
            compose.SECRETS: str(secrets),
            "0.0.0.0": address,
        }
        changed = {}
        for name, value in service["environment"].items():
            for old, new in replaced.items():
                value = value.replace(old, new)
            changed[name] = value
        return changed

    def start(self, node: str) -> None:
        """Starts a node in a folder of its own, and waits until it listens."""
        folder, before = self.folder / node, len(self.log(node))
        folder.mkdir(exist_ok=True)
        self._run(node, [self._binary, "serve"], folder, self.environment(node))
        until = time.monotonic() + DEADLINE
        while READY not in self.log(node)[before:]:
            if self._started[node].poll() is not None or time.monotonic() > until:
                raise ScriptError(f"{node} does not start: {self.log(node)[before:]}")
            time.sleep(0.02)

    def start_proxy(self, *files: str, **changed: str) -> None:
        """Starts HAProxy."""
        names = {name.upper(): address for name, address in self.nodes.items()}
        listening = {
            f"PROXY_{name}": f"{self.proxy}:{port}"
            for name, port in (("HTTP", 8080), ("HEALTH", 8405), ("HTTPS", 8443))
        }
        files = ("haproxy.cfg", *files)
        command = [compose.haproxy(), "-W", "-db", *(word for name in files for word in ("-f", self.compose / name))]
        self._run("proxy", command, self.folder, compose.proxy_environment({**names, **listening, **changed}))

    def _run(self, name: str, command: list[object], folder: Path, environment: Mapping[str, str]) -> None:
        log = self._running.enter_context((self.folder / f"{name}.log").open("ab"))
        started = process.started(command, log=log, folder=folder, environment=environment)
        self._started[name] = self._running.enter_context(started)

    def stop(self, name: str) -> tuple[int, float]:
        """Stops one as a container engine does. Returns its exit code, and how long that took."""
        began = time.monotonic()
        return process.stop(self._started[name]), time.monotonic() - began

    def log(self, name: str) -> str:
        """Everything that one has logged."""
        path = self.folder / f"{name}.log"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def logs(self) -> str:
        """The last lines of all."""
        return "".join(f"\n{name}: {line}" for name in self._started for line in self.log(name).splitlines()[-3:])

    def run(self, *arguments: str) -> str:
        """Runs a command in the first node's container."""
        return process.run([self._binary, *arguments], folder=self.folder, environment=self.environment("node1"))
