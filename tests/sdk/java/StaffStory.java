import static java.util.Objects.requireNonNull;

import java.util.List;
import latchkey.staff.ApiClient;
import latchkey.staff.ApiErrors;
import latchkey.staff.ApiException;
import latchkey.staff.api.AuthenticationApi;
import latchkey.staff.model.ErrorMessage;
import latchkey.staff.model.ErrorResponse;
import latchkey.staff.model.LoginRequest;
import latchkey.staff.model.LoginUser;
import latchkey.staff.model.Me;

/** An administrator logs in, reads the current user, refreshes the token, and logs out. */
final class StaffStory {
  private StaffStory() {}

  static AuthenticationApi api(String server, String token) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    if (token != null) {
      client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    }
    return new AuthenticationApi(client);
  }

  static String logIn(String server) throws ApiException {
    LoginRequest admin = new LoginRequest().email("admin@example.com").password("your-password");
    return requireNonNull(api(server, null).login(admin).getData()).getToken();
  }

  static void run(String server) throws Exception {
    LoginRequest admin = new LoginRequest().email("admin@example.com").password("your-password");
    LoginUser user = requireNonNull(api(server, null).login(admin).getData()).getUser();
    Story.same(user, new LoginUser().id(1L).name("Admin User").email("admin@example.com").role("admin"));

    String token = logIn(server);
    AuthenticationApi staff = api(server, token);
    Me me = staff.me().getData();
    Story.same(me.getPermissions(), List.of("subscribers.view", "subscribers.create", "packages.view"));

    String next = staff.refresh().getData().getToken();
    Story.same(next.equals(token), false);
    AuthenticationApi refreshed = api(server, next);
    Story.same(refreshed.me().getData(), me);
    Story.same(refreshed.logout().getSuccess(), true);

    ApiException refused = Story.refused(ApiException.class, refreshed::me);
    Story.same(refused.getCode(), 401);
    ErrorResponse error = ApiErrors.body(refused, ErrorResponse.class).orElseThrow();
    Story.same(error.getMessage(), ErrorMessage.UNAUTHENTICATED);
  }
}
