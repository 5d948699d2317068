"""A bank administrator gets a token, lists their sessions, and mistypes the password."""

from datetime import timedelta

import latchkey_account
from checks import refused, same
from latchkey_netxd import (
    ApiClient,
    AuthResponse,
    Configuration,
    ErrorDetail,
    ErrorResponse,
    GetTokenRequest,
    GetTokenResponse,
    LoginApi,
)
from latchkey_netxd.exceptions import UnauthorizedException


def story(server: str) -> None:
    """Runs the story."""
    netxd = LoginApi(ApiClient(Configuration(host=server)))
    credentials = GetTokenRequest(emailid="admin@NetXD.com", password="Test@1234", device_id="917038")

    answer = netxd.get_token(credentials)
    found = answer.auth_response
    expected = AuthResponse(
        user_name="netxd-admin",
        jwt=found.jwt,
        expiration_time=found.expiration_time,
        qr_token="Ledger:None",
        ip="127.0.0.1",
        type="ADMIN",
        last_login_time=found.last_login_time,
        last_login_ip=found.last_login_ip,
        otp_enabled=False,
    )
    same(answer, GetTokenResponse(auth_response=expected, user_roles="ROLE_SUPER_ADMIN,ROLE_ADMIN"))

    access = latchkey_account.Configuration(host=server, access_token=found.jwt)
    account = latchkey_account.SessionsApi(latchkey_account.ApiClient(access))
    sessions = account.list_sessions().sessions
    same([(one.contract, one.device, one.current) for one in sessions], [("netxd", "917038", True)])
    same(sessions[0].expires_at - sessions[0].created_at, timedelta(hours=2))
    same(int(sessions[0].expires_at.timestamp()), found.expiration_time)

    mistyped = credentials.model_copy(update={"password": "mistyped"})
    refusal = refused(UnauthorizedException, netxd.get_token, mistyped)
    detail = ErrorDetail(code="INVALID_CREDENTIALS", message="Invalid credentials")
    same((refusal.status, refusal.data), (401, ErrorResponse(error=detail)))
