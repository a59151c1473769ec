package dev.sotto.models.plan;

import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.whisper.LeavingLayers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to be done to one model.
 *
 * @param model which file each graph and external data file is, by file name
 * @param heads how freely head counts differ after each edit
 * @param settings how the plan was made, for the reader; it does not change what is applied
 * @param edits in the order in which they are made: each finds the model as those before left it
 */
public record Plan(
    Map<String, FileIdentity> model,
    HeadMode heads,
    Map<String, String> settings,
    List<Edit> edits) {

  public Plan {
    model = Collections.unmodifiableMap(new TreeMap<>(model));
    settings = Collections.unmodifiableMap(new TreeMap<>(settings));
    edits = List.copyOf(edits);
  }

  /**
   * A plan that removes groups and sets weights to zero in what is left; either may be nothing.
   *
   * @param remove as {@link RemoveGroups} has it
   * @param zeroBelow as {@link ZeroBelow} has it
   */
  public Plan(
      Map<String, FileIdentity> model,
      HeadMode heads,
      Map<String, String> settings,
      Map<String, List<Integer>> remove,
      Map<String, Double> zeroBelow) {
    this(model, heads, settings, edits(remove, zeroBelow));
  }

  private static List<Edit> edits(
      Map<String, List<Integer>> remove, Map<String, Double> zeroBelow) {
    List<Edit> edits = new ArrayList<>();
    RemoveGroups removal = new RemoveGroups(remove);
    if (!removal.groups().isEmpty()) {
      edits.add(removal);
    }
    if (!zeroBelow.isEmpty()) {
      edits.add(new ZeroBelow(zeroBelow));
    }
    return edits;
  }

  /**
   * Block name to the groups that leave it in all edits, ascending, as the dense model has them; no
   * blocks of layers that leave altogether.
   */
  public Map<String, List<Integer>> remove() {
    Map<String, List<Integer>> removed = new TreeMap<>();
    LeavingLayers gone = LeavingLayers.NONE;
    for (Edit edit : edits) {
      if (edit instanceof RemoveGroups more) {
        LeavingLayers before = gone;
        more.groups()
            .forEach((block, groups) -> removed.merge(before.before(block), groups, Plan::beyond));
      } else if (edit instanceof RemoveLayers more) {
        gone = gone.and(more.leaving());
      }
    }
    removed.keySet().removeIf(gone::has);
    return removed;
  }

  /** Whether edits take weights from files, which then have to lie beside the plan. */
  public boolean takesWeights() {
    return edits.stream().anyMatch(edit -> edit.source().isPresent());
  }

  /** The layers that leave in all edits, as the dense model has them. */
  public LeavingLayers removedLayers() {
    LeavingLayers gone = LeavingLayers.NONE;
    for (Edit edit : edits) {
      if (edit instanceof RemoveLayers more) {
        gone = gone.and(more.leaving());
      }
    }
    return gone;
  }

  /** The edits before the weights become something smaller: all of them if they do not. */
  public Plan withoutQuantizing() {
    return new Plan(
        model,
        heads,
        settings,
        edits.stream().filter(edit -> !(edit instanceof Quantize)).toList());
  }

  /** The tokens that stay after all edits, as the dense model has them; none if all do. */
  public Optional<KeptTokens> vocabulary() {
    return KeepVocabulary.of(edits);
  }

  /** This plan, and what another one does to what it leaves. */
  public Plan then(Plan other) {
    Map<String, String> all = new TreeMap<>(settings);
    all.putAll(other.settings);
    List<Edit> both = new ArrayList<>(edits);
    both.addAll(other.edits);
    return new Plan(model, heads, all, both);
  }

  /** This plan with one more edit behind its own. */
  public Plan and(Edit edit) {
    List<Edit> more = new ArrayList<>(edits);
    more.add(edit);
    return new Plan(model, heads, settings, more);
  }

  /** The groups that are gone once {@code more} of what {@code before} left are gone, too. */
  private static List<Integer> beyond(List<Integer> before, List<Integer> more) {
    List<Integer> gone = new ArrayList<>(before);
    for (int group : more) {
      int dense = group;
      for (int earlier : before) {
        dense += earlier <= dense ? 1 : 0;
      }
      gone.add(dense);
    }
    Collections.sort(gone);
    return List.copyOf(gone);
  }
}
