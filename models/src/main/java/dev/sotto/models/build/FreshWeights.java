package dev.sotto.models.build;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Block.Kind;
import dev.sotto.models.whisper.Block.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Weights of a model that has learnt nothing: normal with a deviation of {@code 1 / sqrt(inputs)}
 * (Y. LeCun et al., "Efficient BackProp", 1998), biases 0, gains 1, and Whisper's sinusoids as the
 * encoder's positions.
 */
public final class FreshWeights {
  /** Deviation of embeddings and learnt positions, as Whisper's configurations state it. */
  private static final double EMBEDDING_DEVIATION = 0.02;

  /** Longest wavelength of the sinusoids, in positions. */
  private static final double LONGEST = 10_000;

  private final WhisperConfig config;
  private final Random random;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();

  private FreshWeights(WhisperConfig config, long seed) {
    this.config = config;
    this.random = new Random(seed);
  }

  /** Weights by role; the same seed gives the same. */
  public static Map<String, Tensor> of(WhisperConfig config, long seed) {
    return new FreshWeights(config, seed).make();
  }

  private Map<String, Tensor> make() {
    int width = config.modelDim();
    normal("encoder.conv1.weight", deviation(3L * config.melBins()), width, config.melBins(), 3);
    constant("encoder.conv1.bias", 0, width);
    normal("encoder.conv2.weight", deviation(3L * width), width, width, 3);
    constant("encoder.conv2.bias", 0, width);
    put("encoder.embed_positions.weight", sinusoids(), config.maxSourcePositions(), width);
    for (int layer = 0; layer < config.encoderLayers(); layer++) {
      attention(new Block(Stack.ENCODER, layer, Kind.SELF_ATTENTION));
      feedForward(new Block(Stack.ENCODER, layer, Kind.FEED_FORWARD), config.encoderFfnDim());
    }
    norm("encoder.layer_norm");
    normal("decoder.embed_tokens.weight", EMBEDDING_DEVIATION, config.vocabularySize(), width);
    normal(
        "decoder.embed_positions.weight", EMBEDDING_DEVIATION, config.maxTargetPositions(), width);
    for (int layer = 0; layer < config.decoderLayers(); layer++) {
      attention(new Block(Stack.DECODER, layer, Kind.SELF_ATTENTION));
      attention(new Block(Stack.DECODER, layer, Kind.CROSS_ATTENTION));
      feedForward(new Block(Stack.DECODER, layer, Kind.FEED_FORWARD), config.decoderFfnDim());
    }
    norm("decoder.layer_norm");
    return weights;
  }

  private void attention(Block block) {
    int width = config.modelDim();
    for (String projection : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
      normal(block.role(projection + ".weight"), deviation(width), width, width);
      if (!projection.equals("k_proj")) {
        constant(block.role(projection + ".bias"), 0, width);
      }
    }
    normOf(block);
  }

  private void feedForward(Block block, int units) {
    int width = config.modelDim();
    normal(block.role("fc1.weight"), deviation(width), units, width);
    constant(block.role("fc1.bias"), 0, units);
    normal(block.role("fc2.weight"), deviation(units), width, units);
    constant(block.role("fc2.bias"), 0, width);
    normOf(block);
  }

  private void normOf(Block block) {
    constant(block.normRole("weight"), 1, config.modelDim());
    constant(block.normRole("bias"), 0, config.modelDim());
  }

  private void norm(String name) {
    constant(name + ".weight", 1, config.modelDim());
    constant(name + ".bias", 0, config.modelDim());
  }

  private static double deviation(long inputs) {
    return 1 / Math.sqrt((double) inputs);
  }

  private void normal(String role, double deviation, long... shape) {
    float[] values = new float[(int) Tensor.elements(shape)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    put(role, values, shape);
  }

  private void constant(String role, float value, long size) {
    float[] values = new float[(int) size];
    Arrays.fill(values, value);
    put(role, values, size);
  }

  /** Sines, then cosines, of wavelengths from 2 pi positions to {@code 10000 * 2 pi}. */
  private float[] sinusoids() {
    int half = config.modelDim() / 2;
    float[] table = new float[config.maxSourcePositions() * config.modelDim()];
    for (int position = 0; position < config.maxSourcePositions(); position++) {
      for (int channel = 0; channel < half; channel++) {
        double angle = position * Math.exp(-Math.log(LONGEST) * channel / Math.max(1, half - 1));
        table[position * config.modelDim() + channel] = (float) Math.sin(angle);
        table[position * config.modelDim() + half + channel] = (float) Math.cos(angle);
      }
    }
    return table;
  }

  private void put(String role, float[] values, long... shape) {
    weights.put(role, new Tensor(role, ElementType.FLOAT, shape, TensorData.ofFloats(values)));
  }
}
