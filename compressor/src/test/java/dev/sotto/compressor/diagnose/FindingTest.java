package dev.sotto.compressor.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule fires behind its threshold, not before it, and no other fires with it. */
class FindingTest {
  private static final String NORM = "encoder.layers.0.self_attn_layer_norm";

  private static ModelStatistics model(
      double variance, double cosine, double rank, double medianScale, double gradient) {
    NormStatistics first =
        new NormStatistics(
            Stack.ENCODER,
            NORM,
            new NormCapacity(100, 0.1, medianScale, 2, 0),
            new NormActivity(variance, cosine, rank, true));
    NormStatistics closing =
        new NormStatistics(
            Stack.ENCODER,
            "encoder.layer_norm",
            new NormCapacity(100, 0.1, 1, 2, 0),
            new NormActivity(1, 0.5, 3, true));
    return new ModelStatistics(
        new ModelIdentity("m", Map.of()),
        List.of(first, closing),
        Map.of(Stack.ENCODER, List.of(), Stack.DECODER, List.of()),
        Optional.of(new StreamGradientNorms(1, Map.of(NORM, gradient, "encoder.layer_norm", 0.5))));
  }

  private static ModelStatistics dense() {
    return model(4, 0.3, 5, 0.6, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 0.3, 5, 0.6, 1, ''",
    // As good as at the thresholds, which are 2, 0.4, 4, 0.4 and 1.5.
    "2.001, 0.399, 4.001, 0.401, 1.499, ''",
    "1.999, 0.3, 5, 0.6, 1, variance",
    "4, 0.401, 5, 0.6, 1, cosine",
    "4, 0.3, 3.999, 0.6, 1, rank",
    "4, 0.3, 5, 0.399, 1, ratio",
    "4, 0.3, 5, 0.6, 1.501, gradient",
    // What gets better is no finding.
    "40, 0, 9, 6, 0.1, ''",
    // Nor is what does not exist.
    "4, NaN, NaN, 0.6, 1, ''",
    "1, 0.9, 1, 0.1, 9, 'cosine rank variance ratio gradient'",
  })
  void aRuleFiresBehindItsThreshold(
      double variance, double cosine, double rank, double scale, double gradient, String fired) {
    List<Finding> found = Finding.all(dense(), model(variance, cosine, rank, scale, gradient));
    assertEquals(
        Arrays.stream(fired.split(" ")).filter(rule -> !rule.isEmpty()).toList(),
        found.stream().map(finding -> finding.rule().label()).toList());
    assertTrue(found.stream().allMatch(finding -> finding.norm().equals(NORM)));
  }

  @Test
  void aFindingTellsTheFiguresThatItSaw() {
    Finding found = Finding.all(dense(), model(4, 0.75, 5, 0.6, 1)).get(0);
    assertEquals(new Finding(NORM, FragilityRule.COSINE, 0.3, 0.75), found);
    Finding growth = Finding.all(dense(), model(4, 0.3, 5, 0.6, 3)).get(0);
    // Against the gradient at the end of the stack, 0.5.
    assertEquals(new Finding(NORM, FragilityRule.GRADIENT, 2, 6), growth);
  }

  @Test
  void withoutGradientsTheirRuleIsSilent() {
    ModelStatistics rich = model(4, 0.3, 5, 0.6, 9);
    ModelStatistics poor =
        new ModelStatistics(rich.identity(), rich.norms(), rich.linears(), Optional.empty());
    assertEquals(List.of(), Finding.all(dense(), poor));
    assertEquals(List.of(), Finding.all(poor, rich));
  }

  @Test
  void stackGainsAreSumsOfLogarithms() {
    ModelStatistics model =
        new ModelStatistics(
            new ModelIdentity("m", Map.of()),
            dense().norms(),
            Map.of(
                Stack.ENCODER,
                List.of(
                    new SpectralNorm("encoder.a", Math.E, 1, true),
                    new SpectralNorm("encoder.b", Math.exp(2), 1, true)),
                Stack.DECODER,
                List.of(new SpectralNorm("decoder.c", Math.exp(-1), 1, true))),
            Optional.empty());
    List<StackGain> gains = model.gains();
    assertEquals(3, gains.get(0).linear(), 1e-12);
    // Gains 2 through median scales 0.6 and 1.
    assertEquals(3 + Math.log(2 / 0.6) + Math.log(2), gains.get(0).withNorms(), 1e-12);
    assertEquals(-1, gains.get(1).linear(), 1e-12);
    assertEquals(-1, gains.get(1).withNorms(), 1e-12);
  }
}
