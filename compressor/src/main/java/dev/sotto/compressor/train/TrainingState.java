package dev.sotto.compressor.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.compressor.train.optimize.Elements;
import dev.sotto.compressor.train.optimize.FloatElements;
import dev.sotto.compressor.train.optimize.Optimizer;
import dev.sotto.compressor.train.optimize.ParameterState;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.WhisperModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a run must remember to go on: weights, the optimiser's memory, what leaves, the best.
 */
final class TrainingState {
  private final Parameters parameters;
  private final Map<String, ParameterState> states = new LinkedHashMap<>();
  private final Map<String, ByteBuffer> vectors = new LinkedHashMap<>();
  private final List<ByteBuffer> leaving = new ArrayList<>();
  private final Optional<GroupSchedule> schedule;
  private int step;
  private double bestRate = Double.POSITIVE_INFINITY;
  private int bestStep;
  private int validationsSinceBest;

  TrainingState(Parameters parameters, Optimizer optimizer, Optional<GroupSchedule> schedule) {
    this.parameters = parameters;
    this.schedule = schedule;
    for (Parameter parameter : parameters.all()) {
      vectors.put("weights/" + parameter.role(), parameter.memory());
      if (!parameter.role().equals(WhisperModel.FIXED_POSITIONS)) {
        states.put(parameter.role(), start(parameter, optimizer));
      }
    }
    schedule.ifPresent(
        groups -> {
          for (int block = 0; block < groups.blocks(); block++) {
            ByteBuffer since =
                ByteBuffer.allocate(groups.leavingSince(block).length * Integer.BYTES)
                    .order(ByteOrder.nativeOrder());
            leaving.add(since);
            vectors.put("groups/" + block, since);
          }
        });
  }

  private ParameterState start(Parameter parameter, Optimizer optimizer) {
    List<Elements> slots = new ArrayList<>();
    for (String slot : optimizer.slots()) {
      Parameter memory = Parameter.zeros(parameter.role(), parameter.shape());
      vectors.put(slot + "/" + parameter.role(), memory.memory());
      slots.add(new FloatElements(memory.floats()));
    }
    // Gains, biases and positions are not to be drawn to zero.
    boolean decays = parameter.shape().length > 1 && !parameter.role().contains("positions");
    ParameterState state = new ParameterState(new FloatElements(parameter.floats()), slots, decays);
    optimizer.start(state);
    return state;
  }

  Parameters parameters() {
    return parameters;
  }

  /** The trained parameters with the optimiser's memory, by role. */
  Map<String, ParameterState> states() {
    return states;
  }

  int step() {
    return step;
  }

  void advance() {
    step++;
  }

  /** After taking earlier weights at the end: the steps were made all the same. */
  void restoreStep(int steps) {
    step = steps;
  }

  double bestRate() {
    return bestRate;
  }

  int bestStep() {
    return bestStep;
  }

  int validationsSinceBest() {
    return validationsSinceBest;
  }

  /** Whether {@code rate} is the best word error rate so far; equal ones are not better. */
  boolean noteValidation(double rate) {
    boolean better = rate < bestRate;
    validationsSinceBest = better ? 0 : validationsSinceBest + 1;
    if (better) {
      bestRate = rate;
      bestStep = step;
    }
    return better;
  }

  /**
   * Writes a checkpoint.
   *
   * @param identity of the run: settings, model and data
   * @throws SottoException if the disk is full
   */
  void save(Path file, String identity) {
    schedule.ifPresent(
        groups -> {
          for (int block = 0; block < groups.blocks(); block++) {
            leaving.get(block).clear().asIntBuffer().put(groups.leavingSince(block));
          }
        });
    CheckpointFile.write(
        file,
        vectors,
        Map.of(
            "identity", identity,
            "step", Integer.toString(step),
            "bestRate", Double.toString(bestRate),
            "bestStep", Integer.toString(bestStep),
            "validationsSinceBest", Integer.toString(validationsSinceBest)));
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws SottoException if it is damaged, or of a run with another identity
   */
  void load(Path file, String identity) {
    String found = CheckpointFile.readNote(file).path("identity").asText();
    if (!found.equals(identity)) {
      throw SottoException.badInput(
          file,
          "is of a run with other settings, another model or other data; repeat those, or start"
              + " again without --resume");
    }
    JsonNode note = CheckpointFile.read(file, vectors);
    step = note.path("step").asInt();
    bestRate = note.path("bestRate").asDouble();
    bestStep = note.path("bestStep").asInt();
    validationsSinceBest = note.path("validationsSinceBest").asInt();
    schedule.ifPresent(
        groups -> {
          for (int block = 0; block < groups.blocks(); block++) {
            leaving.get(block).clear().asIntBuffer().get(groups.leavingSince(block));
          }
        });
  }
}
