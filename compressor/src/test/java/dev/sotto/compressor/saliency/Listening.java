package dev.sotto.compressor.saliency;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationSource;
import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.diagnose.Tones;
import dev.sotto.compressor.repair.Survey;
import dev.sotto.compressor.repair.Surveyor;
import dev.sotto.compressor.saliency.SaliencyContext.Heard;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The tiny random Whisper with two tones to listen to, and with moments that are made up. */
public final class Listening {
  /** Rows of which the moments are. */
  static final int ROWS = 50;

  private Listening() {}

  /** The reference export, with what decoding needs. */
  public static ExportFolder export(Path folder) {
    Path place = Fixtures.folder(Fixtures.REFERENCE, true, folder);
    try {
      Files.writeString(
          place.resolve("generation_config.json"),
          "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Exports.open(place);
  }

  /** Two tones of 0.5 and 0.8 s, written into {@code folder}. */
  static CalibrationSource source(ExportFolder export, Path folder) {
    return new CalibrationSource(
        export,
        CalibrationSpeech.of(
            List.of(
                Tones.write(folder.resolve("low.wav"), 300, 8_000),
                Tones.write(folder.resolve("high.wav"), 700, 13_000))),
        SessionSettings.defaults().withIntraThreads(1),
        Optional.empty());
  }

  /** Everything that a saliency may ask for. */
  public static SaliencyContext context(WhisperModel model, ExportFolder export, Path folder) {
    CalibrationSource source = source(export, folder);
    return new SaliencyContext(
        model, 7, Optional.of(source), Optional.of(heard(model, source)), Progress.NONE);
  }

  private static Heard heard(WhisperModel model, CalibrationSource source) {
    return new Heard() {
      @Override
      public List<CalibrationClip> clips() {
        return source.clips(Progress.NONE);
      }

      @Override
      public InputMoments moments(Block block) {
        return Listening.moments(block);
      }

      @Override
      public Survey survey() {
        return new Surveyor(this::moments, Progress.NONE)
            .survey(ModelSizes.of(model), Parameters.of(model), clips());
      }
    };
  }

  /** What a block's output projection reads: {@link #ROWS} rows, each channel of another size. */
  static double[][] rows(Block block) {
    Random random = new Random(block.id().name().hashCode());
    double[][] rows = new double[ROWS][block.groups() * block.groupSize()];
    for (double[] row : rows) {
      for (int channel = 0; channel < row.length; channel++) {
        row[channel] = (1 + channel % 5) * random.nextGaussian() + channel % 3;
      }
    }
    return rows;
  }

  private static InputMoments moments(Block block) {
    double[][] rows = rows(block);
    int width = rows[0].length;
    double[] mean = new double[width];
    double[] gram = new double[width * width];
    for (double[] row : rows) {
      for (int i = 0; i < width; i++) {
        mean[i] += row[i] / ROWS;
        for (int j = 0; j < width; j++) {
          gram[i * width + j] += row[i] * row[j] / ROWS;
        }
      }
    }
    return new InputMoments(width, ROWS, mean, gram);
  }
}
