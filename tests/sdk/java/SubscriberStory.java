import latchkey.subscriber.ApiClient;
import latchkey.subscriber.ApiErrors;
import latchkey.subscriber.ApiException;
import latchkey.subscriber.api.AuthenticationApi;
import latchkey.subscriber.model.ErrorMessage;
import latchkey.subscriber.model.ErrorResponse;
import latchkey.subscriber.model.LoginRequest;
import latchkey.subscriber.model.LoginSubscriber;
import latchkey.subscriber.model.SubscriberStatus;

/** A subscriber logs in on two devices, refreshes a token, and logs out on both. */
final class SubscriberStory {
  private static final LoginRequest CREDENTIALS =
      new LoginRequest().username("subscriber1").password("kettle-otter-velvet");

  private SubscriberStory() {}

  private static AuthenticationApi api(String server, String token) {
    ApiClient client = new ApiClient();
    client.updateBaseUri(server);
    if (token != null) {
      client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
    }
    return new AuthenticationApi(client);
  }

  static void run(String server) throws Exception {
    AuthenticationApi anonymous = api(server, null);
    LoginSubscriber john = anonymous.login(CREDENTIALS).getData().getSubscriber();
    Story.same(john.getPackageName(), "10MB Package");
    Story.same(john.getStatus(), SubscriberStatus.ACTIVE);

    String token = anonymous.login(CREDENTIALS).getData().getToken();
    AuthenticationApi phone = api(server, api(server, token).refreshToken().getData().getToken());
    AuthenticationApi tablet = api(server, anonymous.login(CREDENTIALS).getData().getToken());
    Story.same(tablet.logoutAll().getSuccess(), true);
    for (AuthenticationApi device : new AuthenticationApi[] {phone, tablet}) {
      ApiException refused = Story.refused(ApiException.class, device::logout);
      Story.same(refused.getCode(), 401);
      ErrorResponse error = ApiErrors.body(refused, ErrorResponse.class).orElseThrow();
      Story.same(error.getMessage(), ErrorMessage.UNAUTHENTICATED);
    }

    LoginRequest disabled = new LoginRequest().username("subscriber2").password("kettle-otter-velvet");
    ApiException refused = Story.refused(ApiException.class, () -> anonymous.login(disabled));
    Story.same(refused.getCode(), 403);
  }
}
