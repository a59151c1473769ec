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
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Gradients of the cross-entropy with respect to the weights of a model that stays as it is. */
public final class WeightGradients {
  private final ModelSizes sizes;
  private final Parameters parameters;
  private final Silence silence;

  public WeightGradients(ModelSizes sizes, Parameters parameters) {
    this.sizes = sizes;
    this.parameters = parameters;
    this.silence = new Silence(sizes, parameters, false);
  }

  /**
   * Gives the gradients of a batch.
   *
   * @param reader gets the gradients of the mean loss by role, in the shapes of the parameters;
   *     they are gone when it returns
   * @return the loss, a mean over the learnt tokens; may be infinite or no number
   * @throws SottoException if PyTorch cannot be loaded, or memory does not suffice
   */
  public double of(Batch batch, Consumer<Map<String, FloatBuffer>> reader) {
    return NativeWork.during(() -> compute(batch, reader));
  }

  private double compute(Batch batch, Consumer<Map<String, FloatBuffer>> reader) {
    try (NDManager manager = Torch.newManager()) {
      WhisperBlock model = new WhisperBlock(sizes, parameters, manager, true);
      Optional<NDArray> behind = silence.behind(batch, manager);
      double loss =
          Losses.backward(Objective.plain(), model, batch, behind, Optional.empty(), manager);
      reader.accept(TrainingEngine.gradients(model));
      return loss;
    } catch (EngineException e) {
      throw Torch.explain(e, "PyTorch", "not enough memory for the gradients of a clip");
    }
  }
}
