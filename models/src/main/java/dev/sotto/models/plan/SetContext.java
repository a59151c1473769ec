package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalInt;

/**
 * Changes the length of the windows that the encoder takes.
 *
 * @param seconds all windows are as long from now on, and shorter than before; empty for windows of
 *     any length up to that of before
 */
public record SetContext(OptionalInt seconds) implements Edit {
  static final String KIND = "set-context";

  /** Windows of any length. */
  public static final SetContext FLEXIBLE = new SetContext(OptionalInt.empty());

  private static final String WINDOW = "window";
  private static final String ANY = "flexible";

  /** More than any window has. */
  private static final int MOST_SECONDS = 9_999;

  public SetContext {
    if (seconds.isPresent() && seconds.getAsInt() < 1) {
      throw new IllegalArgumentException("expected at least a second, received " + seconds);
    }
  }

  /**
   * Reads {@code flexible} or whole seconds.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public static SetContext parse(String text) {
    if (text.equals(ANY)) {
      return FLEXIBLE;
    }
    if (!text.matches("[1-9][0-9]{0,3}")) {
      throw new IllegalArgumentException(
          "expected \"" + ANY + "\" or whole seconds, found \"" + text + "\"");
    }
    return new SetContext(OptionalInt.of(Integer.parseInt(text)));
  }

  /** Reads the JSON form. */
  static SetContext read(PlanFields fields) {
    JsonNode window = fields.json().path(WINDOW);
    if (window.asText().equals(ANY)) {
      return FLEXIBLE;
    }
    if (!window.isInt() || window.intValue() < 1 || window.intValue() > MOST_SECONDS) {
      throw fields.bad(
          "expected whole seconds or \"" + ANY + "\" for \"" + WINDOW + "\", found " + window);
    }
    return new SetContext(OptionalInt.of(window.intValue()));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    if (seconds.isPresent()) {
      json.put(WINDOW, seconds.getAsInt());
    } else {
      json.put(WINDOW, ANY);
    }
  }

  @Override
  public Applier applier() {
    return new ContextSetting(this);
  }
}
