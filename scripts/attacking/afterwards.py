"""How the server is after all that."""

from attacking.stage import Stage
from lib.client import request
from lib.documents import Operation

MEMORY = 512
"""How many MB it may have needed at most: the attacks are far larger than that together, and it keeps none of them."""


async def attack(stage: Stage) -> None:
    """Runs all of it."""
    stage.report.begin("Afterwards")
    stage.report.check("the server runs", [None if stage.server.is_running else "it has ended"])
    for path in ("/livez", "/readyz"):
        await answers(stage, path)
    for login in stage.logins:
        await logs_in(stage, login)
    log = stage.server.log()
    panics = [line for line in log.splitlines() if "panicked" in line]
    stage.report.check("nothing has panicked", panics, f"{len(log.splitlines())} lines of log")
    secrets = {
        "a password": stage.account.password,
        "the API key": stage.api_key.key,
        "its client secret": stage.api_key.secret,
        "a token": "eyJ",
    }
    leaked = [f"{name} is in the log" for name, secret in secrets.items() if secret and secret in log]
    stage.report.check("the log has no secret in it", leaked)
    memory = {name: kib // 1024 for name, kib in stage.server.memory().items()}
    shown = ", ".join(f"{name} {memory[name]} MB" for name in ("VmRSS", "RssAnon", "VmHWM") if name in memory)
    most = memory.get("VmHWM", 0)
    stage.report.check("its memory is bounded", [f"{most} MB at its peak"] if most > MEMORY else [], shown)
    stage.report.end()


async def answers(stage: Stage, path: str) -> None:
    """One of the health checks."""
    status = (await stage.client.send(request("GET", path))).status
    stage.report.check(path, [None if status == 200 else f"answered with {status}"], str(status))


async def logs_in(stage: Stage, login: Operation) -> None:
    """A good login."""
    answer = await stage.try_password(login, stage.account.name, stage.account.password or "")
    problems = [None if answer.status == 200 else f"answered with {answer.status}"]
    stage.report.check(f"{login}: a good login", problems, str(answer.status))
