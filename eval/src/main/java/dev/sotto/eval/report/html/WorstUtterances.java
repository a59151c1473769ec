package dev.sotto.eval.report.html;

import dev.sotto.eval.report.html.Page.Candidate;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.wer.EditCounts;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The utterances that a model got most of wrong.
 *
 * @param judge whose errors count: of those that can be compared with the baseline the one with the
 *     lowest error rate, or the baseline where there is none
 * @param heard by the judge, the worst first; none without an error
 * @param all what each model that can be compared heard
 */
record WorstUtterances(ReportedModel judge, List<HeardUtterance> heard, List<Ears> all) {

  WorstUtterances {
    heard = List.copyOf(heard);
    all = List.copyOf(all);
  }

  /** What a model heard, by the id of the utterance. */
  record Ears(ReportedModel model, Map<String, HeardUtterance> byId) {
    private static Ears of(ReportedModel model) {
      Map<String, HeardUtterance> byId = new HashMap<>();
      model.result().utterances().forEach(heard -> byId.putIfAbsent(heard.id(), heard));
      return new Ears(model, byId);
    }
  }

  static WorstUtterances of(Page page) {
    ReportedModel judge =
        page.candidates().stream()
            .filter(candidate -> candidate.verdict().obstacle().isEmpty())
            .map(Candidate::model)
            .min(Comparator.comparingDouble(model -> model.result().errorRate().rate()))
            .orElse(page.baseline());
    Comparator<EditCounts> fewer =
        Comparator.comparingLong(EditCounts::edits).thenComparingDouble(EditCounts::rate);
    List<HeardUtterance> heard =
        judge.result().utterances().stream()
            .filter(utterance -> utterance.score().units().edits() > 0)
            .sorted(
                Comparator.comparing(
                    (HeardUtterance utterance) -> utterance.score().units(), fewer.reversed()))
            .limit(page.worst())
            .toList();
    return new WorstUtterances(judge, heard, page.comparable().stream().map(Ears::of).toList());
  }
}
