package dev.sotto.eval.report.html;

import dev.sotto.eval.result.EvalResult;
import java.util.List;
import java.util.Objects;

/**
 * What a report shows.
 *
 * @param models the baseline first
 * @param worst how many utterances are shown with their alignment
 * @param clips where their recordings are
 */
public record Page(String title, List<ReportedModel> models, int worst, Clips clips) {

  public Page {
    Objects.requireNonNull(title);
    Objects.requireNonNull(clips);
    models = List.copyOf(models);
    if (models.isEmpty() || worst < 0) {
      throw new IllegalArgumentException(
          "expected a model and a number of utterances from 0, received "
              + models.size()
              + " and "
              + worst);
    }
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

  /** All but the baseline. */
  List<ReportedModel> candidates() {
    return models.subList(1, models.size());
  }

  List<String> names() {
    return models.stream().map(ReportedModel::name).toList();
  }

  List<EvalResult> results() {
    return models.stream().map(ReportedModel::result).toList();
  }
}
