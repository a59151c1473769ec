package dev.sotto.eval.report.html;

import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.wer.EditCounts;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The utterances that a model got most words of wrong.
 *
 * @param judge whose errors count: the candidate with the lowest word error rate, or the baseline
 *     where it stands alone
 * @param heard by the judge, the worst first; none without an error
 */
record WorstUtterances(ReportedModel judge, List<HeardUtterance> heard) {

  WorstUtterances {
    heard = List.copyOf(heard);
  }

  static WorstUtterances of(Page page) {
    ReportedModel judge =
        page.candidates().stream()
            .min(Comparator.comparingDouble(model -> model.result().errorRate().wer()))
            .orElse(page.baseline());
    Comparator<EditCounts> fewer =
        Comparator.comparingLong(EditCounts::edits).thenComparingDouble(EditCounts::rate);
    List<HeardUtterance> heard =
        judge.result().utterances().stream()
            .filter(utterance -> utterance.score().words().edits() > 0)
            .sorted(
                Comparator.comparing(
                    (HeardUtterance utterance) -> utterance.score().words(), fewer.reversed()))
            .limit(page.worst())
            .toList();
    return new WorstUtterances(judge, heard);
  }

  /** What {@code model} heard where {@code said} was said; empty if it was not asked. */
  static Optional<HeardUtterance> sameOf(ReportedModel model, HeardUtterance said) {
    return Optional.ofNullable(byId(model).get(said.id()))
        .filter(heard -> heard.reference().equals(said.reference()));
  }

  private static Map<String, HeardUtterance> byId(ReportedModel model) {
    Map<String, HeardUtterance> byId = new LinkedHashMap<>();
    model.result().utterances().forEach(heard -> byId.putIfAbsent(heard.id(), heard));
    return byId;
  }
}
