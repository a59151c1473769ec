package dev.sotto.eval.report.html;

import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.wer.Measure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a report shows. */
public final class Page {
  private final String title;
  private final List<ReportedModel> models;
  private final int worst;
  private final Clips clips;
  private final List<Appendix> appendices;
  private final List<Candidate> candidates = new ArrayList<>();

  /**
   * A model beside the baseline.
   *
   * @param verdict on how it hears
   */
  record Candidate(ReportedModel model, HearingChange verdict) {}

  /**
   * Compares each model with the first.
   *
   * @param models the baseline first
   * @param worst how many utterances are shown with their alignment
   * @param clips where their recordings are
   */
  public Page(String title, List<ReportedModel> models, int worst, Clips clips) {
    this(title, models, worst, clips, List.of());
  }

  private Page(
      String title, List<ReportedModel> models, int worst, Clips clips, List<Appendix> appendices) {
    this.title = Objects.requireNonNull(title);
    this.models = List.copyOf(models);
    this.worst = worst;
    this.clips = Objects.requireNonNull(clips);
    this.appendices = List.copyOf(appendices);
    if (models.isEmpty() || worst < 0) {
      throw new IllegalArgumentException(
          "expected a model and a number of utterances from 0, received "
              + models.size()
              + " and "
              + worst);
    }
    for (ReportedModel model : models.subList(1, models.size())) {
      candidates.add(
          new Candidate(model, HearingChange.of(models.get(0).result(), model.result())));
    }
  }

  /** With sections that tell more of the models. */
  public Page with(List<Appendix> more) {
    return new Page(title, models, worst, clips, more);
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

  String title() {
    return title;
  }

  List<ReportedModel> models() {
    return models;
  }

  int worst() {
    return worst;
  }

  Clips clips() {
    return clips;
  }

  ReportedModel baseline() {
    return models.get(0);
  }

  /** All but the baseline. */
  List<Candidate> candidates() {
    return List.copyOf(candidates);
  }

  /** What the baseline's error rate counts, and that of all that can be compared with it. */
  Measure measure() {
    return baseline().result().measure();
  }

  List<Appendix> appendices() {
    return appendices;
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
