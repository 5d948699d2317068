import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import latchkey.admin.ApiClient;
import latchkey.admin.ApiErrors;
import latchkey.admin.ApiException;
import latchkey.admin.ApiResponse;
import latchkey.admin.api.ApiKeysApi;
import latchkey.admin.api.ImportsApi;
import latchkey.admin.api.RolesApi;
import latchkey.admin.api.UsersApi;
import latchkey.admin.model.ApiKeyBit;
import latchkey.admin.model.ApiKeyWithSecrets;
import latchkey.admin.model.CreateApiKeyRequest;
import latchkey.admin.model.CreateApiKeyRequest.PermissionsEnum;
import latchkey.admin.model.CreateRole;
import latchkey.admin.model.CreateUser;
import latchkey.admin.model.ErrorCode;
import latchkey.admin.model.ImportReport;
import latchkey.admin.model.Problem;
import latchkey.admin.model.RefusedLine;
import latchkey.admin.model.Role;
import latchkey.admin.model.RotateApiKey;
import latchkey.admin.model.UpdateUser;
import latchkey.admin.model.User;
import latchkey.admin.model.UserList;
import latchkey.staff.model.LoginRequest;

/**
 * An administrator adds a user with a role, changes the user as long as nobody else has, and looks through the pages of
 * users. The user gets an API key and its successor. An import is tried out. In the end the user and the role are
 * deleted.
 */
final class AdminStory {
  private AdminStory() {}

  private static ApiClient client(String server, String header, String value) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    client.setRequestInterceptor(request -> request.header(header, value));
    return client;
  }

  static void run(String server) throws Exception {
    LoginRequest login = new LoginRequest().email("admin@NetXD.com").password("Test@1234");
    String token = StaffStory.api(server, null).login(login).getData().getToken();
    ApiClient administrator = client(server, "Authorization", "Bearer " + token);
    RolesApi roles = new RolesApi(administrator);
    UsersApi users = new UsersApi(administrator);
    ApiKeysApi keys = new ApiKeysApi(administrator);

    Role role = roles.createRole(new CreateRole().name("desk-java").permissions(List.of("users.view")), null);
    CreateUser ana = new CreateUser().username("ana-java").email("ana@java.example").name("Ana Lima");
    ana.roles(List.of(role.getName()));
    String once = UUID.randomUUID().toString();
    User user = users.createUser(ana, once);
    Story.same(user.getRoles(), List.of("desk-java"));
    Story.same(user.getRolePermissions(), List.of("users.view"));
    Story.same(users.createUser(ana, once), user);
    refused(409, ErrorCode.USERNAME_TAKEN, () -> users.createUser(ana.email("other@java.example"), null));

    ApiResponse<User> read = users.getUserWithHttpInfo(user.getId());
    Story.same(read.getData(), user);
    String tag = read.getHeaders().get("etag").get(0);
    UpdateUser phone = new UpdateUser().phone("01712345678");
    Story.same(users.updateUser(user.getId(), phone, tag).getPhone(), "01712345678");
    refused(412, ErrorCode.PRECONDITION_FAILED, () -> users.updateUser(user.getId(), phone, tag));

    UserList found = list(users, null, "ana-java");
    Story.same(found.getItems().get(0).getId(), user.getId());
    Story.same(found.getNext(), null);
    List<Long> ids = new ArrayList<>();
    String next = null;
    do {
      UserList page = list(users, next, null);
      page.getItems().forEach(one -> ids.add(one.getId()));
      next = page.getNext();
    } while (next != null);
    Story.same(ids.contains(user.getId()), true);
    Story.same(ids.stream().distinct().count(), (long) ids.size());

    CreateApiKeyRequest wanted = new CreateApiKeyRequest().userId(user.getId()).name("Desk");
    wanted.permissions(List.of(PermissionsEnum.READ, PermissionsEnum.ADMIN));
    ApiKeyWithSecrets old = keys.createApiKey(wanted, null);
    UsersApi withOld = new UsersApi(client(server, "x-api-key", old.getKey()));
    Story.same(withOld.getUser(user.getId()).getUsername(), "ana-java");
    ApiKeyWithSecrets current = keys.rotateApiKey(old.getApiKey().getId(), new RotateApiKey().overlapSeconds(0L));
    Story.same(current.getApiKey().getPermissions(), List.of(ApiKeyBit.READ, ApiKeyBit.ADMIN));
    refused(401, ErrorCode.API_KEY_INVALID, () -> withOld.getUser(user.getId()));
    RolesApi withCurrent = new RolesApi(client(server, "x-api-key", current.getKey()));
    refused(403, ErrorCode.PERMISSION_DENIED, () -> withCurrent.createRole(new CreateRole().name("more"), null));

    String lines = "{\"username\":\"eva\",\"customer_id\":\"eva-1\"}\n{\"username\":\"max\"}\n";
    ImportReport report = new ImportsApi(administrator).importAccounts("subscribers", lines, null, null, true);
    ImportReport expected = new ImportReport().dryRun(true).rows(2).added(1).updated(0).unchanged(0).skipped(0);
    expected.refused(1).withoutPassword(1).unknownMembers(List.of());
    expected.refusals(List.of(new RefusedLine().line(2).username("max").reason("has no customer_id")));
    Story.same(report, expected);

    users.deleteUser(user.getId(), null);
    roles.deleteRole(role.getId(), null);
    Story.same(users.getUser(user.getId()).getDeletedAt() == null, false);
    refused(404, ErrorCode.NOT_FOUND, () -> roles.getRole(role.getId()));
    StaffStory.api(server, token).logout();
  }

  private static UserList list(UsersApi users, String cursor, String username) throws ApiException {
    return users.listUsers(2, cursor, null, username, null, null, null, null, null, null, null);
  }

  private static void refused(int status, ErrorCode code, Callable<?> call) throws Exception {
    ApiException refused = Story.refused(ApiException.class, call);
    Problem problem = ApiErrors.body(refused, Problem.class).orElseThrow();
    Story.same(refused.getCode(), status);
    Story.same(problem.getCode(), code);
  }
}
