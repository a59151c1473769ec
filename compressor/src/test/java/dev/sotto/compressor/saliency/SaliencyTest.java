package dev.sotto.compressor.saliency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.CalibrationSource;
import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.compressor.diagnose.Tones;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.Planner;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaliencyTest {
  @TempDir Path folder;
  private ExportFolder export;
  private WhisperModel model;

  @BeforeEach
  void read() throws IOException {
    Path place = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("model"));
    Files.writeString(
        place.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    export = Exports.open(place);
    model = export.read();
  }

  private SaliencyContext context(long seed, Optional<CalibrationSource> calibration) {
    return new SaliencyContext(model, seed, calibration, Progress.NONE);
  }

  private static Plan plan(SaliencyContext context, Saliency saliency) {
    Planner.Request request =
        new Planner.Request(
            saliency,
            HeadMode.FREE,
            Optional.empty(),
            Optional.of(Budget.parse("layers=30%")),
            Optional.empty(),
            Optional.empty());
    return new Planner(context).plan(request, 0);
  }

  /** A method of which the planner knows nothing: its plan is sound and says how to repeat it. */
  @Test
  void aNewMethodIsOneClass() {
    Plan plan = plan(context(7, Optional.empty()), new RandomSaliency());
    PlanCheck.check(plan, model);
    assertFalse(plan.remove().isEmpty());
    assertEquals("random", plan.settings().get("method"));
    assertEquals("7", plan.settings().get("seed"));
    assertEquals(plan.remove(), plan(context(7, Optional.empty()), new RandomSaliency()).remove());
    assertNotEquals(
        plan.remove(), plan(context(8, Optional.empty()), new RandomSaliency()).remove());
  }

  @Test
  void aMethodThatDrawsNothingTellsNoSeed() {
    Plan plan = plan(context(7, Optional.empty()), new Magnitude());
    assertFalse(plan.settings().containsKey("seed"), plan.settings().toString());
  }

  @Test
  void aMethodMayListen() {
    Path tone = Tones.write(folder.resolve("tone.wav"), 300, 9_000);
    CalibrationSource source =
        new CalibrationSource(
            export,
            CalibrationSpeech.of(List.of(tone)),
            SessionSettings.defaults().withIntraThreads(1),
            Optional.empty());
    Plan plan = plan(context(7, Optional.of(source)), new ActivitySaliency());
    assertEquals("audio", plan.settings().get("calibration"));
    assertTrue(
        plan.remove().keySet().stream()
            .allMatch(
                block ->
                    model.block(block).orElseThrow().id().kind() == BlockId.Kind.FEED_FORWARD));
    double[] scores =
        new ActivitySaliency().score(context(7, Optional.of(source))).of("decoder.layers.1.ffn");
    assertEquals(64, scores.length);
    assertTrue(Arrays.stream(scores).allMatch(score -> score > 0), Arrays.toString(scores));
  }

  @Test
  void aMethodThatListensNeedsSpeech() {
    SottoException e =
        assertThrows(
            SottoException.class, () -> plan(context(7, Optional.empty()), new ActivitySaliency()));
    assertEquals(SottoException.Code.USAGE, e.code());
  }

  @Test
  void theHelpNamesAllThatAreRegistered() {
    assertEquals(
        Saliencies.LABEL,
        Saliencies.ALL.stream().map(Saliencies::name).collect(Collectors.joining("|")));
    assertEquals(Optional.of(new Magnitude()), Saliencies.of("MAGNITUDE"));
    assertEquals(Optional.of(new WeightStatistics()), Saliencies.of("weight_statistics"));
    assertEquals(Optional.empty(), Saliencies.of("other"));
  }
}
