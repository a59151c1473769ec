package dev.sotto.compressor.train.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.torch.Losses.Outputs;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.Roles;
import dev.sotto.runtime.natives.NativeWork;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Losses and gradients of a model in training. Weights are read from the memory of the parameters
 * at each call, so whoever changes them there trains the model.
 *
 * <p>For one thread at a time. Every call frees all that it allocated, but for what the teacher
 * makes of silence.
 */
public final class TrainingEngine {
  private final ModelSizes sizes;
  private final Parameters parameters;
  private final Objective objective;
  private final Silence silence;
  private final Optional<Teacher> teacher;
  private final Optional<Silence> teacherSilence;

  /** The model whose answers are learnt from. */
  public record Teacher(ModelSizes sizes, Parameters parameters) {}

  /**
   * @param teacher needed where the objective asks for one
   */
  public TrainingEngine(
      ModelSizes sizes, Parameters parameters, Objective objective, Optional<Teacher> teacher) {
    if (objective.needsTeacher() && teacher.isEmpty()) {
      throw new IllegalArgumentException("expected a teacher for this objective");
    }
    this.sizes = sizes;
    this.parameters = parameters;
    this.objective = objective;
    this.silence = new Silence(sizes, parameters, true);
    this.teacher = teacher.filter(given -> objective.needsTeacher());
    this.teacherSilence =
        this.teacher.map(model -> new Silence(model.sizes(), model.parameters(), false));
  }

  /** Version of PyTorch, for results. */
  public static String version() {
    return Torch.version();
  }

  /**
   * The loss of a batch and its gradients.
   *
   * @param reader gets the gradients of the mean loss by role, in the shapes of the parameters;
   *     they are gone when it returns
   * @return the objective, a mean over the learnt tokens; may be infinite or no number
   * @throws SottoException if memory does not suffice
   */
  public double gradients(Batch batch, Consumer<Map<String, FloatBuffer>> reader) {
    return gradients(batch, Optional.empty(), reader);
  }

  /**
   * As {@link #gradients(Batch, Consumer)}, where the teacher heard something else than the batch.
   *
   * @param taught its states at the tokens that are learnt, [N, D] of each clip, as {@link
   *     #teacherStates} gives them; empty to have it hear the batch
   */
  public double gradients(
      Batch batch, Optional<List<float[]>> taught, Consumer<Map<String, FloatBuffer>> reader) {
    return NativeWork.during(() -> takeGradients(batch, taught, reader));
  }

  /**
   * The teacher's states behind its decoder's last layer, at the tokens of a batch that are learnt:
   * [N, D], row-major.
   *
   * @throws SottoException if memory does not suffice
   */
  public float[] teacherStates(Batch batch) {
    return NativeWork.during(
        () -> {
          try (NDManager manager = Torch.newManager()) {
            return teach(batch, manager).orElseThrow().states().toFloatArray();
          } catch (EngineException e) {
            throw Torch.explain(e);
          }
        });
  }

  /**
   * The loss of a batch, as {@link #gradients} gives it.
   *
   * @throws SottoException if memory does not suffice
   */
  public double loss(Batch batch) {
    return NativeWork.during(() -> takeLoss(batch));
  }

  private double takeLoss(Batch batch) {
    try (NDManager manager = Torch.newManager()) {
      WhisperBlock student = new WhisperBlock(sizes, parameters, manager, false);
      Optional<Outputs> taught = teach(batch, manager);
      return Losses.total(
              objective,
              Losses.outputs(student, batch, silence.behind(batch, manager), manager),
              taught,
              manager.create(batch.targets()))
          .getFloat();
    } catch (EngineException e) {
      throw Torch.explain(e);
    }
  }

  private double takeGradients(
      Batch batch, Optional<List<float[]>> states, Consumer<Map<String, FloatBuffer>> reader) {
    try (NDManager manager = Torch.newManager()) {
      WhisperBlock student = new WhisperBlock(sizes, parameters, manager, true);
      Optional<Outputs> taught =
          states
              .map(known -> known(teacher.orElseThrow(), known, manager))
              .or(() -> teach(batch, manager));
      Optional<NDArray> behind = silence.behind(batch, manager);
      double loss = Losses.backward(objective, student, batch, behind, taught, manager);
      reader.accept(gradients(student));
      return loss;
    } catch (EngineException e) {
      throw Torch.explain(e);
    }
  }

  private static Outputs known(Teacher teacher, List<float[]> states, NDManager manager) {
    WhisperBlock model = new WhisperBlock(teacher.sizes(), teacher.parameters(), manager, false);
    long width = teacher.parameters().get(Roles.EMBEDDING).shape()[1];
    return Losses.known(model, states, width, manager);
  }

  /** What the teacher makes of a batch, where there is one. */
  private Optional<Outputs> teach(Batch batch, NDManager manager) {
    return teacher.map(
        model -> {
          try (NDManager own = manager.newSubManager()) {
            WhisperBlock block = new WhisperBlock(model.sizes(), model.parameters(), own, false);
            Optional<NDArray> behind = teacherSilence.orElseThrow().behind(batch, own);
            return Losses.outputs(block, batch, behind, own).in(manager);
          }
        });
  }

  /** By role; they are gone when the manager of the model is closed. */
  static Map<String, FloatBuffer> gradients(WhisperBlock student) {
    Map<String, FloatBuffer> gradients = new LinkedHashMap<>();
    student
        .weights()
        .forEach(
            (role, weight) -> {
              if (weight.hasGradient()) {
                gradients.put(role, Torch.gradient(weight));
              }
            });
    return gradients;
  }

  /**
   * Writes down greedily what is heard in a batch, from the prompt that its clips share.
   *
   * @param suppressed for each token of the vocabulary, whether it is never written
   * @param end token that ends a text
   * @param mostTokens after the prompt
   * @return for each clip the tokens after the prompt, without the end
   * @throws SottoException if memory does not suffice
   */
  public int[][] decode(Batch batch, boolean[] suppressed, int end, int mostTokens) {
    return NativeWork.during(() -> write(batch, suppressed, end, mostTokens));
  }

  private int[][] write(Batch batch, boolean[] suppressed, int end, int mostTokens) {
    try (NDManager manager = Torch.newManager()) {
      WhisperBlock model = new WhisperBlock(sizes, parameters, manager, false);
      EncodedBatch heard = EncodedBatch.of(model, batch, silence.behind(batch, manager), manager);
      List<int[]> prompts =
          batch.tokens().stream()
              .map(tokens -> Arrays.copyOf(tokens, batch.promptLength()))
              .toList();
      return new GreedyWriting(model, heard, suppressed, manager).write(prompts, end, mostTokens);
    } catch (EngineException e) {
      throw Torch.explain(e);
    }
  }
}
