package ${package};

import com.fasterxml.jackson.core.JsonProcessingException;

import java.util.Optional;

/** The bodies of error responses. */
public final class ApiErrors {
  private ApiErrors() {}

  /**
   * The body of the error response that an operation has thrown.
   *
   * @param exception what the operation has thrown
   * @param type the type of the body, such as ErrorResponse
   * @return the body; empty for anything else, such as a lost connection or a response that is none of this API
   */
  public static <T> Optional<T> body(ApiException exception, Class<T> type) {
    if (exception.getResponseBody() == null) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(new ApiClient().getObjectMapper().readValue(exception.getResponseBody(), type));
    } catch (JsonProcessingException unreadable) {
      return Optional.empty();
    }
  }
}
