import latchkey.management.ApiClient;
import latchkey.management.ApiErrors;
import latchkey.management.ApiException;
import latchkey.management.api.AuthenticationApi;
import latchkey.management.model.ManagementErrorCode;
import latchkey.management.model.ManagementErrorResponse;
import latchkey.management.model.ManagementLoginRequest;
import latchkey.management.model.ManagementUpdateUserSettingsRequest;
import latchkey.management.model.ManagementUser;
import latchkey.management.model.ManagementUserUpdate;

/** A console with an API key reads and updates its owner's profile; the owner then logs in with a password, too. */
final class ManagementStory {
  private ManagementStory() {}

  private static AuthenticationApi api(String server, String header, String value) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    client.setRequestInterceptor(request -> request.header(header, value));
    return new AuthenticationApi(client);
  }

  static void run(String server) throws Exception {
    AuthenticationApi console = api(server, "x-api-key", "api_demo00000000000000000000");
    ManagementUser user = console.getUser(null).getUser();
    Story.same(user.getEmail(), "admin@example.com");

    ManagementUserUpdate update = new ManagementUserUpdate().city("Dhaka");
    ManagementUser updated =
        console.updateUser(new ManagementUpdateUserSettingsRequest().user(update)).getUser();
    Story.same(updated.getCity(), "Dhaka");
    Story.same(updated.getFirstName(), user.getFirstName());

    ManagementLoginRequest login = new ManagementLoginRequest().username("admin").password("your-password");
    String token = console.login(login).getToken();
    AuthenticationApi person = api(server, "Authorization", "Bearer " + token);
    Story.same(person.getUser(null).getUser().getId(), user.getId());
    person.logout(null);

    ApiException refused = Story.refused(ApiException.class, () -> person.getUser(null));
    Story.same(refused.getCode(), 401);
    ManagementErrorResponse error = ApiErrors.body(refused, ManagementErrorResponse.class).orElseThrow();
    Story.same(error.getCode(), ManagementErrorCode.NUMBER_1200);
  }
}
