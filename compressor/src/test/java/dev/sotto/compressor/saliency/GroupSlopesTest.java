package dev.sotto.compressor.saliency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.torch.WeightGradients;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.LogicalAxis;
import dev.sotto.runtime.features.LogMel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores from gradients against finite differences of the loss, with groups a bit larger. */
class GroupSlopesTest {
  private static final double STEP = 0.05;

  @TempDir Path folder;

  private WhisperModel model;
  private SaliencyContext context;
  private Parameters parameters;
  private final List<Batch> batches = new ArrayList<>();

  @BeforeEach
  void listen() {
    ExportFolder export = Listening.export(folder.resolve("model"));
    model = export.read();
    context = Listening.context(model, export, folder);
    parameters = Parameters.of(model);
    for (CalibrationClip clip : context.heard().clips()) {
      float[] features = clip.features(new LogMel(80), 120);
      int[] tokens = clip.tokens().stream().mapToInt(Integer::intValue).toArray();
      batches.add(
          new Batch(
              80, 120, List.of(features), List.of(120), List.of(tokens), clip.promptTokens()));
    }
    assertEquals(2, batches.size());
  }

  @Test
  void taylorIsTheSlopeOfTheLossWhenAllOfAGroupIsScaled() {
    GroupScores scores = new Taylor().score(context);
    for (Block block : model.blocks()) {
      for (int group : new int[] {0, block.groups() - 1}) {
        double expected = 0;
        for (Batch batch : batches) {
          expected += Math.abs(slope(batch, block, group, coupling -> true));
        }
        check(expected, scores.of(block.id().name())[group], block, group);
      }
    }
  }

  @Test
  void fisherIsTheSquareOfTheSlopeWhenWhatTheOutputReadsOfAGroupIsScaled() {
    GroupScores scores = new Fisher().score(context);
    for (Block block : model.blocks()) {
      for (int group : new int[] {1, block.groups() - 2}) {
        double expected = 0;
        for (Batch batch : batches) {
          double slope = slope(batch, block, group, coupling -> coupling.axis() == LogicalAxis.IN);
          expected += slope * slope;
        }
        double found = scores.of(block.id().name())[group];
        check(Math.sqrt(expected), Math.sqrt(found), block, group);
      }
    }
  }

  private static void check(double expected, double found, Block block, int group) {
    assertTrue(found > 0, block + " " + group);
    assertEquals(expected, found, 0.02 * expected + 2e-5, block.id() + " " + group);
  }

  /** How the loss of a batch rises with a factor before what is scaled, at 1. */
  private double slope(Batch batch, Block block, int group, Predicate<Coupling> scaled) {
    return (loss(batch, block, group, scaled, 1 + STEP)
            - loss(batch, block, group, scaled, 1 - STEP))
        / (2 * STEP);
  }

  private double loss(
      Batch batch, Block block, int group, Predicate<Coupling> scaled, double factor) {
    List<Parameter> edited = new ArrayList<>();
    for (Parameter parameter : parameters.all()) {
      Parameter copy = Parameter.zeros(parameter.role(), parameter.shape());
      copy.floats().put(parameter.floats());
      block.couplings().stream()
          .filter(coupling -> coupling.role().equals(parameter.role()))
          .filter(scaled)
          .forEach(coupling -> scale(copy, coupling.axis(), block, group, factor));
      edited.add(copy);
    }
    return new WeightGradients(ModelSizes.of(model), Parameters.of(edited))
        .of(batch, gradients -> {});
  }

  private static void scale(
      Parameter weight, LogicalAxis axis, Block block, int group, double factor) {
    int columns = weight.shape().length == 1 ? 1 : (int) weight.shape()[1];
    FloatBuffer elements = weight.floats();
    for (int i = 0; i < weight.elements(); i++) {
      int place = axis == LogicalAxis.OUT ? i / columns : i % columns;
      if (place / block.groupSize() == group) {
        elements.put(i, (float) (elements.get(i) * factor));
      }
    }
  }

  @Test
  void scoresAreTheSameWheneverTheyAreMade() {
    double[] once = new Fisher().score(context).of("decoder.layers.0.ffn");
    double[] again = new Fisher().score(context).of("decoder.layers.0.ffn");
    for (int unit = 0; unit < once.length; unit++) {
      assertEquals(once[unit], again[unit], 1e-6 * once[unit]);
    }
  }

  @Test
  void aLossThatIsNoNumberIsReportedWithItsClip() {
    GroupSlopes slopes = new GroupSlopes(context, slice -> true);
    Parameter weight = parameters.get("decoder.layer_norm.weight");
    assertEquals(32, weight.elements());
    // Large enough to overflow, and still finite.
    model
        .weight("decoder.layer_norm.weight")
        .orElseThrow()
        .sites()
        .forEach(
            site -> {
              float[] huge = new float[32];
              Arrays.fill(huge, Float.MAX_VALUE);
              site.owner()
                  .putInitializer(
                      site.tensor().withData(site.tensor().shape(), TensorData.ofFloats(huge)));
            });
    SottoException e = assertThrows(SottoException.class, () -> slopes.sum(Math::abs));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains("low.wav"), e::getMessage);
  }
}
