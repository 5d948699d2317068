import java.util.List;
import java.util.stream.Collectors;
import latchkey.client.ApiClient;
import latchkey.client.ApiErrors;
import latchkey.client.ApiException;
import latchkey.client.api.AccountSessionsApi;
import latchkey.client.api.StaffAuthenticationApi;
import latchkey.client.model.StaffErrorMessage;
import latchkey.client.model.StaffErrorResponse;
import latchkey.client.model.StaffLoginRequest;

/**
 * With the client of everything: an administrator logs in through one API, sees the session through another, and logs
 * out.
 */
final class LatchkeyStory {
  private LatchkeyStory() {}

  static void run(String server) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    StaffAuthenticationApi anonymous = new StaffAuthenticationApi(client);
    StaffLoginRequest admin = new StaffLoginRequest().email("admin@example.com").password("your-password");
    String token = anonymous.staffLogin(admin).getData().getToken();

    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    StaffAuthenticationApi staff = new StaffAuthenticationApi(client);
    List<String> contracts =
        new AccountSessionsApi(client).accountListSessions().getSessions().stream()
            .filter(session -> session.getCurrent())
            .map(session -> session.getContract())
            .collect(Collectors.toList());
    Story.same(contracts, List.of("staff"));

    staff.staffLogout();
    ApiException refused = Story.refused(ApiException.class, staff::staffMe);
    Story.same(refused.getCode(), 401);
    StaffErrorResponse error = ApiErrors.body(refused, StaffErrorResponse.class).orElseThrow();
    Story.same(error.getMessage(), StaffErrorMessage.UNAUTHENTICATED);
  }
}
