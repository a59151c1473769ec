package dev.sotto.models.whisper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * How much of a window an encoder needs to be given, as {@code config.json} states it under {@code
 * sotto.context}, which other runners do not read.
 *
 * @param flexible whether it takes windows of any length up to its own
 * @param margin seconds of silence behind the speech with which it was trained to hear as well as
 *     with a whole window; empty if it was not
 */
public record AudioContext(boolean flexible, OptionalDouble margin) {
  /** That of every Whisper: whole windows. */
  public static final AudioContext WHOLE = new AudioContext(false, OptionalDouble.empty());

  /** The longest margin: a window has no more. */
  public static final int MOST_SECONDS = 30;

  private static final String SOTTO = "sotto";
  private static final String CONTEXT = "context";
  private static final String FLEXIBLE = "flexible";
  private static final String MARGIN = "margin_seconds";

  /**
   * Reads that of an export folder.
   *
   * @throws SottoException if {@code config.json} is missing or states no such thing
   */
  public static AudioContext read(Path folder) {
    Path file = folder.resolve(WhisperConfig.FILE_NAME);
    JsonNode sotto = JsonFiles.readObject(file).path(SOTTO);
    if (!sotto.isMissingNode() && !sotto.isObject()) {
      throw SottoException.badInput(file, "expected an object for \"sotto\", found " + sotto);
    }
    JsonNode json = sotto.path(CONTEXT);
    if (json.isMissingNode()) {
      return WHOLE;
    }
    JsonNode margin = json.path(MARGIN);
    boolean isMargin =
        margin.isNumber() && margin.doubleValue() >= 0 && margin.doubleValue() <= MOST_SECONDS;
    if (!json.path(FLEXIBLE).isBoolean() || !(margin.isMissingNode() || isMargin)) {
      throw SottoException.badInput(
          file,
          "expected true or false for \"flexible\" and a number from 0 to 30 for"
              + " \"margin_seconds\" in \"context\" of \"sotto\", found "
              + json);
    }
    return new AudioContext(
        json.path(FLEXIBLE).booleanValue(),
        isMargin ? OptionalDouble.of(margin.doubleValue()) : OptionalDouble.empty());
  }

  /** States it in {@code config.json}. */
  public void write(ObjectNode config) {
    ObjectNode sotto =
        config.path(SOTTO) instanceof ObjectNode there ? there : config.putObject(SOTTO);
    ObjectNode context = sotto.putObject(CONTEXT).put(FLEXIBLE, flexible);
    margin.ifPresent(seconds -> context.put(MARGIN, seconds));
  }

  /** This, trained with {@code seconds} of silence behind the speech. */
  public AudioContext withMargin(double seconds) {
    return new AudioContext(flexible, OptionalDouble.of(seconds));
  }
}
