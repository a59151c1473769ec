package dev.sotto.models.plan;

import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.whisper.Block;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is to be done to one model: groups to remove, and weights to set to zero in what is left.
 *
 * @param model which file each graph and external data file is, by file name
 * @param heads how freely head counts differ
 * @param settings how the plan was made, for the reader; it does not change what is applied
 * @param remove block name to the groups that leave it, ascending, counted from 0
 * @param zeroBelow role to a magnitude; smaller elements of what is left of it become zero
 */
public record Plan(
    Map<String, FileIdentity> model,
    HeadMode heads,
    Map<String, String> settings,
    Map<String, List<Integer>> remove,
    Map<String, Double> zeroBelow) {

  public Plan {
    model = Collections.unmodifiableMap(new TreeMap<>(model));
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    Map<String, List<Integer>> sorted = new TreeMap<>();
    remove.forEach(
        (block, groups) -> {
          if (!groups.isEmpty()) {
            sorted.put(block, List.copyOf(new TreeSet<>(groups)));
          }
        });
    remove = Collections.unmodifiableMap(sorted);
    zeroBelow = Collections.unmodifiableMap(new TreeMap<>(zeroBelow));
  }

  /** The groups that leave {@code block}, ascending. */
  public List<Integer> removed(String block) {
    return remove.getOrDefault(block, List.of());
  }

  /** How many groups of {@code block} stay. */
  public int kept(Block block) {
    return block.groups() - removed(block.id().name()).size();
  }
}
