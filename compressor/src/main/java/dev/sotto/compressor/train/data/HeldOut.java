package dev.sotto.compressor.train.data;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A part of the training data that is not trained on, so that it shows when the rest is learnt by
 * heart. Clips that are alike stay together: those of a speaker, of a recording, or with one name
 * but for the number at its end, such as those of a chapter. What knows none of these, or too few
 * that are small, is split clip by clip.
 *
 * @param train what is left
 * @param heldOut what is not trained on
 * @param by what stays together
 */
public record HeldOut(Dataset train, Dataset heldOut, By by) {
  /** Of fewer clips none can be spared. */
  public static final int FEWEST = 20;

  /** Fewer say nothing, and more take time. */
  private static final int LEAST = 4;

  private static final int MOST = 32;

  /** Fewer speakers or recordings say little about others. */
  private static final int LEAST_GROUPS = 3;

  /** What stays together. */
  public enum By {
    SPEAKER,
    RECORDING,
    NAME,
    CLIP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Splits a data set.
   *
   * @param share of the clips to hold out, about
   * @param seed of the draw
   * @return nothing if there are too few clips
   */
  public static Optional<HeldOut> split(Dataset data, double share, long seed) {
    List<Utterance> all = data.utterances();
    if (all.size() < FEWEST || share <= 0) {
      return Optional.empty();
    }
    int wanted = (int) Math.max(LEAST, Math.min(MOST, Math.round(share * all.size())));
    for (By by : By.values()) {
      List<List<Utterance>> drawn = draw(groups(all, by), wanted, seed);
      int clips = drawn.stream().mapToInt(List::size).sum();
      if (by == By.CLIP || (drawn.size() >= LEAST_GROUPS && clips >= wanted)) {
        return Optional.of(split(data, drawn, by));
      }
    }
    throw new IllegalStateException("the last way of splitting always does");
  }

  private static HeldOut split(Dataset data, List<List<Utterance>> drawn, By by) {
    Set<Utterance> held = new HashSet<>();
    drawn.forEach(held::addAll);
    List<Utterance> all = data.utterances();
    return new HeldOut(
        new Dataset(data.name(), all.stream().filter(clip -> !held.contains(clip)).toList()),
        new Dataset(data.name() + " held out", all.stream().filter(held::contains).toList()),
        by);
  }

  /** Groups at random until there are as many clips as wanted; those that would be many are not. */
  private static List<List<Utterance>> draw(
      Map<String, List<Utterance>> groups, int wanted, long seed) {
    List<List<Utterance>> order = new ArrayList<>(groups.values());
    Collections.shuffle(order, new Random(Draws.mix(seed, 0, 1L << 33)));
    List<List<Utterance>> drawn = new ArrayList<>();
    int clips = 0;
    for (List<Utterance> group : order) {
      if (clips < wanted && clips + group.size() <= 2 * wanted) {
        drawn.add(group);
        clips += group.size();
      }
    }
    return drawn;
  }

  private static Map<String, List<Utterance>> groups(List<Utterance> all, By by) {
    Map<String, List<Utterance>> groups = new LinkedHashMap<>();
    all.forEach(clip -> groups.computeIfAbsent(key(clip, by), key -> new ArrayList<>()).add(clip));
    // Where every clip is a group of its own, they know nothing of each other.
    return by != By.CLIP && groups.size() == all.size() ? Map.of() : groups;
  }

  /** Clips of which the data does not say it share one group, which is too large. */
  private static String key(Utterance clip, By by) {
    return switch (by) {
      case SPEAKER -> clip.speaker().orElse("");
      case RECORDING -> clip.audio().file().toString();
      case NAME -> nameWithoutNumber(clip.audio().file().getFileName().toString());
      case CLIP -> clip.id();
    };
  }

  private static String nameWithoutNumber(String name) {
    int end = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
    while (end > 0 && !Character.isLetter(name.charAt(end - 1))) {
      end--;
    }
    return name.substring(0, end);
  }
}
