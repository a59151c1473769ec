package dev.sotto.compressor.demo;

import java.util.List;

/** The name of every voice of one side. */
final class VoiceNames {
  private VoiceNames() {}

  static List<String> of(Split split) {
    return Voices.ACCENTS.stream()
        .distinct()
        .flatMap(accent -> Voices.variants(split).stream().map(variant -> accent + variant))
        .toList();
  }
}
