package dev.sotto.eval.report.html;

import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.wer.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a report shows.
 *
 * @param models the baseline first
 * @param worst how many utterances are shown with their alignment
 * @param clips where their recordings are
 * @param appendices sections that tell more of the models
 * @param candidates all models but the baseline
 */
public record Page(
    String title,
    List<ReportedModel> models,
    int worst,
    Clips clips,
    List<Appendix> appendices,
    List<Candidate> candidates) {

  /**
   * A model beside the baseline.
   *
   * @param verdict on how it hears
   */
  public record Candidate(ReportedModel model, HearingChange verdict) {}

  public Page {
    Objects.requireNonNull(title);
    Objects.requireNonNull(clips);
    models = List.copyOf(models);
    appendices = List.copyOf(appendices);
    candidates = List.copyOf(candidates);
    if (models.isEmpty() || worst < 0) {
      throw new IllegalArgumentException(
          "expected a model and a number of utterances from 0, received %s and %s"
              .formatted(models.size(), worst));
    }
  }

  /** Compares each model with the first. */
  public Page(String title, List<ReportedModel> models, int worst, Clips clips) {
    this(title, models, worst, clips, List.of(), compared(models));
  }

  private static List<Candidate> compared(List<ReportedModel> models) {
    return models.stream()
        .skip(1)
        .map(
            model -> new Candidate(model, HearingChange.of(models.get(0).result(), model.result())))
        .toList();
  }

  /** With sections that tell more of the models. */
  public Page with(List<Appendix> more) {
    return new Page(title, models, worst, clips, more, candidates);
  }

  /** A title that names the models. */
  public static String title(List<ReportedModel> models) {
    String baseline = models.get(0).name();
    return switch (models.size()) {
      case 1 -> baseline;
      case 2 -> baseline + " beside " + models.get(1).name();
      default -> baseline + " beside " + (models.size() - 1) + " others";
    };
  }

  ReportedModel baseline() {
    return models.get(0);
  }

  /** What the baseline's error rate counts, and that of all that can be compared with it. */
  Measure measure() {
    return baseline().result().measure();
  }

  /** The baseline, and those whose error rates can be compared with its own. */
  List<ReportedModel> comparable() {
    List<ReportedModel> comparable = new ArrayList<>(List.of(baseline()));
    candidates.stream()
        .filter(candidate -> candidate.verdict.obstacle().isEmpty())
        .forEach(candidate -> comparable.add(candidate.model));
    return comparable;
  }

  /** Those whose error rates cannot. */
  List<Candidate> apart() {
    return candidates.stream()
        .filter(candidate -> candidate.verdict.obstacle().isPresent())
        .toList();
  }

  List<String> names() {
    return models.stream().map(ReportedModel::name).toList();
  }

  List<EvalResult> results() {
    return models.stream().map(ReportedModel::result).toList();
  }
}
