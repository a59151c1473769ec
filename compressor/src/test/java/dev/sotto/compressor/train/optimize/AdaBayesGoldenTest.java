package dev.sotto.compressor.train.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Trajectories of 50 steps that agree with the author's code in 64-bit floats. */
class AdaBayesGoldenTest {
  private static final double RELATIVE = 1e-9;
  private static final int RUNS = 26;

  private final JsonNode golden;

  AdaBayesGoldenTest() throws IOException {
    golden = new ObjectMapper().readTree(SharedFiles.shared("golden/adabayes.json").toFile());
  }

  @TestFactory
  Stream<DynamicTest> everyRun() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode run : golden.get("runs")) {
      String name = text(run, "problem") + " " + text(run, "config") + " " + text(run, "optimizer");
      tests.add(dynamicTest(name, () -> follow(run)));
    }
    assertEquals(RUNS, tests.size());
    return tests.stream();
  }

  private void follow(JsonNode run) {
    JsonNode problem = golden.get("problem");
    double[] curvatures = doubles(problem.get("a"));
    double[] optima = doubles(problem.get("t"));
    double[] noises = doubles(problem.get("noise_scale_c"));
    boolean noisy = text(run, "problem").equals("noisy");
    Noise noise = new Noise(problem.get("lcg_seed").asLong());
    Optimizer optimizer = optimizer(run);
    IntFunction<StepRates> schedule =
        text(run.get("hyper"), "schedule").equals("constant")
            ? step -> new StepRates(step, 1)
            : new LearningRateSchedule(10, 50)::at;
    ParameterState state = TestStates.doubles(optimizer, doubles(problem.get("w0")));
    double[] gradient = new double[curvatures.length];
    for (int step = 1; step <= run.get("w").size(); step++) {
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] = curvatures[i] * (state.weights().get(i) - optima[i]);
        if (noisy) {
          gradient[i] += noises[i] * noise.next();
        }
      }
      StepRates rates = schedule.apply(step);
      TestOptimizers.update(optimizer, state, new DoubleElements(gradient), rates);
      double[] expected = doubles(run.get("w").get(step - 1));
      for (int i = 0; i < expected.length; i++) {
        near(expected[i], state.weights().get(i), "step " + step + ", weight " + i);
      }
      if (step == 1) {
        checkMetric(run, "step1", optimizer, state, rates);
      }
      if (step == run.get("w").size()) {
        checkMetric(run, "last", optimizer, state, rates);
      }
    }
  }

  /** The goldens give the step that multiplies {@code B} times the gradient. */
  private static void checkMetric(
      JsonNode run, String when, Optimizer optimizer, ParameterState state, StepRates rates) {
    JsonNode steps =
        run.has("posterior_variance_" + when)
            ? run.get("posterior_variance_" + when)
            : run.get("effective_step_" + when);
    if (steps == null) {
      return;
    }
    double batch = run.get("hyper").get("batch_size").asDouble();
    for (int i = 0; i < steps.size(); i++) {
      double step = 1 / (batch * optimizer.metric(state, rates).at(i));
      near(steps.get(i).asDouble(), step, "metric " + when + ", weight " + i);
    }
  }

  private static Optimizer optimizer(JsonNode run) {
    JsonNode hyper = run.get("hyper");
    double rate = hyper.get("lr").asDouble();
    double sgdRate = hyper.get("lr_sgd").asDouble();
    double beta1 = hyper.get("beta1").asDouble();
    int batch = hyper.get("batch_size").asInt();
    WeightDecay decay =
        new WeightDecay(
            hyper.get("weight_decay").asDouble(),
            text(run, "config").endsWith("decay_not_scheduled")
                ? WeightDecay.Pace.CONSTANT
                : WeightDecay.Pace.SCHEDULED);
    if (text(run, "optimizer").equals("adabayes")) {
      return new AdaBayes(rate, sgdRate, beta1, batch, decay);
    }
    return new AdaBayesFixedPoint(
        rate,
        sgdRate,
        beta1,
        hyper.get("beta2").asDouble(),
        hyper.get("eps").asDouble(),
        batch,
        decay);
  }

  private static void near(double expected, double actual, String what) {
    assertEquals(expected, actual, RELATIVE * Math.abs(expected), what);
  }

  private static String text(JsonNode node, String field) {
    return node.get(field).asText();
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  /** The goldens' linear congruential generator, from -1 to 1. */
  private static final class Noise {
    private long state;

    Noise(long seed) {
      state = seed;
    }

    double next() {
      state = state * 6364136223846793005L + 1442695040888963407L;
      return 2 * ((state >>> 11) * 0x1p-53) - 1;
    }
  }
}
