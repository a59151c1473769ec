package dev.sotto.compressor.verify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.EditedExport;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.build.FolderBuild;
import dev.sotto.models.build.Frames;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.Edit;
import dev.sotto.models.plan.SetContext;
import dev.sotto.runtime.decode.ContextChoice;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.FittedWindow;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders that take windows of other lengths, run by ONNX Runtime. */
class ContextRunTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);
  private static final float TOLERANCE = 1e-4f;

  @TempDir Path folder;

  private ExportFolder apply(Path dense, String name, Edit... edits) {
    return EditedExport.write(dense, folder.resolve(name), edits);
  }

  /** The first frames of a window [M, F]. */
  private static float[] cut(float[] window, int bins, int frames) {
    int all = window.length / bins;
    float[] first = new float[bins * frames];
    for (int bin = 0; bin < bins; bin++) {
      System.arraycopy(window, bin * all, first, bin * frames, frames);
    }
    return first;
  }

  private static float[] states(ExportFolder export, SessionSettings settings, float[] window) {
    try (WhisperRunner runner = WhisperRunner.open(export, settings);
        EncodedAudio audio = runner.encode(List.of(window))) {
      return audio.toFloats();
    }
  }

  /** The other judge is an export that Sotto builds of the same weights, which knows no edits. */
  @ParameterizedTest
  @ValueSource(strings = {"a01-optimum-op18", "b01-optimum1.13-bmm", "f06-external-data"})
  void shorterWindowsGiveWhatAnEncoderBuiltForThemGives(String fixture) {
    ExportFolder flexible =
        apply(Fixtures.folder(fixture, folder.resolve("dense")), "out", SetContext.FLEXIBLE);
    Path built = folder.resolve("built");
    try (OutputFolder output = OutputFolder.create(built, false)) {
      new FolderBuild(
              SharedFiles.shared("fixtures/hf-safetensors"), Frames.FLEXIBLE, OptionalLong.empty())
          .write(output);
      output.complete();
    }
    for (OptimizationLevel level : OptimizationLevel.values()) {
      SessionSettings settings = SETTINGS.withOptimization(level);
      for (int frames : new int[] {2, 38, 64, Fixtures.FRAMES}) {
        float[] window = cut(Fixtures.logMel(0), Fixtures.MEL_BINS, frames);
        assertArrayEquals(
            states(Exports.open(built), settings, window),
            states(flexible, settings, window),
            TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a03-optimum-op20",
        "a10-pruned-uniform",
        "a11-pruned-free",
        "b01-optimum1.13-bmm"
      })
  void wholeWindowsGiveWhatTheyGave(String fixture) {
    Path dense = Fixtures.folder(fixture, folder.resolve("dense"));
    ExportFolder flexible = apply(dense, "out", SetContext.FLEXIBLE);
    Parity parity =
        new ParityCheck(SETTINGS, 3, Progress.NONE)
            .check(Exports.open(dense), flexible, EditedExport.plan(dense, SetContext.FLEXIBLE));
    assertEquals(5, parity.measurements().size());
    assertTrue(parity.holds(), parity::toString);
  }

  private static float[] speech() {
    float[] samples = new float[24_000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.3 * Math.sin(i * 0.05) * Math.sin(i * 0.0007));
    }
    return samples;
  }

  @Test
  void windowsOfSomeSecondsAreThoseOfAnyLengthAtThatLength() {
    Path dense = BuiltInFolder.unpack(folder.resolve("data")).model();
    ExportFolder two = apply(dense, "two", new SetContext(OptionalInt.of(2)));
    ExportFolder any = apply(dense, "any", SetContext.FLEXIBLE);
    int bins = Exports.open(dense).read().config().melBins();
    float[] window = new LogMel(bins).window(speech(), 0, speech().length, 200);
    assertArrayEquals(states(any, SETTINGS, window), states(two, SETTINGS, window), TOLERANCE);
  }

  @Test
  void statesOfSilenceFollowUpToAWholeWindow() {
    Path dense = BuiltInFolder.unpack(folder.resolve("data")).model();
    ExportFolder any = apply(dense, "any", SetContext.FLEXIBLE);
    try (WhisperRunner runner = WhisperRunner.open(any, SETTINGS)) {
      int bins = runner.config().melBins();
      int most = runner.config().windowFrames();
      int width = runner.config().modelDim();
      LogMel logMel = new LogMel(bins);
      float[] silence = logMel.window(new float[1], 0, 1, most);
      List<float[]> windows =
          List.of(
              logMel.window(speech(), 0, 16_000, 120),
              logMel.window(speech(), 0, 24_000, 180),
              logMel.window(speech(), 0, 24_000, most));
      float[] filled;
      try (EncodedAudio audio = runner.encode(windows, true)) {
        filled = audio.toFloats();
      }
      float[] rest = states(any, SETTINGS, silence);
      for (int item = 0; item < windows.size(); item++) {
        float[] own = states(any, SETTINGS, windows.get(item));
        float[] expected = rest.clone();
        System.arraycopy(own, 0, expected, 0, own.length);
        int each = most / 2 * width;
        assertArrayEquals(
            expected, Arrays.copyOfRange(filled, item * each, (item + 1) * each), TOLERANCE);
      }
    }
  }

  @Test
  void decodersTakeFewerStates() {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, folder.resolve("dense"));
    ExportFolder flexible = apply(dense, "out", SetContext.FLEXIBLE);
    float[] window = cut(Fixtures.logMel(1), Fixtures.MEL_BINS, 40);
    try (WhisperRunner runner = WhisperRunner.open(flexible, SETTINGS);
        EncodedAudio audio = runner.encode(List.of(window, window));
        DecoderRun run = runner.decode(audio)) {
      run.prompt(new long[] {151, 152, 151, 152});
      float[] step = run.step(new long[] {7, 7}).row(1, 0);
      float[] whole;
      try (DecoderRun other = runner.decode(audio)) {
        whole = other.score(new long[] {151, 152, 7, 151, 152, 7}).row(0, 2);
      }
      assertArrayEquals(whole, step, TOLERANCE);
    }
  }

  @Test
  void otherWindowsAreRefused() {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, folder.resolve("dense"));
    ExportFolder flexible = apply(dense, "out", SetContext.FLEXIBLE);
    float[] window = Fixtures.logMel(0);
    try (WhisperRunner runner = WhisperRunner.open(flexible, SETTINGS)) {
      float[] odd = cut(window, Fixtures.MEL_BINS, 39);
      assertThrows(SottoException.class, () -> runner.encode(List.of(odd)));
      float[] longer = Arrays.copyOf(window, window.length + 2 * Fixtures.MEL_BINS);
      assertThrows(SottoException.class, () -> runner.encode(List.of(longer)));
      List<float[]> uneven = List.of(window, cut(window, Fixtures.MEL_BINS, 40));
      assertThrows(IllegalArgumentException.class, () -> runner.encode(uneven));
    }
    try (WhisperRunner runner = WhisperRunner.open(Exports.open(dense), SETTINGS)) {
      float[] shorter = cut(window, Fixtures.MEL_BINS, 40);
      assertThrows(SottoException.class, () -> runner.encode(List.of(shorter)));
      assertEquals(FittedWindow.WHOLE, runner.window(ContextChoice.AUTO));
      ContextChoice margin = ContextChoice.parse("0.5");
      assertThrows(SottoException.class, () -> runner.window(margin));
    }
  }
}
