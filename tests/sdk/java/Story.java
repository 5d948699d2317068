import java.util.Objects;
import java.util.concurrent.Callable;

/** What a story does, and how it checks. */
interface Story {
  /** Runs the story against a server. */
  void run(String server) throws Exception;

  /** Fails unless both are equal. */
  static void same(Object found, Object expected) {
    if (!Objects.equals(found, expected)) {
      throw new AssertionError("found " + found + ", expected " + expected);
    }
  }

  /** The exception of a refused call. Fails when the call succeeds. */
  static <E extends Exception> E refused(Class<E> type, Callable<?> call) throws Exception {
    Object answer;
    try {
      answer = call.call();
    } catch (Exception exception) {
      if (type.isInstance(exception)) {
        return type.cast(exception);
      }
      throw exception;
    }
    throw new AssertionError("the request succeeded: " + answer);
  }
}
