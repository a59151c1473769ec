package dev.sotto.compressor.train.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.natives.NativeWork;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Gradients of the cross-entropy with respect to the residual stream where each layer normalisation
 * reads it. The whole derivative is meant, of what passes the normalisation and of what goes past
 * it.
 *
 * <p>To each stream an array of zeros is added; its gradient is that of the stream.
 */
public record StreamGradients(ModelSizes sizes, Parameters parameters) {

  /** Why there can be no gradients here, in one line; none if PyTorch can be loaded. */
  public static Optional<String> problem() {
    try {
      Torch.newManager().close();
      return Optional.empty();
    } catch (SottoException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Gives the gradients of a batch, in the order of the data.
   *
   * @param reader gets what the roles of each normalisation begin with, and the gradient of the
   *     mean loss [B, positions, D], row-major, which is gone when it returns
   * @return the loss, a mean over the learnt tokens
   * @throws SottoException if memory does not suffice
   */
  public double of(Batch batch, BiConsumer<String, FloatBuffer> reader) {
    return NativeWork.during(() -> compute(batch, reader));
  }

  private double compute(Batch batch, BiConsumer<String, FloatBuffer> reader) {
    try (NDManager manager = Torch.newManager()) {
      Map<String, NDArray> zeros = new LinkedHashMap<>();
      StreamTap tap =
          (norm, stream) -> {
            NDArray zero = manager.zeros(stream.getShape());
            zero.setRequiresGradient(true);
            zeros.put(norm, zero);
            return stream.add(zero);
          };
      WhisperBlock model = new WhisperBlock(sizes, parameters, manager, false, tap);
      Optional<NDArray> behind = new Silence(sizes, parameters, false).behind(batch, manager);
      double loss =
          Losses.backward(Objective.plain(), model, batch, behind, Optional.empty(), manager);
      zeros.forEach((norm, zero) -> reader.accept(norm, Torch.gradient(zero)));
      return loss;
    } catch (EngineException e) {
      throw Torch.explain(e, "PyTorch", "not enough memory for the gradients of a clip");
    }
  }
}
