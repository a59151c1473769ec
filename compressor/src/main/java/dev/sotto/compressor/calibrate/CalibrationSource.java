package dev.sotto.compressor.calibrate;

import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.session.SessionSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * An export and speech to run it on; nothing is read before somebody listens.
 *
 * @param language spoken, whatever the data says
 */
public record CalibrationSource(
    ExportFolder export,
    CalibrationSpeech speech,
    SessionSettings session,
    Optional<String> language) {

  /**
   * The clips, each with its tokens: what is said in it, or what the export writes of it. They hold
   * no sound.
   *
   * @throws dev.sotto.models.SottoException if the recordings cannot be used, or the model cannot
   *     be run
   */
  public List<CalibrationClip> clips(Progress progress) {
    try (Calibration calibration = new Calibration(export, session, language, ClipLimit.NONE)) {
      return calibration.clips(speech, progress);
    }
  }

  /**
   * Lets listeners have the values that they want, over all of the speech.
   *
   * @param listeners of the model that is given, which is the export's, read anew
   * @return the result of each
   * @throws dev.sotto.models.SottoException if the recordings cannot be used, or the model cannot
   *     be run
   */
  public <R> List<R> listen(
      Function<WhisperModel, List<? extends Listener<R>>> listeners, Progress progress) {
    List<CalibrationClip> clips = clips(progress);
    WhisperModel model = export.read();
    return new Activations(session, Activations.MOST_BYTES, progress)
        .listen(model, listeners.apply(model), clips);
  }
}
