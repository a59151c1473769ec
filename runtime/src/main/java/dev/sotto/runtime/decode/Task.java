package dev.sotto.runtime.decode;

import java.util.Locale;

/** What a multilingual Whisper is asked to write. */
public enum Task {
  /** The words in the language that is spoken. */
  TRANSCRIBE,
  /** The words in English. */
  TRANSLATE;

  /** The name in {@code task_to_id} of the generation configuration. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
