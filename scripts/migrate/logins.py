"""Logs imported accounts in, through the contract of their clients."""

from typing import Any

import requests

from lib.process import DEADLINE, ScriptError
from migrate.cases import Line

PATHS = {
    "ispcrm": "/api/v1/subscriber/Login",
    "staff": "/api/v1/auth/login",
    "subscriber": "/api/v1/subscriber/login",
    "management": "/v1/auth/login",
    "netxd": "/rpc/admin/UserService/GetToken",
}


def log_in(url: str, contract: str, line: Line, password: str) -> requests.Response:
    """Logs in with the name that the contract's clients have."""
    name = line["email"] if contract == "staff" else line["username"]
    members = {"staff": {"email": name}, "netxd": {"emailid": name, "deviceID": "migrate-test"}}
    body = {**members.get(contract, {"username": name}), "password": password}
    return requests.post(f"{url}{PATHS[contract]}", json=body, timeout=DEADLINE)


def problem(url: str, contract: str, line: Line, password: str, expected: int) -> str | None:
    """What is wrong with what a login is answered; its status, or what it says of the account."""
    response = log_in(url, contract, line, password)
    if response.status_code != expected:
        return f"{contract} answers {response.status_code} to {line['username']}, not {expected}: {response.text[:200]}"
    if expected != requests.codes.ok:
        return None
    said = _said(url, contract, response.json())
    # Contracts write an unset member as null or "".
    wrong = {name: value for name, value in said.items() if (value or None) != _known(line, name)}
    return f"{contract} says of {line['username']}: {wrong}" if wrong else None


def _said(url: str, contract: str, body: Any) -> dict[str, Any]:
    """What a contract says of an account, by our fields; `fullname` and `role` are made of them."""
    match contract:
        case "ispcrm":
            return {name: body["subscriber"][name] for name in ("username", "customer_id", "firstname", "lastname")}
        case "staff":
            return {name: body["data"]["user"][name] for name in ("name", "email", "role")}
        case "subscriber":
            names = ("username", "fullname", "email", "phone", "package_name", "expiration_date", "status")
            return {name: body["data"]["subscriber"][name] for name in names}
        case "netxd":
            said = body["authResponse"]
            return {"username": said["userName"], "roles": body["userRoles"].split(","), "scope": said["type"]}
        case "management":
            bearer = {"Authorization": f"Bearer {body['token']}"}
            user = requests.get(f"{url}/v1/auth/user", headers=bearer, timeout=DEADLINE).json()["user"]
            return {"uid": user["id"], "username": user["userName"], "email": user["email"], "roles": user["roles"]}
        case _:
            raise ScriptError(f"there is no contract {contract!r}")


def _known(line: Line, name: str) -> Any:
    if name == "role":
        return line["roles"][0]
    if name == "fullname":
        return " ".join(line[part] for part in ("firstname", "lastname") if part in line) or None
    return line.get(name)
