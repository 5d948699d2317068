import latchkey.oauth.ApiClient;
import latchkey.oauth.ApiErrors;
import latchkey.oauth.ApiException;
import latchkey.oauth.api.DiscoveryApi;
import latchkey.oauth.api.TokensApi;
import latchkey.oauth.model.ErrorCode;
import latchkey.oauth.model.ErrorResponse;
import latchkey.oauth.model.IntrospectionResponse;

/** A service reads the metadata, introspects a token, revokes it, and introspects it again. */
final class OauthStory {
  private OauthStory() {}

  private static ApiClient client(String server, String key) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    if (key != null) {
      client.setRequestInterceptor(request -> request.header("x-api-key", key));
    }
    return client;
  }

  static void run(String server) throws Exception {
    Story.same(new DiscoveryApi(client(server, null)).metadata().getIssuer().toString(), server);
    TokensApi service = new TokensApi(client(server, "api_demo00000000000000000000"));
    String token = StaffStory.logIn(server);

    IntrospectionResponse good = service.introspect(token, null);
    Story.same(good.getActive(), true);
    Story.same(good.getUsername(), "admin");
    service.revoke(token, null);
    Story.same(service.introspect(token, null).getActive(), false);

    TokensApi stranger = new TokensApi(client(server, "api_wrong"));
    ApiException refused = Story.refused(ApiException.class, () -> stranger.introspect(token, null));
    Story.same(refused.getCode(), 401);
    ErrorResponse error = ApiErrors.body(refused, ErrorResponse.class).orElseThrow();
    Story.same(error.getError(), ErrorCode.INVALID_CLIENT);
  }
}
