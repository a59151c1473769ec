package dev.sotto.runtime.decode;

import java.util.OptionalInt;

/** Options that differ from others in one thing. */
public final class TestOptions {
  private TestOptions() {}

  public static DecodingOptions of(DecodingOptions base, int maxNewTokens) {
    return new DecodingOptions(
        base.language(),
        base.task(),
        OptionalInt.of(maxNewTokens),
        base.silence(),
        base.context(),
        base.search(),
        base.fallback(),
        base.prompting());
  }
}
