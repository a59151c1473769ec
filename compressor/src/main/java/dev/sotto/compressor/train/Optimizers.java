package dev.sotto.compressor.train;

import dev.sotto.compressor.train.TrainingSettings.Length;
import dev.sotto.compressor.train.TrainingSettings.Update;
import dev.sotto.compressor.train.optimize.AdaBayes;
import dev.sotto.compressor.train.optimize.AdaBayesFixedPoint;
import dev.sotto.compressor.train.optimize.AdamW;
import dev.sotto.compressor.train.optimize.Optimizer;
import dev.sotto.compressor.train.optimize.WeightDecay;

/** The optimiser that settings ask for. */
final class Optimizers {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private Optimizers() {}

  static Optimizer of(TrainingSettings settings) {
    Update update = settings.update();
    Length length = settings.length();
    int batch = length.batchSize() * length.accumulation();
    WeightDecay decay = WeightDecay.scheduled(update.weightDecay());
    return switch (update.method()) {
      case ADAMW -> new AdamW(update.learningRate(), BETA1, BETA2, EPSILON, update.weightDecay());
      case ADABAYES ->
          new AdaBayes(update.learningRate(), update.sgdLearningRate(), BETA1, batch, decay);
      case ADABAYES_FP ->
          new AdaBayesFixedPoint(
              update.learningRate(), update.sgdLearningRate(), BETA1, BETA2, EPSILON, batch, decay);
    };
  }
}
