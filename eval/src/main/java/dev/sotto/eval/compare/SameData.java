package dev.sotto.eval.compare;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.models.SottoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Brings what two systems heard into one order, and refuses what is not the same data. */
final class SameData {
  private SameData() {}

  /**
   * The candidate's pairs in the order of the baseline's.
   *
   * @throws SottoException if an id stands twice, or in one of the two only, or if the audio was
   *     another
   */
  static List<TextPair> candidatePairs(Subject baseline, Subject candidate) {
    Map<String, TextPair> before = byId(baseline);
    Map<String, TextPair> after = byId(candidate);
    checkIds(before, after, baseline, candidate);
    checkIds(after, before, candidate, baseline);
    if (before.size() < 2) {
      throw SottoException.badInput(
          baseline.name(), "expected at least 2 utterances to compare, found " + before.size());
    }
    boolean otherAudio =
        baseline.result().isPresent()
            && candidate.result().isPresent()
            && new Comparability(baseline.result().get(), candidate.result().get()).otherAudio();
    if (otherAudio) {
      throw SottoException.badInput(
          candidate.name(),
          "expected the audio of %s, found other clips under the same ids (the fingerprints of the data differ)"
              .formatted(baseline.name()));
    }
    return before.keySet().stream().map(after::get).toList();
  }

  /**
   * Checks that the references are the same as far as they are scored.
   *
   * @param before the baseline's pairs
   * @param after the candidate's, in the same order
   * @param normalize how the reference of a pair is made comparable
   * @throws SottoException naming the first that differs
   */
  static void checkReferences(
      Subject baseline,
      Subject candidate,
      List<TextPair> before,
      List<TextPair> after,
      Function<TextPair, String> normalize) {
    List<String> differ = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      if (!normalize.apply(before.get(i)).equals(normalize.apply(after.get(i)))) {
        differ.add(before.get(i).id());
      }
    }
    if (!differ.isEmpty()) {
      throw SottoException.badInput(
          candidate.name(),
          "expected the references of " + baseline.name() + ", found others for " + named(differ));
    }
  }

  private static Map<String, TextPair> byId(Subject subject) {
    Map<String, TextPair> byId = new LinkedHashMap<>();
    for (TextPair pair : subject.pairs()) {
      if (byId.put(pair.id(), pair) != null) {
        throw SottoException.badInput(
            subject.name(), "expected every id once, found \"" + pair.id() + "\" again");
      }
    }
    return byId;
  }

  private static void checkIds(
      Map<String, TextPair> some, Map<String, TextPair> others, Subject holder, Subject lacking) {
    List<String> missing = some.keySet().stream().filter(id -> !others.containsKey(id)).toList();
    if (!missing.isEmpty()) {
      throw SottoException.badInput(
          lacking.name(),
          "expected the utterances of " + holder.name() + ", found nothing for " + named(missing));
    }
  }

  private static String named(List<String> ids) {
    int more = ids.size() - 1;
    return "\"" + ids.get(0) + "\"" + (more > 0 ? " and " + more + " more" : "");
  }
}
