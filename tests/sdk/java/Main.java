import java.util.Map;

/** Runs one story: {@code java Main STORY SERVER}. The exit code is 0 when it succeeds. */
public final class Main {
  private static final Map<String, Story> STORIES =
      Map.of(
          "account", AccountStory::run,
          "admin", AdminStory::run,
          "ispcrm", IspcrmStory::run,
          "latchkey", LatchkeyStory::run,
          "management", ManagementStory::run,
          "netxd", NetxdStory::run,
          "oauth", OauthStory::run,
          "staff", StaffStory::run,
          "subscriber", SubscriberStory::run);

  private Main() {}

  public static void main(String[] arguments) throws Exception {
    Story story = STORIES.get(arguments[0]);
    if (story == null) {
      throw new IllegalArgumentException("there is no story called '" + arguments[0] + "'");
    }
    story.run(arguments[1]);
  }
}
