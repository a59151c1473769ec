package dev.sotto.compressor.train;

import dev.sotto.compressor.train.magnitude.Masks;
import dev.sotto.compressor.train.optimize.Elements;
import dev.sotto.compressor.train.optimize.FloatElements;
import dev.sotto.compressor.train.optimize.Optimizer;
import dev.sotto.compressor.train.optimize.ParameterState;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.safetensors.SafetensorsWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that a run must remember to go on: weights, the optimiser's memory, what leaves, the best.
 */
final class TrainingState {
  private final Parameters parameters;
  private final Map<String, ParameterState> states = new LinkedHashMap<>();
  private final List<Parameter> slots = new ArrayList<>();
  private final Optional<GroupSchedule> schedule;
  private final Optional<Masks> masks;
  private int step;
  private double bestRate = Double.POSITIVE_INFINITY;
  private int bestStep;
  private int validationsSinceBest;

  TrainingState(
      Parameters parameters,
      Optimizer optimizer,
      Optional<GroupSchedule> schedule,
      Optional<Masks> masks) {
    this.parameters = parameters;
    this.schedule = schedule;
    this.masks = masks;
    for (Parameter parameter : parameters.all()) {
      if (parameter.isTrainable()) {
        states.put(parameter.role(), start(parameter, optimizer));
      }
    }
  }

  private ParameterState start(Parameter parameter, Optimizer optimizer) {
    List<Elements> memory = new ArrayList<>();
    for (String slot : optimizer.slots()) {
      Parameter vector = Parameter.zeros(slot + "/" + parameter.role(), parameter.shape());
      slots.add(vector);
      memory.add(new FloatElements(vector.floats()));
    }
    // Gains, biases and positions are not to be drawn to zero.
    boolean decays = parameter.shape().length > 1 && !parameter.role().contains("positions");
    ParameterState state =
        new ParameterState(new FloatElements(parameter.floats()), memory, decays);
    optimizer.start(state);
    return state;
  }

  /** The trained parameters with the optimiser's memory, by role. */
  Map<String, ParameterState> states() {
    return states;
  }

  /** The trained parameters' elements, by role. */
  Map<String, FloatBuffer> weights() {
    Map<String, FloatBuffer> weights = new LinkedHashMap<>();
    states.keySet().forEach(role -> weights.put(role, parameters.get(role).floats()));
    return weights;
  }

  /** Elements that stay zero. */
  Optional<Masks> masks() {
    return masks;
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

  /** Whether a validation was noted that was a number. */
  boolean hasBest() {
    return Double.isFinite(bestRate);
  }

  /** Whether {@code rate} is the best so far; equal ones are not better. */
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
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    parameters
        .all()
        .forEach(
            parameter ->
                tensors.put("weights/" + parameter.role(), parameter.tensor(parameter.role())));
    slots.forEach(vector -> tensors.put(vector.role(), vector.tensor(vector.role())));
    schedule.ifPresent(
        groups -> {
          for (int block = 0; block < groups.blocks(); block++) {
            tensors.put("groups/" + block, integers(groups.leavingSince(block)));
          }
        });
    masks.ifPresent(
        gone -> gone.tensors().forEach((role, bits) -> tensors.put("masks/" + role, bits)));
    SafetensorsWriter.write(
        file,
        tensors,
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
    SafetensorsFile checkpoint = own(file, identity);
    Map<String, String> note = checkpoint.metadata();
    step = number(file, note, "step", Integer::valueOf);
    bestRate = number(file, note, "bestRate", Double::valueOf);
    bestStep = number(file, note, "bestStep", Integer::valueOf);
    validationsSinceBest = number(file, note, "validationsSinceBest", Integer::valueOf);
    fillWeights(checkpoint);
    schedule.ifPresent(
        groups -> {
          for (int block = 0; block < groups.blocks(); block++) {
            fill(groups.leavingSince(block), checkpoint, "groups/" + block);
          }
        });
    masks.ifPresent(
        gone ->
            gone.sizes()
                .forEach(
                    (role, bytes) ->
                        gone.load(
                            role,
                            tensor(checkpoint, "masks/" + role, ElementType.UINT8, bytes)
                                .bytes())));
  }

  /**
   * Takes weights and the optimiser's memory from a checkpoint, but for what is masked by now.
   *
   * @throws SottoException as {@link #load}
   */
  void rewind(Path file, String identity) {
    fillWeights(own(file, identity));
    masks.ifPresent(
        gone -> parameters.all().forEach(weights -> gone.apply(weights.role(), weights.floats())));
  }

  private static SafetensorsFile own(Path file, String identity) {
    SafetensorsFile checkpoint = SafetensorsFile.read(file);
    if (!identity.equals(checkpoint.metadata().get("identity"))) {
      throw SottoException.badInput(
          file,
          "is of a run with other settings, another model or other data; repeat those, or start"
              + " again without --resume");
    }
    return checkpoint;
  }

  private void fillWeights(SafetensorsFile checkpoint) {
    for (Parameter parameter : parameters.all()) {
      fill(parameter, checkpoint, "weights/" + parameter.role());
    }
    for (Parameter vector : slots) {
      fill(vector, checkpoint, vector.role());
    }
  }

  private static void fill(Parameter parameter, SafetensorsFile checkpoint, String name) {
    Tensor tensor = tensor(checkpoint, name, ElementType.FLOAT, parameter.shape());
    parameter.floats().put(tensor.bytes().asFloatBuffer());
  }

  /** The steps at which groups started to leave, none of which lies ahead. */
  private void fill(int[] leavingSince, SafetensorsFile checkpoint, String name) {
    Tensor tensor = tensor(checkpoint, name, ElementType.INT32, leavingSince.length);
    tensor.bytes().asIntBuffer().get(leavingSince);
    if (Arrays.stream(leavingSince).anyMatch(since -> since < 0 || since > step)) {
      throw SottoException.badInput(
          checkpoint.file(), "expected steps from 0 to " + step + " in " + name);
    }
  }

  /** A number from 0 of the note. */
  private static <N extends Number> N number(
      Path file, Map<String, String> note, String key, Function<String, N> parser) {
    String text = note.getOrDefault(key, "none");
    try {
      N number = parser.apply(text);
      if (number.doubleValue() >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw SottoException.badInput(file, expected(key, text), e);
    }
    throw SottoException.badInput(file, expected(key, text));
  }

  private static String expected(String key, String found) {
    return "not a sound checkpoint: expected a number from 0 for " + key + ", found " + found;
  }

  private static Tensor integers(int[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return new Tensor("", ElementType.INT32, new long[] {values.length}, TensorData.of(bytes));
  }

  private static Tensor tensor(
      SafetensorsFile checkpoint, String name, ElementType type, long... shape) {
    Tensor tensor =
        checkpoint
            .tensor(name)
            .orElseThrow(
                () -> SottoException.badInput(checkpoint.file(), "expected a tensor " + name));
    if (tensor.type() != type || !Arrays.equals(tensor.shape(), shape)) {
      throw SottoException.badInput(
          checkpoint.file(),
          "expected tensor " + name + " of " + type + Arrays.toString(shape) + ", found " + tensor);
    }
    return tensor;
  }
}
