package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.Step.Form;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.compressor.verify.ParityCheck;
import dev.sotto.compressor.verify.ParityJson;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.plan.Plan;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** The check that a smaller export computes what it should, as a step. */
final class ParityStep {
  private ParityStep() {}

  private record Inputs(Map<String, String> dense, Map<String, String> pruned, long seed) {}

  /**
   * The step; it fails if the two differ.
   *
   * @param hashes of the files of each export
   */
  static Step<Parity> of(
      ParityCheck check,
      Path dense,
      Path smaller,
      Plan plan,
      Function<Path, Map<String, String>> hashes) {
    return new Step<>(
        "verified",
        new Inputs(hashes.apply(dense), hashes.apply(smaller), check.seed()),
        new Form<>(ParityJson::of, (file, json) -> ParityJson.read(json)),
        stage -> run(check, dense, smaller, plan));
  }

  private static Parity run(ParityCheck check, Path dense, Path smaller, Plan plan) {
    Parity parity = check.check(Exports.open(dense), Exports.open(smaller), plan);
    if (!parity.holds()) {
      throw SottoException.checkFailed(
          "the rewritten export does not compute what the dense one does with the same groups set"
              + " to zero: "
              + parity.measurements());
    }
    return parity;
  }
}
