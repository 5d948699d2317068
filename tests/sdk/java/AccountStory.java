import java.util.Set;
import latchkey.account.ApiClient;
import latchkey.account.ApiErrors;
import latchkey.account.ApiException;
import latchkey.account.api.PasswordApi;
import latchkey.account.api.SessionsApi;
import latchkey.account.model.ChangePasswordRequest;
import latchkey.account.model.ErrorCode;
import latchkey.account.model.Problem;
import latchkey.account.model.Session;
import latchkey.account.model.ValidationProblem;

/** A subscriber with two devices ends the session of one, and tries an unacceptable password. */
final class AccountStory {
  private AccountStory() {}

  static SessionsApi sessions(String server, String token) {
    return new SessionsApi(client(server, token));
  }

  private static ApiClient client(String server, String token) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    return client;
  }

  static void run(String server) throws Exception {
    String token = IspcrmStory.logIn(server).getToken();
    SessionsApi here = sessions(server, token);
    SessionsApi there = sessions(server, IspcrmStory.logIn(server).getToken());

    here.endSession(current(there).getId());
    ApiException ended = Story.refused(ApiException.class, there::listSessions);
    Problem problem = ApiErrors.body(ended, Problem.class).orElseThrow();
    Story.same(ended.getCode(), 401);
    Story.same(problem.getCode(), ErrorCode.TOKEN_INVALID);

    ChangePasswordRequest change =
        new ChangePasswordRequest().currentPassword("password123").newPassword("passwordpassword");
    PasswordApi passwords = new PasswordApi(client(server, token));
    ApiException refused =
        Story.refused(
            ApiException.class,
            () -> {
              passwords.changePassword(change);
              return null;
            });
    Story.same(refused.getCode(), 422);
    ValidationProblem invalid = ApiErrors.body(refused, ValidationProblem.class).orElseThrow();
    Story.same(invalid.getErrors().keySet(), Set.of("new_password"));

    here.endOtherSessions();
    Story.same(here.listSessions().getSessions().size(), 1);
    here.endSession(current(here).getId());
    Story.same(Story.refused(ApiException.class, here::listSessions).getCode(), 401);
  }

  private static Session current(SessionsApi api) throws ApiException {
    return api.listSessions().getSessions().stream().filter(Session::getCurrent).findFirst().orElseThrow();
  }
}
