"""An administrator adds a user with a role, changes the user as long as nobody else has, and looks through the pages of
users. The user gets an API key and its successor. An import is tried out. In the end the user and the role are
deleted."""

import uuid

import latchkey_staff
from checks import refused, same
from latchkey_admin import (
    ApiClient,
    ApiKeyBit,
    ApiKeysApi,
    Configuration,
    CreateApiKeyRequest,
    CreateRole,
    CreateUser,
    ErrorCode,
    ImportReport,
    ImportsApi,
    Problem,
    RefusedLine,
    RolesApi,
    RotateApiKey,
    UpdateUser,
    UsersApi,
)
from latchkey_admin.exceptions import (
    ApiException,
    ConflictException,
    ForbiddenException,
    NotFoundException,
    UnauthorizedException,
)

LINES = '{"username":"eva","customer_id":"eva-1"}\n{"username":"max"}\n'


def story(server: str) -> None:
    """Runs the story."""
    configuration = latchkey_staff.Configuration(host=server)
    staff = latchkey_staff.AuthenticationApi(latchkey_staff.ApiClient(configuration))
    credentials = latchkey_staff.LoginRequest(email="admin@NetXD.com", password="Test@1234")
    configuration.access_token = staff.login(credentials).data.token
    administrator = ApiClient(Configuration(host=server, access_token=configuration.access_token))
    roles, users, api_keys = RolesApi(administrator), UsersApi(administrator), ApiKeysApi(administrator)

    role = roles.create_role(CreateRole(name="desk-python", permissions=["users.view"]))
    ana = CreateUser(username="ana-python", email="ana@python.example", name="Ana Lima", roles=[role.name])
    once = str(uuid.uuid4())
    user = users.create_user(ana, once)
    same((user.roles, user.role_permissions, user.isp_id), (["desk-python"], ["users.view"], None))
    same(users.create_user(ana, once), user)
    taken = refused(ConflictException, users.create_user, ana.model_copy(update={"email": "other@python.example"}))
    same((taken.status, taken.data.code), (409, ErrorCode.USERNAME_TAKEN))

    read = users.get_user_with_http_info(user.id)
    same(read.data, user)
    tag = read.headers["etag"]
    changed = users.update_user(user.id, UpdateUser(phone="01712345678"), tag)
    same(changed, user.model_copy(update={"phone": "01712345678", "updated_at": changed.updated_at}))
    stale = refused(ApiException, users.update_user, user.id, UpdateUser(phone=None), tag)
    expected = Problem(
        type="/problems/precondition_failed",
        title="Precondition Failed",
        status=412,
        detail="It was changed meanwhile. Read it again, and decide anew.",
        code=ErrorCode.PRECONDITION_FAILED,
        request_id=stale.headers["x-request-id"],
    )
    same((stale.status, stale.data), (412, expected))
    same(users.update_user(user.id, UpdateUser(phone=None)).phone, None)

    found = users.list_users(limit=1, username="ana-python")
    same(([one.id for one in found.items], found.next), ([user.id], None))
    ids: list[int] = []
    page = users.list_users(limit=2)
    while page.next:
        ids += [one.id for one in page.items]
        page = users.list_users(limit=2, cursor=page.next)
    ids += [one.id for one in page.items]
    same(ids, sorted(set(ids)))
    same(user.id in ids, True)

    bits = [ApiKeyBit.READ, ApiKeyBit.ADMIN]
    wanted = CreateApiKeyRequest(user_id=user.id, name="Desk", permissions=[bit.value for bit in bits])
    old = api_keys.create_api_key(wanted)
    same(UsersApi(with_key(server, old.key)).get_user(user.id).username, "ana-python")
    current = api_keys.rotate_api_key(old.api_key.id, RotateApiKey(overlap_seconds=0))
    same(current.api_key.permissions, bits)
    expired = refused(UnauthorizedException, UsersApi(with_key(server, old.key)).get_user, user.id)
    same((expired.status, expired.data.code), (401, ErrorCode.API_KEY_INVALID))
    denied = refused(ForbiddenException, RolesApi(with_key(server, current.key)).create_role, CreateRole(name="more"))
    same((denied.status, denied.data.code), (403, ErrorCode.PERMISSION_DENIED))

    report = ImportsApi(administrator).import_accounts("subscribers", LINES, dry_run=True)
    expected_report = ImportReport(
        dry_run=True,
        rows=2,
        added=1,
        updated=0,
        unchanged=0,
        skipped=0,
        refused=1,
        without_password=1,
        refusals=[RefusedLine(line=2, username="max", reason="has no customer_id")],
        unknown_members=[],
    )
    same(report, expected_report)

    users.delete_user(user.id)
    roles.delete_role(role.id)
    same(users.get_user(user.id).deleted_at is None, False)
    gone = refused(NotFoundException, roles.get_role, role.id)
    same((gone.status, gone.data.code), (404, ErrorCode.NOT_FOUND))
    staff.logout()


def with_key(server: str, key: str) -> ApiClient:
    """A client with an API key."""
    return ApiClient(Configuration(host=server, api_key={"ApiKey": key}))
