package dev.sotto.compressor.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.torch.StreamGradients;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.features.LogMel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamGradientNormsTest {
  @TempDir Path folder;

  @Test
  void areMeansOverClipsOfWhatIsNotMasked() {
    Path export = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("export"));
    WhisperModel model = Exports.open(export).read();
    List<CalibrationClip> clips = List.of(clip(0, 8_000), clip(1, 13_000));
    StreamGradientNorms found = StreamGradientNorms.of(model, clips, Progress.NONE);

    StreamGradients gradients = new StreamGradients(ModelSizes.of(model), Parameters.of(model));
    Map<String, List<Double>> norms = new HashMap<>();
    double loss = 0;
    for (CalibrationClip clip : clips) {
      float[] features = clip.features(new LogMel(80), 120);
      int[] tokens = clip.tokens().stream().mapToInt(Integer::intValue).toArray();
      Batch batch = new Batch(80, 120, List.of(features), List.of(120), List.of(tokens), 4);
      loss +=
          gradients.of(
              batch,
              (norm, gradient) -> {
                // 8,000 samples are 50 frames, 13,000 are 82; the decoder is fed 6 tokens.
                int positions = clip.samples() == 8_000 ? 25 : 41;
                int rows = norm.startsWith("encoder") ? positions : 6;
                double squares = 0;
                for (int row = 0; row < rows; row++) {
                  for (int c = 0; c < 32; c++) {
                    squares += Math.pow(gradient.get(row * 32 + c), 2);
                  }
                }
                norms.computeIfAbsent(norm, key -> new ArrayList<>()).add(Math.sqrt(squares));
              });
    }
    assertEquals(loss / 2, found.loss(), 1e-9);
    assertEquals(12, found.norms().size());
    norms.forEach(
        (norm, values) ->
            assertEquals((values.get(0) + values.get(1)) / 2, found.norms().get(norm), 1e-9, norm));
  }

  private CalibrationClip clip(int number, int samples) {
    Path file = Tones.write(folder.resolve(number + ".wav"), 200 * (number + 1), samples);
    return new CalibrationClip(
        "c" + number,
        AudioPart.whole(file),
        samples,
        List.of(151, 152, 155, 159, 7 + number, 42, 150),
        4,
        TextSource.HEARD);
  }
}
