package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Role;
import dev.sotto.eval.compare.Subject;
import dev.sotto.eval.compare.SubjectReader;
import dev.sotto.eval.result.EvalResult;
import java.nio.file.Path;

/**
 * Gates for tests, of JUnit or any other framework: what does not hold is an {@link
 * AssertionError}.
 *
 * <pre>{@code
 * assertThat(candidate)
 *     .withMaxWerIncrease(0.5)
 *     .isNotWorseThan(baseline)
 *     .hasRealTimeFactorRatioOfAtMost(1.1)
 *     .hasAtMostLoops(0);
 * }</pre>
 *
 * What was not heard on the same data, or not measured, is a {@link
 * dev.sotto.models.SottoException}, as it says nothing of the candidate.
 */
public final class GateAssertions {
  private GateAssertions() {}

  /** Begins with a result in memory. */
  public static CandidateAssert assertThat(EvalResult candidate) {
    return new CandidateAssert(Subject.of(candidate), GateSettings.defaults());
  }

  /** Begins with a file that {@link SubjectReader} reads. */
  public static CandidateAssert assertThat(Path candidate) {
    return new CandidateAssert(
        SubjectReader.read(candidate, Role.CANDIDATE), GateSettings.defaults());
  }
}
