package dev.sotto.compressor.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.CalibrationSpeech;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a diagnosis when a part of it cannot be had. */
class DiagnoserTest {
  private static final int NORMS = 12;

  @TempDir Path folder;
  private final List<String> stages = new ArrayList<>();

  private Path model(String fixture) {
    Path model = Fixtures.folder(fixture, true, folder.resolve(fixture));
    return withTokens(model);
  }

  private static Path withTokens(Path model) {
    try {
      return Files.writeString(
              model.resolve("generation_config.json"),
              "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}")
          .getParent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Diagnosis diagnose(Gradients.Source gradients, Path dense, Path... candidate) {
    CalibrationSpeech tones =
        CalibrationSpeech.of(
            IntStream.range(0, 2)
                .mapToObj(i -> Tones.write(folder.resolve(i + ".wav"), 250 * (i + 1), 9_000))
                .toList());
    Diagnoser.Settings settings =
        new Diagnoser.Settings(
            SessionSettings.defaults().withIntraThreads(1), 2, Optional.empty(), true, 3);
    return new Diagnoser(settings, gradients, (stage, done, total) -> stages.add(stage))
        .diagnose(
            Exports.open(dense),
            Optional.of(candidate).filter(one -> one.length == 1).map(one -> Exports.open(one[0])),
            tones);
  }

  @Test
  void gradientsThatCannotBeComputedAreAbsentAndNothingElse() {
    Path model = model(Fixtures.REFERENCE);
    Diagnosis found =
        diagnose(
            (read, clips, progress) -> {
              throw SottoException.badInput(
                  "PyTorch", "not enough memory for the gradients of a clip");
            },
            model);
    assertEquals(
        Optional.of("dense: PyTorch: not enough memory for the gradients of a clip"),
        found.gradientsAbsent());
    assertEquals(NORMS, found.dense().norms().size());
    assertEquals(Optional.empty(), found.dense().gradients());
  }

  @Test
  void withoutTheGradientsOfOneModelThereAreNoneOfTheOther() {
    Path dense = model(Fixtures.REFERENCE);
    Path pruned = model("a11-pruned-free");
    Diagnosis found =
        diagnose(
            (model, clips, progress) -> {
              if (model.folder().folder().equals(pruned)) {
                throw new OutOfMemoryError("as if");
              }
              return StreamGradientNorms.of(model, clips, progress);
            },
            dense,
            pruned);
    assertTrue(
        found.gradientsAbsent().orElseThrow().startsWith("candidate: not enough memory"),
        found.gradientsAbsent().toString());
    assertEquals(Optional.empty(), found.dense().gradients());
    assertEquals(NORMS, found.candidate().orElseThrow().norms().size());
    // Tables and JSON can do without them, too.
    assertEquals(4, DiagnosisTables.of(found).size());
    assertTrue(DiagnosisJson.of(found).has("gradientsAbsent"));
  }

  @Test
  void aHeapThatDoesNotSufficeIsOneLine() {
    Path model = model(Fixtures.REFERENCE);
    Progress full =
        (stage, done, total) -> {
          if (stage.equals("dense: listen")) {
            throw new OutOfMemoryError("as if");
          }
        };
    Diagnoser diagnoser =
        new Diagnoser(
            new Diagnoser.Settings(
                SessionSettings.defaults().withIntraThreads(1), 2, Optional.empty(), false, 3),
            full);
    CalibrationSpeech tones =
        CalibrationSpeech.of(
            List.of(
                Tones.write(folder.resolve("a.wav"), 300, 9_000),
                Tones.write(folder.resolve("b.wav"), 400, 9_000)));
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> diagnoser.diagnose(Exports.open(model), Optional.empty(), tones));
    assertTrue(e.getMessage().contains("not enough memory for 2 clips"), e.getMessage());
    assertTrue(e.getMessage().contains("lower --clips"), e.getMessage());
  }

  private void refusedBeforeAnythingIsHeard(Path dense, Path candidate, String because) {
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> diagnose(StreamGradientNorms::of, dense, candidate),
            "not refused");
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(because), e.getMessage());
    assertEquals(List.of(), stages);
  }

  @Test
  void aCandidateWithoutADecoderForCachesIsRefusedFirst() {
    Path noPast = withTokens(Fixtures.folder(Fixtures.REFERENCE, false, folder.resolve("no-past")));
    assertTrue(noPast.resolve("decoder_with_past_model.onnx").toFile().delete());
    refusedBeforeAnythingIsHeard(model(Fixtures.REFERENCE), noPast, "export with past");
  }

  @Test
  void aCandidateWhoseDecodersDifferInPrecisionIsRefusedFirst() {
    Path half = withTokens(Fixtures.folder("f01-fp16", false, folder.resolve("half")));
    refusedBeforeAnythingIsHeard(model(Fixtures.REFERENCE), half, "half");
  }

  @Test
  void aNormalisationThatHidesItsEpsilonIsRefusedFirst() {
    Path hidden = model("b01-optimum1.13-bmm");
    Fixtures.hideEpsilons(hidden.resolve("encoder_model.onnx"));
    refusedBeforeAnythingIsHeard(model(Fixtures.REFERENCE), hidden, "adds to the variance");
  }
}
