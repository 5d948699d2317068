"""How the server is after all that."""

from attacks.target import Target
from lib.client import request
from lib.documents import Operation

MEMORY = 512
"""How many MB it may have needed at most: the attacks are far larger than that together, and it keeps none of them."""


async def attack(target: Target) -> None:
    """Runs all of it."""
    target.report.begin("Afterwards")
    target.report.check("the server runs", [None if target.server.is_running else "it has ended"])
    for path in ("/livez", "/readyz"):
        await answers(target, path)
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
    }
    leaked = [f"{name} is in the log" for name, secret in secrets.items() if secret and secret in log]
    target.report.check("the log has no secret in it", leaked)
    memory = {name: kib // 1024 for name, kib in target.server.memory().items()}
    shown = ", ".join(f"{name} {memory[name]} MB" for name in ("VmRSS", "RssAnon", "VmHWM") if name in memory)
    most = memory.get("VmHWM", 0)
    target.report.check("its memory is bounded", [f"{most} MB at its peak"] if most > MEMORY else [], shown)
    target.report.end()


async def answers(target: Target, path: str) -> None:
    """One of the health checks."""
    status = (await target.client.send(request("GET", path))).status
    target.report.check(path, [None if status == 200 else f"answered with {status}"], str(status))


async def logs_in(target: Target, login: Operation) -> None:
    """A good login."""
    answer = await target.try_password(login, target.account.name, target.account.password or "")
    problems = [None if answer.status == 200 else f"answered with {answer.status}"]
    target.report.check(f"{login}: a good login", problems, str(answer.status))
