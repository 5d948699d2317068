import java.util.List;
import java.util.stream.Collectors;
import latchkey.ispcrm.ApiClient;
import latchkey.ispcrm.ApiErrors;
import latchkey.ispcrm.ApiException;
import latchkey.ispcrm.api.AuthenticationApi;
import latchkey.ispcrm.model.ErrorMessage;
import latchkey.ispcrm.model.ErrorResponse;
import latchkey.ispcrm.model.LoginRequest;
import latchkey.ispcrm.model.LoginResponse;
import latchkey.ispcrm.model.LoginSubscriber;

/** A subscriber logs in, lists their sessions, and logs out. */
final class IspcrmStory {
  private IspcrmStory() {}

  static LoginResponse logIn(String server) throws ApiException {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    return new AuthenticationApi(client).login(new LoginRequest().username("subscriber123").password("password123"));
  }

  static void run(String server) throws Exception {
    LoginResponse login = logIn(server);
    LoginSubscriber john =
        new LoginSubscriber().id(1L).customerId("12345").username("subscriber123").firstname("John").lastname("Doe");
    Story.same(login.getSubscriber(), john);

    List<String> contracts =
        AccountStory.sessions(server, login.getToken()).listSessions().getSessions().stream()
            .filter(session -> session.getCurrent())
            .map(session -> session.getContract())
            .collect(Collectors.toList());
    Story.same(contracts, List.of("ispcrm"));

    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + login.getToken()));
    AuthenticationApi ispcrm = new AuthenticationApi(client);
    Story.same(ispcrm.logout().getMessage().getValue(), "Logout successful");

    ApiException refused = Story.refused(ApiException.class, ispcrm::logout);
    Story.same(refused.getCode(), 401);
    ErrorResponse error = ApiErrors.body(refused, ErrorResponse.class).orElseThrow();
    Story.same(error.getMessage(), ErrorMessage.INVALID_CREDENTIALS);
  }
}
