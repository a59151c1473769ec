package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gradients of all models that are compared, or why there are none. Everything else of a
 * diagnosis does without them.
 *
 * @param found one for each model, in order; none if one is missing
 */
record Gradients(List<StreamGradientNorms> found, Optional<String> absent) {
  Gradients {
    found = List.copyOf(found);
  }

  /** Computes the gradients of a model, as {@link StreamGradientNorms#of} does. */
  @FunctionalInterface
  interface Source {
    StreamGradientNorms of(WhisperModel model, List<CalibrationClip> clips, Progress progress);
  }

  /** None, and why. */
  static Gradients none(String reason) {
    return new Gradients(List.of(), Optional.of(reason));
  }

  /**
   * Computes them; what fails is the reason that there are none.
   *
   * @param models by what to call them
   */
  static Gradients of(
      Source source,
      Map<String, WhisperModel> models,
      List<CalibrationClip> clips,
      Progress progress) {
    List<StreamGradientNorms> found = new ArrayList<>();
    for (Map.Entry<String, WhisperModel> model : models.entrySet()) {
      String name = model.getKey();
      try {
        found.add(source.of(model.getValue(), clips, progress.of(name)));
      } catch (SottoException e) {
        return none(name + ": " + e.getMessage());
      } catch (OutOfMemoryError e) {
        return none(
            name
                + ": not enough memory for the weights; give Java more"
                + " (SOTTO_JAVA_OPTS=-Xmx8g)");
      }
    }
    return new Gradients(found, Optional.empty());
  }

  /** Those of the model at {@code index}. */
  Optional<StreamGradientNorms> of(int index) {
    return found.stream().skip(index).findFirst();
  }
}
