package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.sotto.compressor.train.data.Batch;
import java.util.List;
import java.util.Optional;

/**
 * The parts of the objective on one batch.
 *
 * <p>Shapes: {@code N} learnt tokens of the batch, {@code V} vocabulary, {@code D} model width.
 */
final class Losses {
  private Losses() {}

  /**
   * What one model makes of a batch.
   *
   * @param audio encoder output [B, S, D]; empty of a teacher that heard whole windows
   * @param states behind the decoder's last layer [N, D]
   * @param logits [N, V]
   */
  record Outputs(Optional<NDArray> audio, NDArray states, NDArray logits) {
    /** Has them live as long as {@code manager}. */
    Outputs in(NDManager manager) {
      audio.ifPresent(heard -> heard.attach(manager));
      states.attach(manager);
      logits.attach(manager);
      return this;
    }
  }

  /**
   * What a model makes of a batch.
   *
   * @param silence what its encoder makes of a whole window of it, as {@link Silence} gives it
   */
  static Outputs outputs(
      WhisperBlock model, Batch batch, Optional<NDArray> silence, NDManager manager) {
    EncodedBatch heard = EncodedBatch.of(model, batch, silence, manager);
    NDArray learnt = states(model, batch, heard, manager);
    return new Outputs(Optional.of(heard.audio()), learnt, model.logits(learnt));
  }

  /** Those of a model whose states at the tokens that are learnt are known, [N_i, D] by clip. */
  static Outputs known(WhisperBlock model, List<float[]> states, long width, NDManager manager) {
    NDList parts = new NDList();
    for (float[] clip : states) {
      parts.add(manager.create(clip, new Shape(clip.length / width, width)));
    }
    NDArray learnt = NDArrays.concat(parts, 0);
    return new Outputs(Optional.empty(), learnt, model.logits(learnt));
  }

  private static NDArray states(
      WhisperBlock model, Batch batch, EncodedBatch heard, NDManager manager) {
    NDArray tokens = manager.create(batch.inputs(), new Shape(batch.size(), batch.inputLength()));
    NDArray hidden = model.decode(tokens, heard);
    long width = hidden.getShape().get(2);
    return WhisperBlock.rows(hidden.reshape(-1, width), manager.create(batch.learntRows()));
  }

  /**
   * The objective on a batch, of which the weights of {@code student} get the gradients.
   *
   * @param silence what its encoder makes of it; no gradient goes that way
   */
  static double backward(
      Objective objective,
      WhisperBlock student,
      Batch batch,
      Optional<NDArray> silence,
      Optional<Outputs> teacher,
      NDManager manager) {
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray targets = manager.create(batch.targets());
      NDArray total = total(objective, outputs(student, batch, silence, manager), teacher, targets);
      collector.backward(total);
      return total.getFloat();
    }
  }

  /** The whole objective, a scalar. */
  static NDArray total(
      Objective objective, Outputs student, Optional<Outputs> teacher, NDArray targets) {
    NDArray loss =
        scaled(
            crossEntropy(student.logits(), targets, objective.labelSmoothing()),
            objective.crossEntropy());
    if (teacher.isPresent() && objective.divergence() > 0) {
      double temperature = objective.temperature();
      NDArray divergence =
          scaled(
              divergence(student.logits(), teacher.get().logits(), temperature),
              objective.divergence() * temperature * temperature);
      loss = loss.add(divergence);
    }
    if (teacher.isPresent() && objective.hidden() > 0) {
      NDArray heard = teacher.get().audio().orElseThrow();
      loss = loss.add(distance(student.audio().orElseThrow(), heard, objective.hidden()));
    }
    if (teacher.isPresent() && objective.states() > 0) {
      loss = loss.add(distance(student.states(), teacher.get().states(), objective.states()));
    }
    return loss;
  }

  /** The mean squared difference, {@code weight} times. */
  private static NDArray distance(NDArray student, NDArray teacher, double weight) {
    NDArray difference = student.sub(teacher);
    return scaled(difference.mul(difference).mean(), weight);
  }

  /**
   * {@code -(1-s) log p(target) - s * mean over V of log p}, mean over {@code N}. (C. Szegedy et
   * al., "Rethinking the Inception Architecture", 2016, for the smoothing {@code s}.)
   *
   * @param logits [N, V]
   * @param targets [N], int64
   */
  static NDArray crossEntropy(NDArray logits, NDArray targets, double smoothing) {
    NDArray logProbabilities = logits.logSoftmax(1); // [N, V]
    NDArray right = logProbabilities.gather(targets.expandDims(1), 1).mean().neg();
    if (smoothing == 0) {
      return right;
    }
    NDArray spread = logProbabilities.mean().neg();
    return scaled(right, 1 - smoothing).add(scaled(spread, smoothing));
  }

  /**
   * {@code KL(teacher || student)} of distributions softened by {@code temperature}, mean over N.
   */
  static NDArray divergence(NDArray student, NDArray teacher, double temperature) {
    NDArray soft = scaled(teacher, 1 / temperature).logSoftmax(1); // [N, V]
    NDArray mine = scaled(student, 1 / temperature).logSoftmax(1); // [N, V]
    return soft.exp().mul(soft.sub(mine)).sum(new int[] {1}).mean();
  }

  /**
   * {@code x * factor}. The factor is an array that lives as long as the step: DJL closes one made
   * of a bare number at once, and its memory may be collected before the gradient reads it again.
   */
  private static NDArray scaled(NDArray x, double factor) {
    return x.mul(x.getManager().create((float) factor));
  }
}
