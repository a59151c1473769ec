package dev.sotto.compressor.verify;

import dev.sotto.eval.cost.ShapeCheck;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.runtime.decode.TrialRun;

/**
 * Whether an export can be run at all. Of the input of a rewrite it is asked before anything is
 * written, so that a file that was broken before is not taken for one that the rewrite broke; of
 * what was written, before it gets its name.
 */
public final class Soundness {
  /** Above, loading and encoding a window take far longer than rewriting. */
  static final long MOST_BYTES_OF_A_TRIAL = 1L << 30;

  /** Whether ONNX Runtime is asked, too. */
  public enum Trial {
    /** For exports of up to 1 GiB. */
    AUTO,
    ALWAYS,
    NEVER
  }

  private Soundness() {}

  /**
   * Checks the shapes of every graph and branch, and has ONNX Runtime run each once.
   *
   * @throws SottoException naming the file and the node that cannot run
   */
  public static void checkInput(WhisperModel model, Trial trial) {
    ShapeCheck.check(model);
    boolean small = bytes(model) <= MOST_BYTES_OF_A_TRIAL;
    if (trial == Trial.ALWAYS || (trial == Trial.AUTO && small)) {
      TrialRun.of(model.folder(), Runtime.getRuntime().availableProcessors());
    }
  }

  private static long bytes(WhisperModel model) {
    return ExportRewriter.files(model).values().stream()
        .mapToLong(file -> file.toFile().length())
        .sum();
  }

  /**
   * Reads an export back and checks the shapes of every graph and branch; weights are not read.
   *
   * @throws SottoException naming what is wrong, by the name that the export would have got
   */
  public static void checkOutput(OutputFolder output) {
    ShownPath.during(
        output.path(), output.target(), () -> ShapeCheck.check(Exports.open(output.path()).read()));
  }
}
