package dev.sotto.models.tokens;

import dev.sotto.models.tokens.Vocabulary.Merge;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Merges of a vocabulary of which only some symbols stay. */
final class KeptMerges {
  private KeptMerges() {}

  /**
   * The merges that can still happen, in their order: of symbols that stay and arise from bytes,
   * into one that stays.
   *
   * @param symbols that stay
   */
  static List<Merge> of(Collection<Merge> merges, Set<String> symbols) {
    Set<String> arising =
        symbols.stream().filter(symbol -> symbol.length() == 1).collect(Collectors.toSet());
    Set<Merge> left = new HashSet<>();
    int before;
    do {
      before = left.size();
      for (Merge merge : merges) {
        if (symbols.contains(merge.merged())
            && arising.contains(merge.left())
            && arising.contains(merge.right())
            && left.add(merge)) {
          arising.add(merge.merged());
        }
      }
    } while (left.size() > before);
    return merges.stream().filter(left::contains).toList();
  }
}
