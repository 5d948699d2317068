"""The state of the server after the attacks."""

from attacks.target import Target
from lib.client import request
from lib.documents import Operation

MEMORY = 512
"""The peak of its memory in MB. The attacks send far more, and the server must not keep it."""

CLIENTS = "198.18."
"""How the addresses of `lib.client.Networks` begin."""


async def attack(target: Target) -> None:
    """Checks all of it."""
    target.report.begin("Afterwards")
    target.report.check("the server runs", [None if target.server.is_running else "it has ended"])
    for path in ("/livez", "/readyz"):
        await responds(target, path)
    for login in target.logins:
        await logs_in(target, login)
    log = target.server.log()
    panics = [line for line in log.splitlines() if "panicked" in line]
    target.report.check("nothing has panicked", panics, f"{len(log.splitlines())} lines of log")
    secrets = {
        "a password": target.account.password,
        "the API key": target.api_key.key,
        "its client secret": target.api_key.secret,
        "a token": "eyJ",
        "an e-mail address": target.account.name,
        "a client address": CLIENTS,
    }
    leaked = [f"{name} is in the log" for name, secret in secrets.items() if secret and secret in log]
    target.report.check("the log contains no secrets", leaked)
    memory = {name: kib // 1024 for name, kib in target.server.memory().items()}
    shown = ", ".join(f"{name} {memory[name]} MB" for name in ("VmRSS", "RssAnon", "VmHWM") if name in memory)
    peak = memory.get("VmHWM", 0)
    target.report.check("its memory is bounded", [f"{peak} MB at its peak"] if peak > MEMORY else [], shown)
    target.report.end()


async def responds(target: Target, path: str) -> None:
    """A health check."""
    status = (await target.client.send(request("GET", path))).status
    target.report.check(path, [None if status == 200 else f"answered with {status}"], str(status))


async def logs_in(target: Target, login: Operation) -> None:
    """A valid login."""
    response = await target.try_password(login, target.account.name, target.account.password or "")
    problems = [None if response.status == 200 else f"answered with {response.status}"]
    target.report.check(f"{login}: a valid login", problems, str(response.status))
