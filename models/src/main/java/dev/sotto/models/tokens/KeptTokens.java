package dev.sotto.models.tokens;

import dev.sotto.models.whisper.Ranges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens of a vocabulary that stay when the others leave. They move together: in the order of
 * their ids, those that stay become 0, 1, 2 and so on.
 */
public final class KeptTokens {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  private final int before;
  private final BitSet kept;

  /** By new id. */
  private final int[] olds;

  private KeptTokens(int before, BitSet kept) {
    this.before = before;
    this.kept = kept;
    this.olds = kept.stream().toArray();
  }

  /**
   * Of {@code before} tokens, those with the ids {@code kept}.
   *
   * @throws IllegalArgumentException if there is none, or one has an id beyond
   */
  public static KeptTokens of(int before, BitSet kept) {
    if (kept.isEmpty() || kept.length() > before) {
      throw new IllegalArgumentException(
          "expected some of %s tokens, found %s up to token %s"
              .formatted(before, kept.cardinality(), kept.length() - 1));
    }
    return new KeptTokens(before, (BitSet) kept.clone());
  }

  /**
   * Reads what {@link #ranges} writes.
   *
   * @throws IllegalArgumentException if a text is no id and no range of ids, they do not ascend, or
   *     as {@link #of}
   */
  public static KeptTokens parse(int before, Collection<String> ranges) {
    BitSet kept = new BitSet();
    for (String range : ranges) {
      Matcher ends = RANGE.matcher(range);
      if (!ends.matches()) {
        throw new IllegalArgumentException(
            "expected ids such as \"7\" or \"0-255\", found \"" + range + "\"");
      }
      int from = Integer.parseInt(ends.group(1));
      int to = ends.group(2) == null ? from : Integer.parseInt(ends.group(2));
      if (to < from || to >= before || from < kept.length()) {
        throw new IllegalArgumentException(
            "expected ascending ids below %s, found \"%s\"".formatted(before, range));
      }
      kept.set(from, to + 1);
    }
    return of(before, kept);
  }

  /** Runs of neighbours, ascending, both ends included: {@code "0-255"}, or {@code "7"}. */
  public List<String> ranges() {
    List<String> ranges = new ArrayList<>();
    for (Ranges.Range run : steps().runs()) {
      int last = run.to() - 1;
      ranges.add(run.size() == 1 ? Integer.toString(last) : run.from() + "-" + last);
    }
    return ranges;
  }

  /** How many tokens there were. */
  public int before() {
    return before;
  }

  /** How many stay. */
  public int size() {
    return olds.length;
  }

  /** Whether nothing leaves. */
  public boolean isAll() {
    return size() == before;
  }

  /** Whether the token that had the id {@code old} stays. */
  public boolean has(int old) {
    return kept.get(old);
  }

  /** The id of a token before. */
  public int old(int id) {
    return olds[id];
  }

  /** The new id of the token that had the id {@code old}; none if it leaves. */
  public OptionalInt id(int old) {
    return has(old) ? OptionalInt.of(kept.get(0, old).cardinality()) : OptionalInt.empty();
  }

  /** The ids that stay, as steps along the axis of tokens. */
  public Ranges steps() {
    return Ranges.of(kept);
  }

  /**
   * What stays of the first vocabulary if {@code next} is done to what these leave.
   *
   * @throws IllegalArgumentException if they leave other than {@code next} expects
   */
  public KeptTokens then(KeptTokens next) {
    if (next.before != size()) {
      throw new IllegalArgumentException(
          "expected %s tokens, found %s".formatted(next.before, size()));
    }
    BitSet both = new BitSet();
    next.kept.stream().forEach(id -> both.set(old(id)));
    return new KeptTokens(before, both);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeptTokens tokens
        && tokens.before == before
        && tokens.kept.equals(kept);
  }

  @Override
  public int hashCode() {
    return 31 * before + kept.hashCode();
  }

  @Override
  public String toString() {
    return size() + " of " + before + " tokens";
  }
}
