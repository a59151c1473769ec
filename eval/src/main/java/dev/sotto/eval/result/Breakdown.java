package dev.sotto.eval.result;

import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.whisper.Languages;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The error rates of the parts of a data set.
 *
 * @param by what the parts have in common: {@value #DURATION}, {@code language} or {@code speaker}
 * @param slices each utterance in one of them; at least one has a name that the data gave
 */
public record Breakdown(String by, List<Slice> slices) {
  /** The name of those utterances of which the data does not say. */
  public static final String NOT_SAID = "not said";

  public static final String DURATION = "duration";

  private static final int[] BOUNDS_SECONDS = {2, 5, 10, 20, 30};

  /**
   * One part.
   *
   * @param utterances how many there are
   * @param rate by the measure of these utterances
   */
  public record Slice(String name, int utterances, WordErrorRate rate) {

    private static Slice of(String name, List<HeardUtterance> utterances) {
      return new Slice(name, utterances.size(), HeardUtterance.rate(utterances));
    }
  }

  public Breakdown {
    slices = List.copyOf(slices);
  }

  /** By everything that the data says. */
  public static List<Breakdown> of(List<HeardUtterance> utterances) {
    List<Breakdown> breakdowns = new ArrayList<>();
    of(DURATION, utterances, Breakdown::bin, Breakdown::range).ifPresent(breakdowns::add);
    byName("language", utterances, heard -> heard.traits().language().map(Breakdown::code))
        .ifPresent(breakdowns::add);
    byName("speaker", utterances, heard -> heard.traits().speaker()).ifPresent(breakdowns::add);
    return breakdowns;
  }

  /** However spelled in a result, and whatever the region. */
  private static String code(String language) {
    return Languages.code(language).orElse(language);
  }

  private static int bin(HeardUtterance heard) {
    double seconds = heard.traits().seconds().orElse(-1);
    return seconds < 0
        ? BOUNDS_SECONDS.length + 1
        : (int) Arrays.stream(BOUNDS_SECONDS).filter(bound -> seconds >= bound).count();
  }

  private static String range(int bin) {
    if (bin > BOUNDS_SECONDS.length) {
      return NOT_SAID;
    }
    if (bin == BOUNDS_SECONDS.length) {
      return BOUNDS_SECONDS[bin - 1] + " s and more";
    }
    return bin == 0
        ? "under " + BOUNDS_SECONDS[0] + " s"
        : BOUNDS_SECONDS[bin - 1] + " to " + BOUNDS_SECONDS[bin] + " s";
  }

  private static Optional<Breakdown> byName(
      String by, List<HeardUtterance> utterances, Function<HeardUtterance, Optional<String>> name) {
    return of(by, utterances, heard -> name.apply(heard).orElse(NOT_SAID), key -> key);
  }

  private static <K extends Comparable<K>> Optional<Breakdown> of(
      String by,
      List<HeardUtterance> utterances,
      Function<HeardUtterance, K> key,
      Function<K, String> name) {
    Map<K, List<HeardUtterance>> groups =
        utterances.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    List<Slice> slices = new ArrayList<>();
    groups.forEach((part, group) -> slices.add(Slice.of(name.apply(part), group)));
    boolean silent = slices.stream().allMatch(slice -> slice.name().equals(NOT_SAID));
    return silent ? Optional.empty() : Optional.of(new Breakdown(by, slices));
  }
}
