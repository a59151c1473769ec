package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Comparison;
import dev.sotto.eval.compare.Role;
import dev.sotto.eval.compare.Subject;
import dev.sotto.eval.compare.SubjectReader;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.text.Normalizers;
import java.nio.file.Path;

/**
 * A candidate and how it is to be compared; nothing is asserted before {@link #isNotWorseThan}.
 * Immutable.
 */
public final class CandidateAssert {
  private static final double PER_POINT = 0.01;

  private final Subject candidate;
  private final GateSettings settings;

  CandidateAssert(Subject candidate, GateSettings settings) {
    this.candidate = candidate;
    this.settings = settings;
  }

  /** By how many percentage points the word error rate may rise; half a point unless given. */
  public CandidateAssert withMaxWerIncrease(double points) {
    return with(settings.withMaxWerIncrease(PER_POINT * points));
  }

  /** The confidence of the verdict; 0.95 unless given. */
  public CandidateAssert withConfidence(double confidence) {
    return with(settings.withConfidence(confidence));
  }

  /** Scores both with the normaliser called {@code id}, in place of that of the results. */
  public CandidateAssert withNormalizer(String id) {
    return with(settings.withNormalizer(Normalizers.of(id)));
  }

  /** Lets a candidate pass of which there is too little data to say that it is worse. */
  public CandidateAssert acceptingTooLittleData() {
    return with(settings.withUndecided(Undecided.PASS));
  }

  /** Uses these settings in place of all that was said before. */
  public CandidateAssert with(GateSettings other) {
    return new CandidateAssert(candidate, other);
  }

  /**
   * Asserts that the candidate's word error rate is not above the baseline's by more than the
   * margin.
   *
   * @throws AssertionError if it is, or if there is too little data to say
   * @throws dev.sotto.models.SottoException if the two did not hear the same data
   */
  public ComparedAssert isNotWorseThan(EvalResult baseline) {
    return isNotWorseThan(Subject.of(baseline));
  }

  /** As {@link #isNotWorseThan(EvalResult)}, for a file that {@link SubjectReader} reads. */
  public ComparedAssert isNotWorseThan(Path baseline) {
    return isNotWorseThan(SubjectReader.read(baseline, Role.BASELINE));
  }

  private ComparedAssert isNotWorseThan(Subject baseline) {
    Comparison comparison = Comparison.of(baseline, candidate, settings.normalizer());
    return new ComparedAssert(comparison, settings.undecided()).holds(settings.werCheck());
  }
}
