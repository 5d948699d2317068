"""An administrator logs in, reads the current user, refreshes the token, and logs out."""

from checks import refused, same
from latchkey_staff import (
    ApiClient,
    AuthenticationApi,
    Configuration,
    ErrorResponse,
    LoginData,
    LoginRequest,
    LoginResponse,
    LoginUser,
    LogoutResponse,
    Me,
    TokenData,
)
from latchkey_staff.exceptions import UnauthorizedException

ADMIN = LoginUser(id=1, name="Admin User", email="admin@example.com", role="admin")
ME = Me(
    id=1,
    name="Admin User",
    email="admin@example.com",
    phone="01712345678",
    role="admin",
    isp_id=1,
    branch_id=1,
    permissions=["subscribers.view", "subscribers.create", "packages.view"],
)


def story(server: str) -> None:
    """Runs the story."""
    configuration = Configuration(host=server)
    staff = AuthenticationApi(ApiClient(configuration))

    login = staff.login(LoginRequest(email="admin@example.com", password="your-password"))
    token = login.data.token
    data = LoginData(user=ADMIN, token=token, token_type="bearer", expires_in=3600)
    same(login, LoginResponse(success=True, message="Login successful", data=data))

    configuration.access_token = token
    same(staff.me().data, ME)

    refreshed = staff.refresh().data
    if refreshed.token == token:
        raise AssertionError("the token is still the same")
    same(refreshed, TokenData(token=refreshed.token, token_type="bearer", expires_in=3600))
    configuration.access_token = refreshed.token
    same(staff.me().data, ME)

    same(staff.logout(), LogoutResponse(success=True, message="Successfully logged out"))

    refusal = refused(UnauthorizedException, staff.me)
    same((refusal.status, refusal.data), (401, ErrorResponse(success=False, message="Unauthenticated")))
