package dev.sotto.compressor.vocabulary;

import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.models.tokens.Vocabulary.Merge;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Symbols with all that merges pass through on the way to them. With these, and with the merges
 * between them in their old order, text that took no other symbols is encoded as before: what is
 * merged next is the pair that comes first of all, and it is among those that stay.
 */
final class TokenClosure {
  private final Vocabulary vocabulary;
  private final Map<Merge, Integer> ranks = new HashMap<>();
  private final Set<String> symbols = new HashSet<>();

  TokenClosure(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    for (Merge merge : vocabulary.merges()) {
      ranks.putIfAbsent(merge, ranks.size());
    }
  }

  /** Adds symbols, by their spelling. */
  void add(Collection<String> more) {
    more.forEach(this::add);
  }

  private void add(String symbol) {
    if (!symbols.add(symbol)) {
      return;
    }
    List<String> parts = new ArrayList<>(List.of(symbol.split("")));
    for (int best = best(parts); best >= 0; best = best(parts)) {
      Merge merge = new Merge(parts.get(best), parts.get(best + 1));
      for (int i = best; i + 1 < parts.size(); i++) {
        if (parts.get(i).equals(merge.left()) && parts.get(i + 1).equals(merge.right())) {
          parts.set(i, merge.merged());
          parts.remove(i + 1);
        }
      }
      symbols.add(merge.merged());
    }
  }

  /** Where the pair begins that is merged first; -1 if none is. */
  private int best(List<String> parts) {
    int best = -1;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i + 1 < parts.size(); i++) {
      int rank = ranks.getOrDefault(new Merge(parts.get(i), parts.get(i + 1)), Integer.MAX_VALUE);
      if (rank < least) {
        least = rank;
        best = i;
      }
    }
    return best;
  }

  /** The ids of all that was added and passed through. */
  BitSet ids() {
    BitSet ids = new BitSet();
    symbols.stream()
        .filter(vocabulary.symbols()::containsKey)
        .forEach(symbol -> ids.set(vocabulary.symbols().get(symbol)));
    return ids;
  }
}
