"""A subscriber logs in, lists their sessions, and logs out."""

import latchkey_account
from checks import refused, same
from latchkey_ispcrm import (
    ApiClient,
    AuthenticationApi,
    Configuration,
    ErrorResponse,
    LoginRequest,
    LoginResponse,
    LoginSubscriber,
    LogoutResponse,
)
from latchkey_ispcrm.exceptions import UnauthorizedException

SUBSCRIBER = LoginSubscriber(id=1, customer_id="12345", username="subscriber123", firstname="John", lastname="Doe")


def story(server: str) -> None:
    """Runs the story."""
    configuration = Configuration(host=server)
    ispcrm = AuthenticationApi(ApiClient(configuration))

    login = ispcrm.login(LoginRequest(username="subscriber123", password="password123"))
    same(login, LoginResponse(message="Login successful", token=login.token, subscriber=SUBSCRIBER))
    configuration.access_token = login.token

    access = latchkey_account.Configuration(host=server, access_token=login.token)
    account = latchkey_account.SessionsApi(latchkey_account.ApiClient(access))
    sessions = account.list_sessions().sessions
    same([(session.contract, session.current) for session in sessions], [("ispcrm", True)])

    same(ispcrm.logout(), LogoutResponse(message="Logout successful"))

    refusal = refused(UnauthorizedException, ispcrm.logout)
    same((refusal.status, refusal.data), (401, ErrorResponse(message="Invalid credentials")))
