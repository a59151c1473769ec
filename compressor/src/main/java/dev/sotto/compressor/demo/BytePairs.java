package dev.sotto.compressor.demo;

import dev.sotto.models.tokens.ByteSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * A byte-level byte-pair vocabulary as GPT-2 has it: a symbol for each of 256 bytes, and merges of
 * two symbols to a longer one, in the order in which they are applied.
 *
 * <p>Merges are learnt as Sennrich et al. describe ("Neural Machine Translation of Rare Words with
 * Subword Units", 2016): the pair that occurs most often is merged next, of equals the first in
 * alphabetical order.
 */
record BytePairs(List<Pair> merges) {
  /** What stands for the byte of a space: that byte's symbol. */
  static final char SPACE = '\u0120';

  /** Two neighbouring symbols. */
  record Pair(String left, String right) {
    String merged() {
      return left + right;
    }
  }

  /**
   * Learns merges until each word, with the space before it, is one symbol, or there are {@code
   * most}.
   *
   * @param words of ASCII letters
   */
  static BytePairs learn(SortedSet<String> words, int most) {
    List<List<String>> split = new ArrayList<>();
    for (String word : words) {
      split.add(new ArrayList<>(List.of((SPACE + word).split(""))));
    }
    List<Pair> merges = new ArrayList<>();
    for (Optional<Pair> next = commonest(split);
        next.isPresent() && merges.size() < most;
        next = commonest(split)) {
      merges.add(next.get());
      for (List<String> symbols : split) {
        merge(symbols, next.get());
      }
    }
    return new BytePairs(List.copyOf(merges));
  }

  private static Optional<Pair> commonest(List<List<String>> words) {
    Map<Pair, Integer> counts =
        new TreeMap<>(Comparator.comparing(Pair::left).thenComparing(Pair::right));
    for (List<String> symbols : words) {
      for (int i = 0; i + 1 < symbols.size(); i++) {
        counts.merge(new Pair(symbols.get(i), symbols.get(i + 1)), 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .reduce((best, next) -> next.getValue() > best.getValue() ? next : best)
        .map(Map.Entry::getKey);
  }

  private static void merge(List<String> symbols, Pair pair) {
    for (int i = 0; i + 1 < symbols.size(); i++) {
      if (symbols.get(i).equals(pair.left()) && symbols.get(i + 1).equals(pair.right())) {
        symbols.set(i, pair.merged());
        symbols.remove(i + 1);
      }
    }
  }

  /** Every symbol once, though two merges may give the same; its place is its id. */
  List<String> symbols() {
    Set<String> symbols = new LinkedHashSet<>(ByteSymbols.inOrder());
    merges.forEach(pair -> symbols.add(pair.merged()));
    return List.copyOf(symbols);
  }
}
