package dev.sotto.compressor.demo;

import dev.sotto.models.SottoException;

/** Whether espeak-ng can be run. */
public final class Espeak {
  private Espeak() {}

  public static boolean isAvailable() {
    try {
      SpeechSynthesis.version();
      return true;
    } catch (SottoException e) {
      return false;
    }
  }
}
