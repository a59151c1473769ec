package dev.sotto.runtime.decode;

import java.util.Optional;

/**
 * What a decoder is shown before it writes, beside language and task.
 *
 * @param prompt a text that counts as written just before, in the style that is wanted
 * @param hotwords names and terms that may be spoken, shown before the prompt
 * @param timestamps whether it is to write when each stretch of the text begins and ends
 */
public record Prompting(Optional<String> prompt, Optional<String> hotwords, boolean timestamps) {

  public Prompting {
    prompt = prompt.map(String::strip).filter(text -> !text.isEmpty());
    hotwords = hotwords.map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Nothing, and no timestamps. */
  public static Prompting none() {
    return new Prompting(Optional.empty(), Optional.empty(), false);
  }

  public Prompting withTimestamps() {
    return new Prompting(prompt, hotwords, true);
  }
}
