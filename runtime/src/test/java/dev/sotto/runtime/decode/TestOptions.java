package dev.sotto.runtime.decode;

import java.util.OptionalInt;

/** Options that differ from others in one thing. */
final class TestOptions {
  private TestOptions() {}

  static DecodingOptions of(DecodingOptions base, int maxNewTokens) {
    return new DecodingOptions(
        base.language(), base.task(), OptionalInt.of(maxNewTokens), base.silence());
  }

  static DecodingOptions of(DecodingOptions base, Task task) {
    return new DecodingOptions(base.language(), task, base.maxNewTokens(), base.silence());
  }
}
