"""axios, fetch and requests log in, read the account and log out as apps do it: with JSON everywhere, and with forms
where a contract replaces a stack that reads them."""

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from consumers.tool import BIN, MAX_TEXT, TESTS, Finding, Workplace, output
from contracts.callers import API_KEY, USER
from lib.documents import Json
from lib.process import ScriptError, find_program

PROGRAMS = TESTS / "clients"
CLIENTS = ("axios", "fetch", "requests")
FORMATS = ("json", "form", "multipart")
NO_FORM = 415
"""The status where no form is read."""
CITY = "ঢাকা"
"""What must come back as it was sent."""


@dataclass(frozen=True)
class Step:
    """A request, and what the answer has."""

    path: str
    expected: Json
    fields: Mapping[str, Json] | None = None
    """What is posted; None for a GET."""
    status: int = 200


@dataclass(frozen=True)
class Story:
    """What an app does with an account. The token that an answer has goes with the requests after it."""

    contract: str
    token: tuple[str, ...]
    """Where an answer has it."""
    steps: tuple[Step, ...]
    formats: tuple[str, ...] = ("json",)
    headers: Mapping[str, str] = field(default_factory=dict)
    """What goes with the requests that have no token."""


SUBSCRIBER = {"username": "subscriber123", "password": "password123"}
DEVICE = {"device": CITY}
"""What is not read, in a body that is not needed."""
LOGGED_OUT = {"success": True, "message": "Successfully logged out"}
UNAUTHENTICATED = {"success": False, "message": "Unauthenticated"}
ME = "/api/v1/auth/me"
"""The account of any user."""
NO_ME = Step(ME, UNAUTHENTICATED, status=401)
SESSIONS = "/account/v1/sessions"
"""What there is to read for a subscriber; the account itself is in the answer to the login only."""
NO_SESSION = Step(SESSIONS, {"code": "token_invalid"}, status=401)


def _session(contract: str) -> Step:
    return Step(SESSIONS, {"sessions": [{"current": True, "contract": contract}]})


STORIES = (
    Story(
        "ispcrm",
        ("token",),
        (
            Step("/api/v1/subscriber/Login", {"subscriber": {"firstname": "John", "lastname": "Doe"}}, SUBSCRIBER),
            _session("ispcrm"),
            Step("/api/v1/subscriber/Logout", {"message": "Logout successful"}, {}),
            NO_SESSION,
        ),
    ),
    Story(
        "staff",
        ("data", "token"),
        (
            Step(
                "/api/v1/auth/login",
                {"data": {"user": {"name": "Admin User"}}},
                {"email": USER.name, "password": USER.password},
            ),
            Step("/api/v1/auth/refresh", {"success": True}, DEVICE),
            Step(ME, {"data": {"name": "Admin User"}}),
            Step("/api/v1/auth/logout", LOGGED_OUT, {}),
            NO_ME,
        ),
        FORMATS,
    ),
    Story(
        "subscriber",
        ("data", "token"),
        (
            Step("/api/v1/subscriber/login", {"data": {"subscriber": {"fullname": "John Doe"}}}, SUBSCRIBER),
            Step("/api/v1/subscriber/refresh-token", {"success": True}, DEVICE),
            _session("subscriber"),
            Step("/api/v1/subscriber/logout", LOGGED_OUT, {}),
            NO_SESSION,
        ),
        FORMATS,
    ),
    Story(
        "management",
        ("token",),
        (
            Step("/v1/auth/login", {"code": 0}, {"username": USER.name, "password": USER.password}),
            Step("/v1/auth/user", {"user": {"city": CITY}}, {"user": {"city": CITY}}),
            Step("/v1/auth/user", {"user": {"firstName": "Admin", "lastName": "User", "city": CITY}}),
            Step("/v1/auth/logout", {"message": "Logout successful"}, {}),
            Step("/v1/auth/user", UNAUTHENTICATED, status=401),
        ),
        headers={"x-api-key": API_KEY},
    ),
    Story(
        "netxd",
        ("authResponse", "JWT"),
        (
            Step(
                "/rpc/admin/UserService/GetToken",
                {"authResponse": {"userName": "netxd-admin"}},
                {"emailid": "admin@NetXD.com", "password": "Test@1234", "deviceID": "917038"},
            ),
            Step(ME, {"data": {"name": "NetXD Admin"}}),
            # Its own contract has no logout.
            Step("/api/v1/auth/logout", LOGGED_OUT, {}),
            NO_ME,
        ),
    ),
)


def check(at: Workplace) -> Iterator[Finding]:
    """Goes through the stories with each client, and sends forms where none is read."""
    refused = [_refused(story) for story in STORIES if story.formats != FORMATS]
    given = at.folder / "stories.json"
    told = {"url": at.url, "stories": [asdict(story) for story in (*STORIES, *refused)]}
    given.write_text(json.dumps(told), encoding="utf-8")
    answers: dict[str, Json] = {}
    for command in ((find_program("node", "https://nodejs.org"), _node(at)), (sys.executable, PROGRAMS / "app.py")):
        answers |= json.loads(output([*command, given], at.folder))
    for client in CLIENTS:
        for story in STORIES:
            for form in story.formats:
                name = f"{client} {form} {story.contract}"
                yield Finding(name, _problems(story, answers[name]), f"{len(story.steps)} answers")
        names = [(story, f"{client} {form} {story.contract}") for story in refused for form in story.formats]
        problems = [problem for story, name in names for problem in _problems(story, answers[name])]
        yield Finding(f"{client} is told where no form is read", problems, f"{len(names)} answers")


def _refused(story: Story) -> Story:
    """The login with the formats that the contract does not read."""
    formats = tuple(form for form in FORMATS if form not in story.formats)
    return replace(story, formats=formats, steps=(replace(story.steps[0], expected={}, status=NO_FORM),))


def _node(at: Workplace) -> Path:
    """The program for Node.js, which looks for packages beside it."""
    if not (BIN.parent / "axios").exists():
        raise ScriptError("axios was not found; `scripts/tools consumers` installs it")
    (at.folder / "node_modules").symlink_to(BIN.parent)
    return Path(shutil.copy(PROGRAMS / "app.mjs", at.folder))


def _problems(story: Story, answers: Json) -> list[str]:
    """What is wrong with the answers to a story."""
    return [
        f"{step.path}: {status} {json.dumps(body, ensure_ascii=False)}"[:MAX_TEXT]
        for step, (status, body) in zip(story.steps, answers, strict=True)
        if status != step.status or not _has(body, step.expected)
    ]


def _has(value: Json, expected: Json) -> bool:
    """Whether a value has all that is expected; an array may have more items."""
    if isinstance(expected, dict):
        members = expected.items()
        return isinstance(value, dict) and all(key in value and _has(value[key], one) for key, one in members)
    if isinstance(expected, list):
        return isinstance(value, list) and all(any(_has(item, one) for item in value) for one in expected)
    return bool(value == expected)
