package dev.sotto.compressor.diagnose;

import dev.sotto.eval.report.html.Appendix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A diagnosis as a section of the report. */
public final class DiagnosisAppendix {
  private DiagnosisAppendix() {}

  /**
   * What is fragile in words, then all figures.
   *
   * @param id anchor on the page
   * @param candidate what the page calls the candidate, if there is one
   */
  public static Appendix of(
      String id, Diagnosis diagnosis, String dense, Optional<String> candidate) {
    String heading = "Normalisation layers" + candidate.map(name -> " of " + name).orElse("");
    List<String> findings = new ArrayList<>();
    findings.add(
        candidate.isEmpty()
            ? "Figures of the %d layer normalisations of %s over %d clips."
                .formatted(diagnosis.dense().norms().size(), dense, diagnosis.clips().size())
            : "Figures of the %d layer normalisations over %d clips, %s \u2192 %s where they differ."
                .formatted(
                    diagnosis.dense().norms().size(),
                    diagnosis.clips().size(),
                    dense,
                    candidate.get()));
    candidate.ifPresent(name -> findings.add(fragile(diagnosis, name)));
    return new Appendix(id, heading, findings, DiagnosisTables.of(diagnosis));
  }

  private static String fragile(Diagnosis diagnosis, String candidate) {
    long norms = diagnosis.findings().stream().map(Finding::norm).distinct().count();
    return norms == 0
        ? "None became fragile in " + candidate + " by the rules below."
        : "%d of them became fragile in %s by the rules below.".formatted(norms, candidate);
  }
}
