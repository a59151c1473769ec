package dev.sotto.compressor.train;

import dev.sotto.compressor.train.magnitude.Masks;
import dev.sotto.compressor.train.optimize.Elements;
import dev.sotto.compressor.train.optimize.FloatElements;
import dev.sotto.compressor.train.optimize.Optimizer;
import dev.sotto.compressor.train.optimize.StepRates;
import dev.sotto.compressor.train.weights.Parameter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** From the gradients of a step to new weights: clipping, optimiser, penalty; on all cores. */
final class Updates {
  /** Elements that one task works on: some milliseconds. */
  private static final int PIECE = 1 << 18;

  /** Steps between looks at which groups are zero: each reads all weights of the layers. */
  private static final int LOOK_EVERY = 10;

  private final TrainingState state;
  private final Optimizer optimizer;
  private final GroupPenalties penalties;
  private final double clipNorm;
  private final List<Piece> pieces = new ArrayList<>();
  private final Map<String, FloatBuffer> sums = new HashMap<>();
  private Map<String, FloatBuffer> gradients = Map.of();
  private GroupPenalties.Zeros zeros;
  private double gradientNorm;

  /** A range of a parameter. */
  private record Piece(String role, int from, int to) {}

  /**
   * @param clipNorm longest gradient; 0 for no limit
   */
  Updates(TrainingState state, Optimizer optimizer, GroupPenalties penalties, double clipNorm) {
    this.state = state;
    this.optimizer = optimizer;
    this.penalties = penalties;
    this.clipNorm = clipNorm;
    this.zeros = penalties.zeros();
    state
        .states()
        .forEach(
            (role, parameter) -> {
              for (int from = 0; from < parameter.length(); from += PIECE) {
                pieces.add(new Piece(role, from, Math.min(from + PIECE, parameter.length())));
              }
            });
  }

  /**
   * Takes the gradients of one of {@code passes} batches of a step.
   *
   * @return whether they are finite; if not, they are left
   */
  boolean take(Map<String, FloatBuffer> found, int passes) {
    state.masks().ifPresent(masks -> found.forEach(masks::apply));
    double length = norm(found);
    if (!Double.isFinite(length)) {
      return false;
    }
    if (passes == 1) {
      gradients = found;
      gradientNorm = length;
    } else {
      accumulate(found, passes);
      gradientNorm = Double.NaN;
    }
    return true;
  }

  private void accumulate(Map<String, FloatBuffer> found, int passes) {
    if (sums.isEmpty()) {
      found.forEach(
          (role, gradient) -> sums.put(role, Parameter.zeros(role, gradient.capacity()).floats()));
    }
    pieces.parallelStream()
        .forEach(
            piece -> {
              FloatBuffer sum = sums.get(piece.role());
              FloatBuffer more = found.get(piece.role());
              for (int i = piece.from(); i < piece.to(); i++) {
                sum.put(i, sum.get(i) + more.get(i) / passes);
              }
            });
    gradients = sums;
  }

  /** Makes the step with the gradients that were taken. */
  void apply(StepRates rates) {
    Map<String, Elements> elements = new HashMap<>();
    gradients.forEach((role, gradient) -> elements.put(role, new FloatElements(gradient)));
    boolean penalised = penalties.addGradients(state.states(), elements);
    if (penalised || Double.isNaN(gradientNorm)) {
      gradientNorm = norm(gradients);
    }
    clip();
    pieces.parallelStream()
        .forEach(
            piece ->
                optimizer.update(
                    state.states().get(piece.role()),
                    elements.get(piece.role()),
                    rates,
                    piece.from(),
                    piece.to()));
    penalties.afterStep(state.states(), optimizer, rates);
    state.masks().ifPresent(this::keepAtZero);
    if (rates.step() % LOOK_EVERY == 0 || rates.factor() < 0.01) {
      zeros = penalties.zeros();
    }
    if (!sums.isEmpty()) {
      sums.values().forEach(Updates::clear);
    }
  }

  /** Decay and the memory from before the masks would move what is masked. */
  private void keepAtZero(Masks masks) {
    Map<String, FloatBuffer> weights = state.weights();
    pieces.parallelStream()
        .forEach(
            piece ->
                masks.apply(piece.role(), weights.get(piece.role()), piece.from(), piece.to()));
  }

  /** The length of a gradient. A piece's sum does not depend on others. */
  private double norm(Map<String, FloatBuffer> found) {
    double[] squares =
        IntStream.range(0, pieces.size())
            .parallel()
            .mapToDouble(piece -> square(pieces.get(piece), found))
            .toArray();
    double sum = 0;
    for (double square : squares) {
      sum += square;
    }
    return Math.sqrt(sum);
  }

  /** Scales a gradient that is too long down to the limit. */
  private void clip() {
    if (clipNorm == 0 || !(gradientNorm > clipNorm)) {
      return;
    }
    float factor = (float) (clipNorm / gradientNorm);
    pieces.parallelStream()
        .forEach(
            piece -> {
              FloatBuffer gradient = gradients.get(piece.role());
              for (int i = piece.from(); i < piece.to(); i++) {
                gradient.put(i, gradient.get(i) * factor);
              }
            });
  }

  private static double square(Piece piece, Map<String, FloatBuffer> found) {
    FloatBuffer gradient = found.get(piece.role());
    double sum = 0;
    for (int i = piece.from(); i < piece.to(); i++) {
      double element = gradient.get(i);
      sum += element * element;
    }
    return sum;
  }

  private static void clear(FloatBuffer sum) {
    for (int i = 0; i < sum.capacity(); i++) {
      sum.put(i, 0);
    }
  }

  /** Length of the last step's gradient, before clipping. */
  double gradientNorm() {
    return gradientNorm;
  }

  /** Share of the parameters of all layers in groups of zeros, when last looked at. */
  double zeroShare() {
    return zeros.share();
  }

  /** The same in groups, by family. */
  Map<String, Double> zeroGroups() {
    return zeros.families();
  }

  /** Whether no group is on its way out. */
  boolean isSettled() {
    zeros = penalties.zeros();
    return penalties
        .schedule()
        .map(groups -> groups.isReached() && groups.leavingShare() <= zeros.share() + 1e-9)
        .orElse(true);
  }
}
