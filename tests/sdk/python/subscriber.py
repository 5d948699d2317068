"""A subscriber logs in on two devices, refreshes a token, and logs out on both."""

from checks import refused, same
from latchkey_subscriber import (
    ApiClient,
    AuthenticationApi,
    Configuration,
    ErrorResponse,
    LoginData,
    LoginRequest,
    LoginResponse,
    LoginSubscriber,
    LogoutAllResponse,
    TokenData,
)
from latchkey_subscriber.exceptions import ForbiddenException, UnauthorizedException

SUBSCRIBER = LoginSubscriber(
    id=2,
    username="subscriber1",
    fullname="John Doe",
    email="subscriber1@example.com",
    phone="01712345678",
    package_name="10MB Package",
    expiration_date="2099-12-31 23:59:59",
    status="active",
)
CREDENTIALS = LoginRequest(username="subscriber1", password="kettle-otter-velvet")
MONTH = 30 * 24 * 60 * 60


def story(server: str) -> None:
    """Runs the story."""
    configuration = Configuration(host=server)
    phone = AuthenticationApi(ApiClient(configuration))

    login = phone.login(CREDENTIALS)
    token = login.data.token
    data = LoginData(subscriber=SUBSCRIBER, token=token, token_type="bearer", expires_in=MONTH)
    same(login, LoginResponse(success=True, message="Login successful", data=data))

    configuration.access_token = token
    refreshed = phone.refresh_token().data
    if refreshed.token == token:
        raise AssertionError("the token is still the same")
    same(refreshed, TokenData(token=refreshed.token, token_type="bearer", expires_in=MONTH))
    configuration.access_token = refreshed.token

    second = phone.login(CREDENTIALS).data.token
    tablet = AuthenticationApi(ApiClient(Configuration(host=server, access_token=second)))
    everywhere = LogoutAllResponse(success=True, message="Successfully logged out from all devices")
    same(tablet.logout_all(), everywhere)

    for device in (phone, tablet):
        refusal = refused(UnauthorizedException, device.logout)
        same((refusal.status, refusal.data), (401, ErrorResponse(success=False, message="Unauthenticated")))

    disabled = LoginRequest(username="subscriber2", password="kettle-otter-velvet")
    message = "Your account is disabled. Please contact support."
    refusal = refused(ForbiddenException, phone.login, disabled)
    same((refusal.status, refusal.data), (403, ErrorResponse(success=False, message=message)))
