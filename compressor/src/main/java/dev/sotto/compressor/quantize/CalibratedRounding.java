package dev.sotto.compressor.quantize;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.train.torch.ReadingSweep;
import dev.sotto.compressor.train.torch.ReadingSweep.Read;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.Progress;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Roles;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Rounds the linear layers of a model by what they read of speech, one block after another, each
 * with what those before it, already rounded, make of the speech.
 */
public final class CalibratedRounding {
  /** Ridge of moments over the positions of the encoder, of which a clip has hundreds. */
  private static final double DAMPING_OF_AUDIO = 1e-3;

  /** Ridge of moments over tokens, of which a clip has a dozen. */
  private static final double DAMPING_OF_TEXT = 0.1;

  private final Map<String, NumberFormat> formats;
  private final Parameters parameters;
  private final Map<String, Tensor> rounded = new LinkedHashMap<>();

  private CalibratedRounding(Map<String, NumberFormat> formats, Parameters parameters) {
    this.formats = formats;
    this.parameters = parameters;
  }

  /**
   * Rounds.
   *
   * @param formats by role; what is in no blocks is left alone
   * @param parameters which become the numbers that levels stand for
   * @return the tensors of all blocks, named as {@link QuantizedMatrix#stored} has it
   * @throws dev.sotto.models.SottoException if a clip cannot be read, or memory does not suffice
   */
  public static Map<String, Tensor> round(
      Map<String, NumberFormat> formats,
      ModelSizes sizes,
      Parameters parameters,
      List<CalibrationClip> clips,
      Progress progress) {
    CalibratedRounding rounding = new CalibratedRounding(formats, parameters);
    new ReadingSweep(sizes, parameters, clips, progress)
        .run(
            new ReadingSweep.Visitor() {
              @Override
              public void visit(Block block, Function<Read, InputMoments> look) {
                rounding.block(block, look);
              }

              @Override
              public void visitLogits(Supplier<InputMoments> look) {
                rounding.logits(look);
              }
            });
    return rounding.rounded;
  }

  private void block(Block block, Function<Read, InputMoments> look) {
    Map<Read, GptqRounding> made = new EnumMap<>(Read.class);
    layers(block)
        .forEach(
            (name, read) -> {
              String role = block.id().role(name + ".weight");
              if (formats.get(role) instanceof BlockFormat format) {
                GptqRounding rounding =
                    made.computeIfAbsent(
                        read, key -> new GptqRounding(look.apply(key), damping(block, key)));
                round(role, format, rounding);
              }
            });
  }

  private static double damping(Block block, Read read) {
    return block.id().stack() == Stack.ENCODER || read == Read.AUDIO
        ? DAMPING_OF_AUDIO
        : DAMPING_OF_TEXT;
  }

  /** The linear layers of a block in the order of the data, and what each reads. */
  private static Map<String, Read> layers(Block block) {
    Map<String, Read> layers = new LinkedHashMap<>();
    if (block.id().kind() == Kind.FEED_FORWARD) {
      layers.put("fc1", Read.STREAM);
      layers.put("fc2", Read.INNER);
      return layers;
    }
    Read source = block.id().kind() == Kind.CROSS_ATTENTION ? Read.AUDIO : Read.STREAM;
    layers.put("q_proj", Read.STREAM);
    layers.put("k_proj", source);
    layers.put("v_proj", source);
    layers.put("out_proj", Read.INNER);
    return layers;
  }

  /**
   * Its rows are gathered, too, and do not stand in for one another there; so it gets the nearest
   * levels, each column with the weight that it has in the logits.
   */
  private void logits(Supplier<InputMoments> look) {
    String role = Roles.logits(name -> parameters.find(name).isPresent());
    if (formats.get(role) instanceof BlockFormat format) {
      InputMoments moments = look.get();
      float[] importance = new float[moments.width()];
      for (int column = 0; column < importance.length; column++) {
        importance[column] = (float) moments.square(column);
      }
      Tensor matrix = parameters.get(role).tensor(role);
      rounded.putAll(QuantizedMatrix.nearest(matrix, format, importance).stored(role));
    }
  }

  private void round(String role, BlockFormat format, GptqRounding rounding) {
    Parameter weight = parameters.get(role);
    int columns = Math.toIntExact(weight.shape()[1]);
    rounded.putAll(
        QuantizedMatrix.of(rounding.round(weight.floats(), format), format, columns).stored(role));
  }
}
