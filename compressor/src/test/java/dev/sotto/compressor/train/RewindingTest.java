package dev.sotto.compressor.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.TrainingSettings.Frames;
import dev.sotto.compressor.train.TrainingSettings.Length;
import dev.sotto.compressor.train.TrainingSettings.Method;
import dev.sotto.compressor.train.TrainingSettings.Update;
import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.data.TrainingSet;
import dev.sotto.compressor.train.magnitude.MagnitudePruning;
import dev.sotto.compressor.train.magnitude.MagnitudePruning.Unit;
import dev.sotto.compressor.train.torch.Objective;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iterative magnitude pruning as a run of training, against plain runs. */
class RewindingTest {
  private static final int STEPS = 6;
  private static final int REWIND = 2;
  private static final int ROUNDS = 2;
  private static final double TARGET = 0.51;

  private static final MagnitudePruning WEIGHTS =
      new MagnitudePruning(Unit.WEIGHTS, TARGET, ROUNDS, REWIND, HeadMode.FREE);
  private static final MagnitudePruning GROUPS =
      new MagnitudePruning(Unit.GROUPS, TARGET, ROUNDS, REWIND, HeadMode.FREE);

  @TempDir Path folder;
  private Path export;
  private TrainingSet set;

  @BeforeEach
  void makeClips() throws IOException {
    export = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    set = ToneClips.write(folder);
  }

  @Test
  void weightsGoBackToTheEarlyOnesTimesTheMaskOfTheLeast() {
    // A checkpoint of step 2 is what a kill in step 3 leaves; one of step 6 comes after rewinding.
    Parameters early = parameters();
    killed(trainer(early, MagnitudePruning.none(), "early", REWIND, false, REWIND + 1));
    SafetensorsFile afterTwo = checkpoint("early");
    Parameters trained = parameters();
    trainer(trained, MagnitudePruning.none(), "trained", 100, false, 0).run();
    killed(trainer(parameters(), WEIGHTS, "rewound", STEPS, false, STEPS + 1));
    SafetensorsFile rewound = checkpoint("rewound");
    assertEquals("6", rewound.metadata().get("step"));

    double threshold = threshold(trained, rewound, 1 - Math.sqrt(1 - TARGET));
    int kept = 0;
    for (Parameter parameter : trained.all()) {
      FloatBuffer before = floats(afterTwo, parameter.role());
      FloatBuffer after = floats(rewound, parameter.role());
      for (int i = 0; i < parameter.elements(); i++) {
        boolean survives =
            !isMatrix(rewound, parameter) || Math.abs(parameter.floats().get(i)) > threshold;
        assertEquals(survives ? before.get(i) : 0, after.get(i), parameter.role());
        kept += survives ? 1 : 0;
      }
    }
    assertTrue(kept > 0);
  }

  /** The magnitude of the last weight that leaves, of all matrices that can be masked. */
  private double threshold(Parameters trained, SafetensorsFile checkpoint, double share) {
    List<Double> magnitudes = new ArrayList<>();
    for (Parameter parameter : trained.all()) {
      if (isMatrix(checkpoint, parameter)) {
        for (int i = 0; i < parameter.elements(); i++) {
          magnitudes.add((double) Math.abs(parameter.floats().get(i)));
        }
      }
    }
    magnitudes.sort(null);
    return magnitudes.get((int) Math.round(share * magnitudes.size()) - 1);
  }

  private static boolean isMatrix(SafetensorsFile checkpoint, Parameter parameter) {
    boolean masked = checkpoint.tensor("masks/" + parameter.role()).isPresent();
    assertEquals(
        masked, parameter.role().matches("(en|de)coder.layers.*(_proj|fc1|fc2).weight"), "matrix");
    return masked;
  }

  @Test
  void whatIsMaskedStaysZeroWhileTheOthersAreTrained() {
    Parameters parameters = parameters();
    Trainer.Outcome outcome = trainer(parameters, WEIGHTS, "weights", 100, false, 0).run();
    assertEquals(STEPS + ROUNDS * (STEPS - REWIND), outcome.steps());
    assertEquals(TARGET, outcome.zeroShare(), 1e-4);
    SafetensorsFile last = checkpoint("weights");
    long zeros = 0;
    long all = 0;
    for (Parameter parameter : parameters.all()) {
      if (!isMatrix(last, parameter)) {
        continue;
      }
      ByteBuffer bits = last.tensor("masks/" + parameter.role()).orElseThrow().bytes();
      for (int i = 0; i < parameter.elements(); i++) {
        boolean masked = (bits.get(bits.position() + i / 8) >> i % 8 & 1) == 1;
        assertEquals(masked, parameter.floats().get(i) == 0, parameter.role() + " " + i);
        zeros += masked ? 1 : 0;
        all++;
      }
    }
    assertEquals(TARGET, (double) zeros / all, 1e-4);
  }

  @Test
  void groupsCanBeRemovedAfterwards() {
    Parameters parameters = parameters();
    Trainer.Outcome outcome = trainer(parameters, GROUPS, "groups", 100, false, 0).run();
    // As TrainerTest has it: at most a head too much.
    assertTrue(
        outcome.zeroShare() >= TARGET && outcome.zeroShare() < TARGET + 1_040 / 41_600.0,
        () -> "share " + outcome.zeroShare());
  }

  @Test
  void aRunThatGoesOnGivesTheWeightsOfOneThatWasLeftAlone() {
    Parameters alone = parameters();
    trainer(alone, WEIGHTS, "alone", 4, false, 0).run();
    // Killed in the second training, with a checkpoint of step 8 behind the first masks.
    killed(trainer(parameters(), WEIGHTS, "killed", 4, false, 9));
    Parameters resumed = parameters();
    trainer(resumed, WEIGHTS, "killed", 4, true, 0).run();
    for (Parameter parameter : alone.all()) {
      assertEquals(
          parameter.floats(), resumed.get(parameter.role()).floats(), parameter.toString());
    }
  }

  private static void killed(Trainer trainer) {
    assertThrows(IllegalStateException.class, trainer::run);
  }

  private SafetensorsFile checkpoint(String name) {
    return SafetensorsFile.read(folder.resolve(name).resolve("checkpoint.safetensors"));
  }

  private static FloatBuffer floats(SafetensorsFile file, String role) {
    return file.tensor("weights/" + role).orElseThrow().bytes().asFloatBuffer();
  }

  private Parameters parameters() {
    return Parameters.of(Exports.open(export).read());
  }

  /**
   * A run of 6 steps.
   *
   * @param killedIn a step in which it fails; 0 for none
   */
  private Trainer trainer(
      Parameters parameters,
      MagnitudePruning pruning,
      String name,
      int every,
      boolean resume,
      int killedIn) {
    int[] reports = new int[1];
    Progress progress =
        (stage, done, total) -> {
          if (++reports[0] == killedIn) {
            throw new IllegalStateException("killed");
          }
        };
    TrainingSettings settings =
        new TrainingSettings(
            new Length(STEPS, 4, 1, 0, 0, 0),
            new Update(Method.ADAMW, 3e-3, 1e-3, 2, 0.01, 1),
            Objective.plain(),
            Penalty.none(),
            pruning,
            Augmentation.none(),
            new Frames(60, 0.1),
            7);
    return new Trainer(
        ModelSizes.of(Exports.open(export).read()),
        parameters,
        Optional.empty(),
        set,
        new Watcher.Watched(Optional.empty(), Best.Criterion.LOSS),
        settings,
        new RunDirectory(folder.resolve(name), every, "identity", resume),
        progress);
  }
}
