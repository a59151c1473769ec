package dev.sotto.compressor.saliency;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationSource;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.repair.Survey;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A model, and what a saliency may ask for to score its groups. What it asked for, plans tell. */
public final class SaliencyContext {
  private final WhisperModel model;
  private final long seed;
  private final Optional<CalibrationSource> calibration;
  private final Progress progress;
  private final Optional<Heard> heard;
  private final Map<String, String> settings = new LinkedHashMap<>();

  /**
   * @param seed of random draws
   * @param calibration speech on which the model can be run, where there is any
   */
  public SaliencyContext(
      WhisperModel model, long seed, Optional<CalibrationSource> calibration, Progress progress) {
    this(model, seed, calibration, Optional.empty(), progress);
  }

  /**
   * @param heard what the model makes of that speech
   */
  public SaliencyContext(
      WhisperModel model,
      long seed,
      Optional<CalibrationSource> calibration,
      Optional<Heard> heard,
      Progress progress) {
    this.model = model;
    this.seed = seed;
    this.calibration = calibration;
    this.heard = heard;
    this.progress = progress;
  }

  /** What a model makes of speech; each is found when it is first asked for. */
  public interface Heard {
    /** The clips, with the tokens that are said in them. */
    List<CalibrationClip> clips();

    /** Moments of what a block's output projection reads. */
    InputMoments moments(Block block);

    /** How well the model can do without the groups of each block. */
    Survey survey();
  }

  /** The model, with its weights, for methods that need nothing else. */
  public static SaliencyContext of(WhisperModel model) {
    return new SaliencyContext(model, 0, Optional.empty(), Progress.NONE);
  }

  public WhisperModel model() {
    return model;
  }

  /** The seed of every random draw. */
  public long seed() {
    settings.put("seed", Long.toString(seed));
    return seed;
  }

  /**
   * Speech, and the activations of the model on it.
   *
   * @throws SottoException with code USAGE if there is none
   */
  public CalibrationSource calibration() {
    CalibrationSource source =
        calibration.orElseThrow(
            () ->
                SottoException.usage(
                    "this score needs speech to listen to; expected --calibrate, found none"));
    settings.put("calibration", source.speech().name());
    return source;
  }

  /**
   * What the model makes of that speech.
   *
   * @throws SottoException with code USAGE if there is none
   */
  public Heard heard() {
    calibration();
    return heard.orElseThrow(() -> new IllegalStateException("nothing was heard"));
  }

  /**
   * Moments of what a block's output projection reads in the model, on that speech.
   *
   * @throws SottoException with code USAGE if there is no speech
   */
  public InputMoments moments(Block block) {
    return heard().moments(block);
  }

  public Progress progress() {
    return progress;
  }

  /** What a plan tells of what was asked for, by name. */
  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }
}
