"""A console with an API key reads and updates its owner's profile; the owner then logs in with a password, too."""

from datetime import UTC, datetime

from checks import refused, same
from latchkey_management import (
    ApiClient,
    AuthenticationApi,
    Configuration,
    ManagementErrorResponse,
    ManagementLoginRequest,
    ManagementLoginResponse,
    ManagementLogoutResponse,
    ManagementSettingUpdate,
    ManagementUpdateUserSettingsRequest,
    ManagementUser,
    ManagementUserUpdate,
)
from latchkey_management.exceptions import UnauthorizedException

API_KEY = "api_demo00000000000000000000"
BIRTH_DATE = datetime(1990, 5, 17, tzinfo=UTC)


def update(**members: object) -> ManagementUpdateUserSettingsRequest:
    """A request that updates these members."""
    return ManagementUpdateUserSettingsRequest(user=ManagementUserUpdate(**members))


def story(server: str) -> None:
    """Runs the story."""
    console = AuthenticationApi(ApiClient(Configuration(host=server, api_key={"ApiKey": API_KEY})))

    answer = console.get_user()
    user = answer.user
    same((answer.success, answer.code, answer.message), (True, 0, "User found"))
    same((user.user_name, user.email, user.roles), ("admin", "admin@example.com", ["admin"]))

    theme = ManagementSettingUpdate(category="console", group="look", name="theme", value="dark")
    changed = console.update_user(update(title="Dr", birth_date=BIRTH_DATE, settings=[theme])).user
    same(untouched(changed), untouched(user) | {"title": "Dr", "birth_date": BIRTH_DATE})
    same([setting.value for setting in changed.settings if setting.name == "theme"], ["dark"])
    cleared = console.update_user(update(title=None, birth_date=None)).user
    same((cleared.title, cleared.birth_date), (None, None))

    login = console.login(ManagementLoginRequest(username="admin", password="your-password"))
    expected = ManagementLoginResponse(
        success=True, code=0, message="Login successful", token=login.token, expires_in=1800
    )
    same(login, expected)

    person = AuthenticationApi(ApiClient(Configuration(host=server, access_token=login.token)))
    same(person.get_user().user.id, user.id)
    same(person.logout(), ManagementLogoutResponse(success=True, code=0, message="Logout successful"))

    ended = refused(UnauthorizedException, person.get_user)
    unauthenticated = ManagementErrorResponse(success=False, code=1200, message="Unauthenticated")
    same((ended.status, ended.data), (401, unauthenticated))

    stranger = AuthenticationApi(ApiClient(Configuration(host=server, api_key={"ApiKey": "api_wrong"})))
    unknown = refused(UnauthorizedException, stranger.get_user)
    invalid_key = ManagementErrorResponse(success=False, code=1201, message="Invalid API key")
    same((unknown.status, unknown.data), (401, invalid_key))


def untouched(user: ManagementUser) -> dict[str, object]:
    """The members of a user that an update without them leaves unchanged."""
    return user.model_dump(exclude={"updated_at", "settings"})
