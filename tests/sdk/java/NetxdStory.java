import latchkey.netxd.ApiClient;
import latchkey.netxd.ApiErrors;
import latchkey.netxd.ApiException;
import latchkey.netxd.api.LoginApi;
import latchkey.netxd.model.AuthResponse;
import latchkey.netxd.model.ErrorCode;
import latchkey.netxd.model.ErrorResponse;
import latchkey.netxd.model.GetTokenRequest;

/** A bank administrator gets a token, lists their sessions, and mistypes the password. */
final class NetxdStory {
  private NetxdStory() {}

  private static GetTokenRequest with(String password) {
    return new GetTokenRequest().emailid("admin@NetXD.com").password(password).deviceID("917038");
  }

  static void run(String server) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    LoginApi netxd = new LoginApi(client);

    AuthResponse answer = netxd.getToken(with("Test@1234")).getAuthResponse();
    Story.same(answer.getUserName(), "netxd-admin");
    boolean listed =
        AccountStory.sessions(server, answer.getJWT()).listSessions().getSessions().stream()
            .anyMatch(session -> session.getCurrent() && "917038".equals(session.getDevice()));
    Story.same(listed, true);

    ApiException refused = Story.refused(ApiException.class, () -> netxd.getToken(with("mistyped")));
    Story.same(refused.getCode(), 401);
    ErrorResponse error = ApiErrors.body(refused, ErrorResponse.class).orElseThrow();
    Story.same(error.getError().getCode(), ErrorCode.INVALID_CREDENTIALS);
  }
}
