package dev.sotto.compressor.saliency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.CalibrationSource;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.Planner;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.whisper.BlockId;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SaliencyTest {
  @TempDir Path folder;
  private ExportFolder export;
  private WhisperModel model;

  @BeforeEach
  void read() {
    export = Listening.export(folder.resolve("model"));
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

  /** Its plan is sound and says how to repeat it. */
  @Test
  void chanceIsSeeded() {
    Plan plan = plan(context(7, Optional.empty()), new RandomScores());
    PlanCheck.check(plan, model);
    assertFalse(plan.remove().isEmpty());
    assertEquals("random", plan.settings().get("method"));
    assertEquals("7", plan.settings().get("seed"));
    assertEquals(plan.remove(), plan(context(7, Optional.empty()), new RandomScores()).remove());
    assertNotEquals(plan.remove(), plan(context(8, Optional.empty()), new RandomScores()).remove());
  }

  @Test
  void aMethodThatDrawsNothingTellsNoSeed() {
    Plan plan = plan(context(7, Optional.empty()), new Magnitude());
    assertFalse(plan.settings().containsKey("seed"), plan.settings().toString());
  }

  @Test
  void chanceTakesGroupsOfZerosFirst() {
    double[] scores =
        new RandomScores().score(context(7, Optional.empty())).of("encoder.layers.0.ffn");
    assertTrue(Arrays.stream(scores).allMatch(score -> score > 0 && score <= 1));
    assertEquals(0.5, Arrays.stream(scores).average().orElseThrow(), 0.15);
  }

  /** A method of which the planner knows nothing, and that is not registered. */
  @Test
  void aMethodMayListen() {
    CalibrationSource source = Listening.source(export, folder);
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

  /** Whoever says that it listens is refused before it does; the others need nothing. */
  @ParameterizedTest
  @FieldSource("dev.sotto.compressor.saliency.Saliencies#ALL")
  void withoutSpeechOnlyThoseThatListenAreRefused(Saliency saliency) {
    SaliencyContext silent = context(7, Optional.empty());
    if (!saliency.listens()) {
      assertEquals(64, silent.score(saliency).of("encoder.layers.1.ffn").length);
      return;
    }
    SottoException e = assertThrows(SottoException.class, () -> plan(silent, saliency));
    assertEquals(SottoException.Code.USAGE, e.code());
    assertEquals(
        "--score " + Saliencies.name(saliency) + " needs --calibrate AUDIO", e.getMessage());
    // It would have asked, had it been let.
    SottoException own = assertThrows(SottoException.class, () -> saliency.score(silent));
    assertEquals(SottoException.Code.USAGE, own.code());
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
