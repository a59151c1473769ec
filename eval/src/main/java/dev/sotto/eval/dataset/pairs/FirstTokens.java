package dev.sotto.eval.dataset.pairs;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The first word of each line of a file that is not blank, which is an id in Kaldi's form.
 *
 * @param tokens in order
 * @param numbers of their lines, from 1
 */
record FirstTokens(List<String> tokens, List<Integer> numbers) {
  /** No word that is said, as a rule, unlike a number: utt1, spk_a, 1089-134686-0000. */
  private static final Pattern ID =
      Pattern.compile("(?=.*[0-9_])(?=.*[A-Za-z_-])[A-Za-z0-9_.:/@+=#-]+");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  FirstTokens {
    tokens = List.copyOf(tokens);
    numbers = List.copyOf(numbers);
  }

  static FirstTokens of(NumberedLines file) {
    Map<Integer, String> tokens = new LinkedHashMap<>();
    for (int i = 0; i < file.lines().size(); i++) {
      Optional<String> line = file.lines().get(i).filter(text -> !text.isBlank());
      if (line.isPresent()) {
        tokens.put(i + 1, line.get().strip().split("\\s+", 2)[0]);
      }
    }
    return new FirstTokens(List.copyOf(tokens.values()), List.copyOf(tokens.keySet()));
  }

  /** The first line, from 1, that does not begin with what looks like an id. */
  Optional<Integer> firstWithoutId() {
    for (int i = 0; i < tokens.size(); i++) {
      if (!isId(tokens.get(i))) {
        return Optional.of(numbers.get(i));
      }
    }
    return Optional.empty();
  }

  /** Whether more than half of the lines begin with what looks like an id. */
  boolean areIds() {
    return 2 * tokens.stream().filter(FirstTokens::isId).count() > tokens.size();
  }

  boolean areNumbers() {
    return tokens.stream().allMatch(token -> NUMBER.matcher(token).matches());
  }

  private static boolean isId(String token) {
    return ID.matcher(token).matches();
  }

  boolean areUnique() {
    return new HashSet<>(tokens).size() == tokens.size();
  }

  boolean hasSame(FirstTokens other) {
    return new HashSet<>(tokens).equals(new HashSet<>(other.tokens));
  }

  /**
   * Whether at least half of the tokens are in both, most of these in other lines: texts that are
   * paired by line have their first words in the same lines.
   */
  boolean areMoved(FirstTokens other) {
    Map<String, Integer> lines = new HashMap<>();
    for (int i = 0; i < other.tokens.size(); i++) {
      lines.put(other.tokens.get(i), other.numbers.get(i));
    }
    int common = 0;
    int moved = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Integer line = lines.get(tokens.get(i));
      common += line == null ? 0 : 1;
      moved += line == null || line.equals(numbers.get(i)) ? 0 : 1;
    }
    return 2 * common >= Math.max(tokens.size(), other.tokens.size()) && 2 * moved > common;
  }
}
