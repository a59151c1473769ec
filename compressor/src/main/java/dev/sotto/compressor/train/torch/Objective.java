package dev.sotto.compressor.train.torch;

import dev.sotto.models.SottoException;

/**
 * What a model is trained to make small, apart from the penalty on its weights: {@code crossEntropy
 * * CE + divergence * T^2 * KL(teacher || student) + hidden * |h_s - h_t|^2 + states * |x_s -
 * x_t|^2}, each a mean. (G. Hinton et al., "Distilling the Knowledge in a Neural Network", 2015; S.
 * Gandhi et al., "Distil-Whisper", 2023.)
 *
 * @param labelSmoothing share of the probability that is spread over the vocabulary, in [0, 1)
 * @param divergence weight of the distance to the teacher's distribution; 0 for no teacher
 * @param temperature {@code T}, softens both distributions
 * @param hidden weight of the mean squared distance to the teacher's encoder output
 * @param states weight of that of the states behind the decoder's last layer, as FUTO's tuning for
 *     short windows has it (whisper-acft)
 */
public record Objective(
    double crossEntropy,
    double labelSmoothing,
    double divergence,
    double temperature,
    double hidden,
    double states) {

  /** The weight of the texts where a teacher is learnt from, as in Distil-Whisper. */
  public static final double DISTIL_WHISPER_TEXTS = 0.8;

  /** The weight of the encoder's output that served well where heads and units were to leave. */
  public static final double ENCODER_OUTPUT = 1;

  public Objective {
    check("cross-entropy", crossEntropy);
    check("divergence", divergence);
    check("hidden states", hidden);
    check("the decoder's states", states);
    SottoException.require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "a label smoothing from 0 to below 1",
        labelSmoothing);
    SottoException.require(
        temperature > 0 && Double.isFinite(temperature), "a temperature above 0", temperature);
    if (crossEntropy + divergence + hidden + states == 0) {
      throw SottoException.usage("expected a weight above 0 for some part of the objective");
    }
  }

  private static void check(String part, double weight) {
    SottoException.require(
        weight >= 0 && Double.isFinite(weight), "a weight of 0 or more for " + part, weight);
  }

  /** Without the distance of the decoder's states. */
  public Objective(
      double crossEntropy,
      double labelSmoothing,
      double divergence,
      double temperature,
      double hidden) {
    this(crossEntropy, labelSmoothing, divergence, temperature, hidden, 0);
  }

  /**
   * To say in short windows what the teacher says in whole ones. The encoder's outputs have not the
   * same length there.
   */
  public static Objective ofWholeWindows(double temperature) {
    return new Objective(0, 0, 1, temperature, 0, 1);
  }

  /** Cross-entropy alone. */
  public static Objective plain() {
    return new Objective(1, 0, 0, 1, 0);
  }

  /** Whether a teacher is needed. */
  public boolean needsTeacher() {
    return divergence > 0 || hidden > 0 || states > 0;
  }
}
