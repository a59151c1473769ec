package dev.sotto.eval.report;

import dev.sotto.eval.probe.HallucinationProbe;
import dev.sotto.eval.probe.HeardSound;
import java.util.List;
import java.util.Locale;

/** What was heard in silence and noise as a table. */
public final class ProbeTable {
  private static final int MOST_CHARACTERS = 60;

  private ProbeTable() {}

  public static Table of(HallucinationProbe probe) {
    return new Table(
        List.of("sound without speech", "seconds", "words", "text"),
        probe.sounds().stream().map(ProbeTable::row).toList(),
        List.of("Nobody speaks there, so all of it is made up."));
  }

  private static List<String> row(HeardSound heard) {
    return List.of(
        heard.sound(),
        String.format(Locale.ROOT, "%.0f", heard.seconds()),
        Integer.toString(heard.words()),
        shortened(heard.text().replaceAll("\\s+", " ").strip()));
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= MOST_CHARACTERS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MOST_CHARACTERS)) + "...";
  }
}
