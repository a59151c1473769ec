package dev.sotto.compressor.cli;

import dev.sotto.compressor.diagnose.Diagnosis;
import dev.sotto.compressor.diagnose.DiagnosisAppendix;
import dev.sotto.compressor.diagnose.DiagnosisJsonReader;
import dev.sotto.compressor.diagnose.ModelStatistics;
import dev.sotto.eval.report.html.Appendix;
import dev.sotto.eval.report.html.ReportedModel;
import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads a diagnosis that {@code report} shows beside results of the same models. */
final class DiagnosisInput {
  private DiagnosisInput() {}

  /**
   * Reads diagnoses.
   *
   * @param models of the page, the baseline first
   * @return a section for each, in their order
   * @throws SottoException if a file holds no diagnosis, or one of other models
   */
  static List<Appendix> read(List<Path> files, List<ReportedModel> models) {
    return IntStream.range(0, files.size())
        .mapToObj(i -> read("normalisation-" + (i + 1), files.get(i), models))
        .toList();
  }

  private static Appendix read(String id, Path file, List<ReportedModel> models) {
    Diagnosis diagnosis = DiagnosisJsonReader.read(file);
    ReportedModel dense =
        find(models.subList(0, 1), diagnosis.dense())
            .orElseThrow(
                () -> other(file, diagnosis.dense(), "the first model, " + models.get(0).name()));
    Optional<String> candidate =
        diagnosis
            .candidate()
            .map(
                figures ->
                    find(models.subList(1, models.size()), figures)
                        .orElseThrow(() -> other(file, figures, "a further model of the page"))
                        .name());
    return DiagnosisAppendix.of(id, diagnosis, dense.name(), candidate);
  }

  /** Models are the same if their files are. */
  private static Optional<ReportedModel> find(List<ReportedModel> models, ModelStatistics wanted) {
    return models.stream()
        .filter(model -> model.result().model().sha256().equals(wanted.identity().sha256()))
        .findFirst();
  }

  private static SottoException other(Path file, ModelStatistics found, String expected) {
    return SottoException.badInput(
        file,
        "expected a diagnosis of %s, found one of %s with other files"
            .formatted(expected, found.identity().folder()));
  }
}
