package dev.sotto.models.whisper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Codes and names of languages, in lower case, without regions. */
final class LanguageNames {
  private static final int MOST_CLOSE = 3;

  /** What ISO 639 has codes for though nobody speaks it. */
  private static final Set<String> NO_LANGUAGE = Set.of("und", "mul", "mis", "zxx");

  /** Any spelling to the code. */
  private static final Map<String, String> CODES = new HashMap<>();

  /** The name of each of Whisper's languages by its code. */
  private static final Map<String, String> WHISPER = new LinkedHashMap<>();

  static {
    boolean whisper = true;
    for (String line : lines()) {
      whisper &= !line.startsWith("-");
      if (line.startsWith("#") || line.startsWith("-")) {
        continue;
      }
      String[] spellings = line.split(", ", -1);
      for (String spelling : spellings) {
        CODES.put(spelling, spellings[0]);
      }
      if (whisper) {
        WHISPER.put(spellings[0], spellings[1]);
      }
    }
  }

  private LanguageNames() {}

  private static List<String> lines() {
    try (InputStream in = LanguageNames.class.getResourceAsStream("languages.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("languages.txt is part of Sotto", e);
    }
  }

  /** The code of a language by one of its codes or names, in any case. */
  static Optional<String> code(String spelling) {
    String lower = spelling.toLowerCase(Locale.ROOT);
    String code = CODES.get(lower);
    return code != null ? Optional.of(code) : Iso.code(lower);
  }

  /** Says which of Whisper's languages is meant by a misspelled name. */
  static String closeTo(String spelling) {
    String first = spelling.split("[-_]", 2)[0];
    String lower = (code(first).isPresent() ? first : spelling).toLowerCase(Locale.ROOT);
    int allowed = code(lower).isPresent() ? 0 : Math.max(1, lower.length() / 3);
    List<Map.Entry<String, String>> close =
        CODES.entrySet().stream()
            .filter(entry -> WHISPER.containsKey(entry.getValue()))
            .filter(entry -> distance(lower, entry.getKey()) <= allowed)
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, String> entry) -> distance(lower, entry.getKey()))
                    .thenComparing(Map.Entry::getKey))
            .toList();
    return close.isEmpty()
        ? "none is close; Whisper knows "
            + WHISPER.size()
            + ", such as chinese (zh), english (en) and spanish (es)"
        : "close to it: "
            + close.stream()
                .map(Map.Entry::getValue)
                .distinct()
                .limit(MOST_CLOSE)
                .map(code -> WHISPER.get(code) + " (" + code + ")")
                .collect(Collectors.joining(", "));
  }

  /** Letters that must change, come or go (Levenshtein); texts of very unequal length are far. */
  private static int distance(String one, String other) {
    if (Math.abs(one.length() - other.length()) > other.length()) {
      return Integer.MAX_VALUE;
    }
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  /** Languages beside Whisper's, loaded when one is met: Java takes a moment to know them. */
  private static final class Iso {
    private static final Map<String, String> CODES = new HashMap<>();

    static {
      for (String code : Locale.getISOLanguages()) {
        Locale language = new Locale(code);
        CODES.put(code, code);
        CODES.put(language.getISO3Language(), code);
        CODES.put(name(language), code);
      }
    }

    static Optional<String> code(String lower) {
      String code = CODES.get(lower);
      if (code != null) {
        return Optional.of(code);
      }
      boolean named =
          lower.matches("[a-z]{3}")
              && !NO_LANGUAGE.contains(lower)
              && !name(new Locale(lower)).equals(lower);
      return named ? Optional.of(lower) : Optional.empty();
    }

    /** In English; the code itself where Java knows no name. */
    private static String name(Locale language) {
      return language.getDisplayLanguage(Locale.ENGLISH).toLowerCase(Locale.ROOT);
    }
  }
}
