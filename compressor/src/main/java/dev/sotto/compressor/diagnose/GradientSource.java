package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import java.util.List;

/** Computes the gradients of a model, as {@link StreamGradientNorms#of} does. */
@FunctionalInterface
interface GradientSource {
  StreamGradientNorms of(WhisperModel model, List<CalibrationClip> clips, Progress progress);
}
