"""A subscriber with three devices ends the session of one, then of another, and tries an unacceptable password."""

import latchkey_ispcrm
from checks import refused, same
from latchkey_account import (
    ApiClient,
    ChangePasswordRequest,
    Configuration,
    PasswordApi,
    Problem,
    SessionsApi,
)
from latchkey_account.exceptions import UnauthorizedException, UnprocessableEntityException


def story(server: str) -> None:
    """Runs the story."""
    ispcrm = latchkey_ispcrm.AuthenticationApi(latchkey_ispcrm.ApiClient(latchkey_ispcrm.Configuration(host=server)))
    credentials = latchkey_ispcrm.LoginRequest(username="subscriber123", password="password123")
    tokens = [ispcrm.login(credentials).token for _ in range(3)]
    devices = [ApiClient(Configuration(host=server, access_token=token)) for token in tokens]
    here, first, second = (SessionsApi(device) for device in devices)

    sessions = here.list_sessions().sessions
    same(sorted(session.current for session in sessions), [False, False, True])
    mine = next(session for session in first.list_sessions().sessions if session.current)
    same([session for session in sessions if session.id == mine.id], [mine.model_copy(update={"current": False})])

    here.end_session(mine.id)
    ended = refused(UnauthorizedException, first.list_sessions)
    expected = Problem(
        type="/problems/token_invalid",
        title="Unauthorized",
        status=401,
        detail="The bearer token is not valid.",
        code="token_invalid",
        request_id=ended.headers["x-request-id"],
    )
    same((ended.status, ended.data), (401, expected))
    same(len(second.list_sessions().sessions), 2)

    here.end_other_sessions()
    same(refused(UnauthorizedException, second.list_sessions).status, 401)
    same([session.current for session in here.list_sessions().sessions], [True])

    change = ChangePasswordRequest(current_password="password123", new_password="too short")
    refusal = refused(UnprocessableEntityException, PasswordApi(devices[0]).change_password, change)
    errors = {"new_password": ["The new_password field must have at least 15 characters."]}
    same((refusal.status, refusal.data.code, refusal.data.errors), (422, "invalid_fields", errors))

    current = next(session for session in here.list_sessions().sessions if session.current)
    here.end_session(current.id)
    same(refused(UnauthorizedException, here.list_sessions).status, 401)
