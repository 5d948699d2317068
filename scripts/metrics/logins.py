"""The logins of all contracts."""

import json
from dataclasses import dataclass

from lib.accounts import Account, ApiKey
from lib.client import Networks, request


@dataclass(frozen=True)
class Login:
    """The login of a contract."""

    contract: str
    operation: str
    path: str
    name: str
    """The member that holds the name."""
    device: str | None = None
    needs_key: bool = False
    """Whether it wants an API key."""

    def bytes(self, key: ApiKey, name: str, password: str, network: str, device: str = "device") -> bytes:
        """A login from a network."""
        body = {self.name: name, "password": password, **({self.device: device} if self.device else {})}
        headers = [("Content-Type", "application/json"), Networks.header(network)]
        headers += [("X-API-Key", key.key)] if self.needs_key else []
        return request("POST", self.path, headers, json.dumps(body).encode())


LOGINS = (
    Login("ispcrm", "login", "/api/v1/subscriber/Login", "username"),
    Login("staff", "login", "/api/v1/auth/login", "email"),
    Login("subscriber", "login", "/api/v1/subscriber/login", "username"),
    Login("management", "login", "/v1/auth/login", "username", needs_key=True),
    Login("netxd", "getToken", "/rpc/admin/UserService/GetToken", "emailid", device="deviceID"),
)


def right(login: Login, key: ApiKey, account: Account, network: str) -> bytes:
    """A login that succeeds."""
    return login.bytes(key, account.name, account.password or "", network)


def wrong(login: Login, key: ApiKey, name: str, network: str, device: str = "device") -> bytes:
    """A login that fails."""
    return login.bytes(key, name, "wrong", network, device)
