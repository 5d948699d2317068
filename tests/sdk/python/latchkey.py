"""With the client of everything: an administrator logs in through one API, sees the session through another, and logs
out."""

from checks import refused, same
from latchkey_client import (
    AccountSessionsApi,
    ApiClient,
    Configuration,
    StaffAuthenticationApi,
    StaffErrorResponse,
    StaffLoginRequest,
    StaffLogoutResponse,
)
from latchkey_client.exceptions import UnauthorizedException


def story(server: str) -> None:
    """Runs the story."""
    configuration = Configuration(host=server)
    client = ApiClient(configuration)
    staff = StaffAuthenticationApi(client)

    login = staff.staff_login(StaffLoginRequest(email="admin@example.com", password="your-password"))
    configuration.access_token = login.data.token

    sessions = AccountSessionsApi(client).account_list_sessions().sessions
    same([session.contract for session in sessions if session.current], ["staff"])

    same(staff.staff_logout(), StaffLogoutResponse(success=True, message="Successfully logged out"))
    refusal = refused(UnauthorizedException, staff.staff_me)
    same((refusal.status, refusal.data), (401, StaffErrorResponse(success=False, message="Unauthenticated")))
