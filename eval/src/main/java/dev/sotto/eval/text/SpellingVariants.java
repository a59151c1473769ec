package dev.sotto.eval.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * British words and their American spellings, expanded from families of words; the format stands at
 * the top of {@code spelling-variants.txt}.
 */
final class SpellingVariants {
  private static final String RESOURCE = "spelling-variants.txt";

  /** One way to end a word, British and American. */
  private record Ending(String british, String american) {
    static Ending parse(String text) {
      String[] sides = text.split(">", -1);
      return new Ending(unlessNothing(sides[0]), unlessNothing(sides[sides.length - 1]));
    }

    static List<Ending> parseAll(String text) {
      return tokens(text).stream().map(Ending::parse).toList();
    }
  }

  private record Family(String british, String american, List<Ending> endings) {
    static Family parse(String line) {
      int colon = line.indexOf(" : ");
      String heading = colon < 0 ? line : line.substring(0, colon);
      String[] sides = heading.split(" > ", -1);
      return new Family(
          unlessNothing(sides[0]),
          unlessNothing(sides[1]),
          Ending.parseAll(colon < 0 ? "-" : line.substring(colon + 3)));
    }
  }

  private final Map<String, String> americanByBritish = new HashMap<>();

  private SpellingVariants() {}

  /** Reads the list that is part of this package. */
  static Map<String, String> load() {
    try (InputStream stream = SpellingVariants.class.getResourceAsStream(RESOURCE);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      return expand(reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The words of a list, British to American.
   *
   * @throws IllegalStateException if a word is listed twice
   */
  static Map<String, String> expand(List<String> lines) {
    SpellingVariants variants = new SpellingVariants();
    List<String> content =
        lines.stream().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    for (int i = 0; i < content.size(); ) {
      Family family = Family.parse(content.get(i++));
      List<String> stems = new ArrayList<>();
      while (i < content.size() && content.get(i).startsWith(" ")) {
        stems.add(content.get(i++));
      }
      variants.addFamily(family, stems.isEmpty() ? List.of("-") : stems);
    }
    // Map.copyOf is slow where a word is not there, as most are not.
    return Collections.unmodifiableMap(variants.americanByBritish);
  }

  private void addFamily(Family family, List<String> stemLines) {
    for (String line : stemLines) {
      String[] sides = line.split(" \\+ ", 2);
      for (String stem : tokens(sides[0])) {
        addWords(family, unlessNothing(stem), family.endings());
        if (sides.length == 2) {
          addWords(family, unlessNothing(stem), Ending.parseAll(sides[1]));
        }
      }
    }
  }

  private void addWords(Family family, String stem, List<Ending> endings) {
    for (Ending ending : endings) {
      String british = stem + family.british() + ending.british();
      String american = stem + family.american() + ending.american();
      if (americanByBritish.put(british, american) != null) {
        throw new IllegalStateException(RESOURCE + ": \"" + british + "\" is listed twice");
      }
    }
  }

  private static List<String> tokens(String text) {
    return List.of(text.strip().split(" +"));
  }

  private static String unlessNothing(String text) {
    return text.equals("-") ? "" : text;
  }
}
