package dev.sotto.compressor.train.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.NormSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gradients of the residual stream against finite differences and gradients of weights. */
class StreamGradientsTest {
  private static final double STEP = 4e-3;

  @TempDir Path folder;

  private WhisperModel model;
  private ModelSizes sizes;
  private Parameters parameters;

  private final Batch batch =
      new Batch(
          Fixtures.MEL_BINS,
          Fixtures.FRAMES,
          List.of(Fixtures.logMel(0)),
          List.of(Fixtures.FRAMES),
          List.of(new int[] {151, 152, 155, 159, 7, 42, 113, 150}),
          4);

  private final Map<String, float[]> gradients = new LinkedHashMap<>();
  private double loss;

  @BeforeEach
  void takeGradients() {
    model = Exports.open(Fixtures.folder("a11-pruned-free", true, folder.resolve("export"))).read();
    sizes = ModelSizes.of(model);
    parameters = Parameters.of(model);
    loss =
        new StreamGradients(sizes, parameters)
            .of(batch, (norm, gradient) -> gradients.put(norm, copy(gradient)));
  }

  /** A bias is added to every token of the stream, so its gradient is the sum over the tokens. */
  @Test
  void areWholeSinceTheirSumsAreTheGradientsOfTheBiasesThatEnterTheStream() {
    Map<String, float[]> weights = new LinkedHashMap<>();
    new TrainingEngine(sizes, parameters, Objective.plain(), Optional.empty())
        .gradients(batch, read -> read.forEach((role, found) -> weights.put(role, copy(found))));
    int checked = 0;
    for (Stack stack : Stack.values()) {
      String bias = null;
      for (Block block : model.blocks()) {
        if (block.id().stack() == stack) {
          checked += check(block.id().normName(), weights.get(bias));
          String last = block.id().kind().isAttention() ? "out_proj.bias" : "fc2.bias";
          bias = block.id().role(last);
        }
      }
      checked += check(stack.closingNorm(), weights.get(bias));
    }
    // All but the first of each stack, behind which lie embeddings.
    assertEquals(gradients.size() - 2, checked);
  }

  private int check(String norm, float[] bias) {
    if (bias == null) {
      return 0;
    }
    float[] stream = gradients.get(norm);
    for (int c = 0; c < bias.length; c++) {
      double sum = 0;
      for (int i = c; i < stream.length; i += bias.length) {
        sum += stream[i];
      }
      assertEquals(bias[c], sum, 1e-4 * (length(bias) + 1e-2), norm + " channel " + c);
    }
    return 1;
  }

  @Test
  void equalFiniteDifferencesOfTheStreamBeforeEveryNormalisation() {
    assertEquals(
        model.norms().stream().map(NormSite::name).collect(Collectors.toCollection(TreeSet::new)),
        new TreeSet<>(gradients.keySet()));
    assertEquals(loss, loss(StreamTap.NONE), 1e-6);
    gradients.forEach(
        (norm, gradient) -> {
          double length = length(gradient);
          assertTrue(length > 0, norm);
          // Along the gradient itself the slope is its length.
          double above = moved(norm, gradient, STEP / length);
          double below = moved(norm, gradient, -STEP / length);
          assertEquals(length, (above - below) / (2 * STEP), 0.02 * length + 2e-4, norm);
        });
  }

  /** The loss with the stream before {@code norm} moved by {@code factor * gradient}. */
  private double moved(String norm, float[] gradient, double factor) {
    return loss(
        (here, stream) -> {
          if (!here.equals(norm)) {
            return stream;
          }
          float[] step = new float[gradient.length];
          for (int i = 0; i < step.length; i++) {
            step[i] = (float) (factor * gradient[i]);
          }
          return stream.add(stream.getManager().create(step, stream.getShape()));
        });
  }

  private double loss(StreamTap tap) {
    try (NDManager manager = Torch.newManager()) {
      WhisperBlock block = new WhisperBlock(sizes, parameters, manager, false, tap);
      return Losses.total(
              Objective.plain(),
              Losses.outputs(block, batch, Optional.empty(), manager),
              Optional.empty(),
              manager.create(batch.targets()))
          .getFloat();
    }
  }

  private static double length(float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static float[] copy(FloatBuffer values) {
    float[] copy = new float[values.remaining()];
    values.duplicate().get(copy);
    return copy;
  }
}
