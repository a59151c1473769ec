package dev.sotto.models.whisper;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Some steps along an axis.
 *
 * @param runs of neighbours, ascending, as long as can be
 */
public record Ranges(List<Range> runs) {

  /** Steps {@code from} (inclusive) to {@code to} (exclusive). */
  public record Range(int from, int to) {
    public int size() {
      return to - from;
    }
  }

  public Ranges {
    runs = List.copyOf(runs);
  }

  /** The steps {@code from} (inclusive) to {@code to} (exclusive). */
  public static Ranges of(int from, int to) {
    return new Ranges(List.of(new Range(from, to)));
  }

  /** The members of {@code steps}. */
  public static Ranges of(BitSet steps) {
    List<Range> runs = new ArrayList<>();
    for (int from = steps.nextSetBit(0); from >= 0; ) {
      int to = steps.nextClearBit(from);
      runs.add(new Range(from, to));
      from = steps.nextSetBit(to);
    }
    return new Ranges(runs);
  }

  /** These as a set of its own. */
  public BitSet toBits() {
    BitSet bits = new BitSet();
    runs.forEach(run -> bits.set(run.from(), run.to()));
    return bits;
  }

  /** The others of {@code size} steps. */
  public Ranges others(int size) {
    BitSet bits = toBits();
    bits.flip(0, size);
    return of(bits);
  }

  /** As many steps, {@code by} further on. */
  public Ranges shifted(int by) {
    return new Ranges(runs.stream().map(run -> new Range(run.from() + by, run.to() + by)).toList());
  }

  /** How many steps these are. */
  public int size() {
    return runs.stream().mapToInt(Range::size).sum();
  }
}
