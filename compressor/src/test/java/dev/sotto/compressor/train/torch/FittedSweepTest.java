package dev.sotto.compressor.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.diagnose.Tones;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.EditedExport;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.SetContext;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.FittedWindow;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that hear clips in windows as long as their sound, against ONNX Runtime, which does. */
class FittedSweepTest {
  private static final int SAMPLES = 6_400;

  @TempDir Path folder;
  private Path export;
  private WhisperModel model;

  @BeforeEach
  void flexible() {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    model = Exports.open(dense).read();
    export = folder.resolve("flexible");
    EditedExport.write(dense, export, SetContext.FLEXIBLE);
  }

  private CalibrationClip clip(FittedWindow window) {
    Path file = Tones.write(folder.resolve("tone.wav"), 300, SAMPLES);
    return new CalibrationClip(
            "tone",
            AudioPart.whole(file),
            SAMPLES,
            List.of(151, 152, 155, 159, 7, 18, 29, 150),
            4,
            TextSource.HEARD)
        .in(window);
  }

  private float[] inBlocks(CalibrationClip clip) {
    BlockwiseModel blocks =
        new BlockwiseModel(ModelSizes.of(model), Parameters.of(model), List.of(clip));
    try (Streams streams = blocks.start()) {
      blocks.advanceToTheEnd(streams);
      return blocks.with(
          (block, manager) -> blocks.logits(block, streams, 0, manager).toFloatArray());
    }
  }

  private float[] inOnnxRuntime(CalibrationClip clip) {
    try (WhisperRunner runner = WhisperRunner.open(export, SessionSettings.defaults())) {
      int frames = clip.window().frames(SAMPLES, runner.config().windowFrames());
      float[] features = clip.features(new LogMel(runner.config().melBins()), frames);
      try (EncodedAudio audio = runner.encode(List.of(features), clip.window().filled());
          DecoderRun run = runner.decode(audio)) {
        Logits logits = run.score(clip.inputs());
        int learnt = clip.inputs().length - clip.promptTokens() + 1;
        float[] all = new float[learnt * runner.vocabulary()];
        for (int t = 0; t < learnt; t++) {
          float[] row = logits.row(0, clip.promptTokens() - 1 + t);
          System.arraycopy(row, 0, all, t * row.length, row.length);
        }
        return all;
      }
    }
  }

  private void compare(FittedWindow window) {
    CalibrationClip clip = clip(window);
    assertArrayEquals(inOnnxRuntime(clip), inBlocks(clip), 1e-4f, window.toString());
  }

  @Test
  void statesOfSilenceFollowTheSoundAndItsMargin() {
    compare(new FittedWindow(true, 0.3, true));
  }

  @Test
  void nothingFollowsWhereTheModelDoesWithoutIt() {
    compare(new FittedWindow(true, 0.3, false));
  }

  @Test
  void aWindowThatIsWholeAnywayHasNothingBehindIt() {
    compare(new FittedWindow(true, 30, true));
    compare(FittedWindow.WHOLE);
  }

  @Test
  void windowsMatter() {
    float[] whole = inBlocks(clip(FittedWindow.WHOLE));
    float[] fitted = inBlocks(clip(new FittedWindow(true, 0.3, true)));
    float largest = 0;
    for (int i = 0; i < whole.length; i++) {
      largest = Math.max(largest, Math.abs(whole[i] - fitted[i]));
    }
    assertTrue(largest > 1e-3, "largest difference " + largest);
  }
}
