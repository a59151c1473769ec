package dev.sotto.models.rewrite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs of neighbouring elements along an axis. */
record Ranges(List<Range> runs) {

  /** Elements {@code from} (inclusive) to {@code to} (exclusive). */
  record Range(int from, int to) {
    int size() {
      return to - from;
    }
  }

  Ranges {
    runs = List.copyOf(runs);
  }

  /**
   * The elements of {@code groups} groups of {@code groupSize} that stay when {@code removed}
   * leave.
   */
  static Ranges kept(int groups, int groupSize, List<Integer> removed) {
    Set<Integer> leaving = new HashSet<>(removed);
    List<Integer> staying = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      if (!leaving.contains(group)) {
        staying.add(group);
      }
    }
    return of(staying, groupSize);
  }

  /** The elements of the groups {@code members}, which ascend. */
  static Ranges of(List<Integer> members, int groupSize) {
    List<Range> runs = new ArrayList<>();
    for (int group : members) {
      int from = group * groupSize;
      int last = runs.size() - 1;
      if (last >= 0 && runs.get(last).to() == from) {
        runs.set(last, new Range(runs.get(last).from(), from + groupSize));
      } else {
        runs.add(new Range(from, from + groupSize));
      }
    }
    return new Ranges(runs);
  }

  int size() {
    return runs.stream().mapToInt(Range::size).sum();
  }
}
