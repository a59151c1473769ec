package dev.sotto.compressor.compress;

import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.repair.ThinProjection;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Roles;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Makes the projections that end blocks products of two thin factors, where that saves: those are
 * the layers whose inputs' moments are known.
 *
 * @param attention share of the variance of an attention's outputs that must stay
 * @param feedForward the same of a feed-forward network's
 */
public record Thinning(double attention, double feedForward) {
  /** Those of LiteASR. */
  public static final Thinning USUAL = new Thinning(0.99, 0.999);

  /** The setting of a plan that tells what thin factors save. */
  public static final String SETTING = "lowRank";

  /**
   * What thinning gives.
   *
   * @param factors by role, as an edit of a plan has them
   * @param biases by role, in place of those that were
   * @param settings what the plan tells of it
   */
  record Thinned(
      Map<String, Tensor> factors, Map<String, Tensor> biases, Map<String, String> settings) {}

  /** Where the factors of a plan are written whose other weights are in {@code weights}. */
  public static Path beside(Path weights) {
    String name = weights.getFileName().toString();
    return weights.resolveSibling(name.replace(".safetensors", "") + "-factors.safetensors");
  }

  /**
   * Finds the factors.
   *
   * @param replaced weights by role that a repair gave, with all groups still there
   * @param removed groups that will leave, by block
   * @param moments of what a block's projection reads
   */
  Thinned thin(
      WhisperModel model,
      Map<String, Tensor> replaced,
      Map<String, List<Integer>> removed,
      Function<Block, InputMoments> moments,
      Progress progress) {
    Map<String, Tensor> factors = new TreeMap<>();
    Map<String, Tensor> biases = new TreeMap<>();
    Map<String, String> settings = new TreeMap<>();
    long saved = 0;
    int done = 0;
    for (Block block : model.blocks()) {
      progress.report("low-rank factors", done++, model.blocks().size());
      String role = block.id().outputRole("weight");
      String biasRole = block.id().outputRole("bias");
      Optional<Tensor> bias = weight(model, replaced, biasRole);
      if (bias.isEmpty()) {
        continue;
      }
      Tensor weight = weight(model, replaced, role).orElseThrow();
      int out = (int) weight.shape()[0];
      int in = (int) weight.shape()[1];
      BitSet leaving = leaving(block, removed.getOrDefault(block.id().name(), List.of()));
      Optional<ThinProjection> thin =
          ThinProjection.of(
              numbers(weight),
              numbers(bias.get()),
              moments.apply(block),
              leaving,
              block.id().kind().isAttention() ? attention : feedForward);
      if (thin.isPresent()) {
        int rank = thin.get().rank();
        int kept = in - leaving.cardinality();
        saved += (long) kept * out - (long) rank * (kept + out);
        String left = Roles.left(role);
        String right = Roles.right(role);
        factors.put(left, tensor(left, thin.get().left(), out, rank));
        factors.put(right, tensor(right, thin.get().right(), rank, in));
        biases.put(biasRole, tensor(biasRole, thin.get().bias(), out));
        settings.put(SETTING + "." + role, "rank %s of %s".formatted(rank, Math.min(kept, out)));
      }
    }
    settings.put(
        SETTING,
        factors.isEmpty()
            ? "saves nothing: every projection needs nearly all of its rank"
            : String.format(
                Locale.ROOT,
                "%s of %s projections, %,d parameters less",
                biases.size(),
                model.blocks().size(),
                saved));
    return new Thinned(factors, biases, settings);
  }

  private static Optional<Tensor> weight(
      WhisperModel model, Map<String, Tensor> replaced, String role) {
    return Optional.ofNullable(replaced.get(role))
        .or(() -> model.weight(role).map(weight -> weight.logical()));
  }

  private static BitSet leaving(Block block, List<Integer> groups) {
    BitSet inputs = new BitSet();
    int size = block.groupSize();
    groups.forEach(group -> inputs.set(group * size, (group + 1) * size));
    return inputs;
  }

  private static double[] numbers(Tensor tensor) {
    FloatBuffer from = tensor.bytes().asFloatBuffer();
    double[] numbers = new double[from.remaining()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = from.get(i);
    }
    return numbers;
  }

  private static Tensor tensor(String name, double[] numbers, long... shape) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return new Tensor(name, ElementType.FLOAT, shape, TensorData.ofFloats(floats));
  }
}
