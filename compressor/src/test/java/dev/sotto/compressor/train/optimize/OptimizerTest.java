package dev.sotto.compressor.train.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  private static final StepRates FIRST = new StepRates(1, 1);

  static Stream<Optimizer> all() {
    return Stream.of(
        TestOptimizers.adamW(1e-3), TestOptimizers.adaBayes(16), TestOptimizers.fixedPoint(16));
  }

  @Test
  void adamWEqualsItsDefinitionWrittenOut() {
    AdamW adam = new AdamW(0.01, 0.8, 0.95, 1e-6, 0.1);
    LearningRateSchedule schedule = new LearningRateSchedule(3, 20);
    Random random = new Random(11);
    double w = 0.7;
    double m = 0;
    double v = 0;
    ParameterState state = TestStates.doubles(adam, w);
    for (int t = 1; t <= 20; t++) {
      double g = random.nextGaussian();
      double rate = 0.01 * (t <= 3 ? t / 3.0 : (20 - t) / 17.0);
      w *= 1 - rate * 0.1;
      m = 0.8 * m + 0.2 * g;
      v = 0.95 * v + 0.05 * g * g;
      double firstHat = m / (1 - Math.pow(0.8, t));
      double secondHat = v / (1 - Math.pow(0.95, t));
      w -= rate * firstHat / (Math.sqrt(secondHat) + 1e-6);
      TestOptimizers.update(adam, state, new DoubleElements(g), schedule.at(t));
      assertEquals(w, state.weights().get(0), 1e-13, "step " + t);
      if (rate > 0) {
        double metric = (Math.sqrt(secondHat) + 1e-6) / rate;
        assertEquals(metric, adam.metric(state, schedule.at(t)).at(0), 1e-10 * metric);
      }
    }
  }

  /** Without decay the step is the average gradient of the mean loss over the metric. */
  @Test
  void theMetricIsThatOfTheMeanLoss() {
    List<Optimizer> optimizers =
        List.of(
            new AdamW(1e-3, 0.9, 0.999, 1e-8, 0),
            new AdaBayes(1e-3, 0.1, 0.9, 16, WeightDecay.NONE),
            new AdaBayesFixedPoint(1e-3, 0.1, 0.9, 0.999, 1e-8, 16, WeightDecay.NONE));
    for (Optimizer optimizer : optimizers) {
      ParameterState state = TestStates.doubles(optimizer, 0.5);
      TestOptimizers.update(optimizer, state, new DoubleElements(0.02), FIRST);
      double metric = optimizer.metric(state, FIRST).at(0);
      assertEquals(0.02 / metric, 0.5 - state.weights().get(0), 1e-14, optimizer.toString());
    }
  }

  @Test
  void littleInformationGivesGradientDescent() {
    double gradient = 1e-9;
    for (Optimizer optimizer :
        List.of(
            new AdaBayes(1e-3, 0.1, 0.9, 4, WeightDecay.NONE),
            new AdaBayesFixedPoint(1e-3, 0.1, 0.9, 0.999, 0, 4, WeightDecay.NONE))) {
      ParameterState state = TestStates.doubles(optimizer, 0);
      TestOptimizers.update(optimizer, state, new DoubleElements(gradient), FIRST);
      assertEquals(-0.1 * gradient, state.weights().get(0), 1e-9 * 0.1 * gradient);
    }
  }

  @Test
  void muchInformationGivesAdam() {
    Optimizer optimizer = new AdaBayesFixedPoint(1e-3, 0.1, 0.9, 0.999, 0, 1, WeightDecay.NONE);
    ParameterState state = TestStates.doubles(optimizer, 0);
    TestOptimizers.update(optimizer, state, new DoubleElements(1e7), FIRST);
    assertEquals(-1e-3, state.weights().get(0), 1e-9);
  }

  /** Constant squares drive the recursion to where AdaBayes-FP starts. */
  @Test
  void theRecursionReachesItsFixedPoint() {
    AdaBayes recursion = new AdaBayes(1e-3, 0.1, 0.9, 1, WeightDecay.NONE);
    AdaBayesFixedPoint fixedPoint =
        new AdaBayesFixedPoint(1e-3, 0.1, 0.9, 0.999, 0, 1, WeightDecay.NONE);
    for (double gradient : new double[] {0.1, 1, 10}) {
      ParameterState slow = TestStates.doubles(recursion, 0);
      for (int t = 1; t <= 200_000; t++) {
        TestOptimizers.update(recursion, slow, new DoubleElements(gradient), new StepRates(t, 1));
      }
      ParameterState fast = TestStates.doubles(fixedPoint, 0);
      TestOptimizers.update(fixedPoint, fast, new DoubleElements(gradient), FIRST);
      double expected = fixedPoint.metric(fast, FIRST).at(0);
      assertEquals(expected, recursion.metric(slow, FIRST).at(0), 0.0055 * expected);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aRateOfZeroHasItsLimit(Optimizer optimizer) {
    StepRates still = new StepRates(1, 0);
    ParameterState state = TestStates.doubles(optimizer, 0.5, -0.25);
    TestOptimizers.update(optimizer, state, new DoubleElements(0, 0.1), still);
    assertEquals(0.5, state.weights().get(0));
    if (optimizer instanceof AdaBayes) {
      double variance = 1 / (16 / 0.1 + 1.6 * 1.6);
      assertEquals(-0.25 - variance * 1.6, state.weights().get(1), 1e-15);
      return;
    }
    assertEquals(-0.25, state.weights().get(1));
    for (int i = 0; i < 2; i++) {
      assertEquals(Double.POSITIVE_INFINITY, optimizer.metric(state, still).at(i));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void rangesMakeTheSameStepAsTheWhole(Optimizer optimizer) {
    Random random = new Random(5);
    float[] weights = floats(random, 1000);
    ParameterState whole = TestStates.floats(optimizer, weights.clone());
    ParameterState split = TestStates.floats(optimizer, weights.clone());
    for (int t = 1; t <= 5; t++) {
      Elements gradient = TestStates.wrapped(floats(random, 1000));
      StepRates rates = new StepRates(t, t / 5.0);
      TestOptimizers.update(optimizer, whole, gradient, rates);
      optimizer.update(split, gradient, rates, 617, 1000);
      optimizer.update(split, gradient, rates, 3, 617);
      optimizer.update(split, gradient, rates, 0, 3);
    }
    assertEquals(whole.weights(), split.weights());
    assertEquals(whole.slots(), split.slots());
  }

  @ParameterizedTest
  @MethodSource("all")
  void normsAndBiasesDoNotDecay(Optimizer optimizer) {
    ParameterState decaying = TestStates.doubles(optimizer, 1);
    ParameterState norm =
        new ParameterState(new DoubleElements(1), TestStates.doubles(optimizer, 1).slots(), false);
    TestOptimizers.update(optimizer, decaying, new DoubleElements(0), FIRST);
    TestOptimizers.update(optimizer, norm, new DoubleElements(0), FIRST);
    assertEquals(1, norm.weights().get(0));
    double kept = optimizer instanceof AdamW ? 1 - 1e-3 * 0.01 : 1 - 5e-5;
    assertEquals(kept, decaying.weights().get(0), 1e-16);
  }

  @Test
  void aScheduleWarmsUpAndDecays() {
    LearningRateSchedule linear = new LearningRateSchedule(10, 50);
    assertEquals(0.1, linear.at(1).factor());
    assertEquals(1, linear.at(10).factor());
    assertEquals(0.5, linear.at(30).factor());
    assertEquals(0, linear.at(50).factor());
    assertEquals(0, linear.at(60).factor());
    assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(10, 10));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> TestOptimizers.adamW(0));
    assertThrows(IllegalArgumentException.class, () -> TestOptimizers.adaBayes(0));
    assertThrows(IllegalArgumentException.class, () -> WeightDecay.scheduled(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new StepRates(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new StepRates(1, 1.5));
    AdamW adam = TestOptimizers.adamW(1e-3);
    ParameterState state = TestStates.doubles(adam, 1, 2);
    assertThrows(
        IllegalArgumentException.class,
        () -> TestOptimizers.update(adam, state, new DoubleElements(1), FIRST));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> adam.update(state, new DoubleElements(1, 1), FIRST, 1, 3));
  }

  private static float[] floats(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
