package dev.sotto.compressor.train.optimize;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Parameters at their start. */
final class TestStates {
  private TestStates() {}

  static ParameterState doubles(Optimizer optimizer, double... weights) {
    List<Elements> slots = new ArrayList<>();
    optimizer.slots().forEach(slot -> slots.add(new DoubleElements(new double[weights.length])));
    ParameterState state = new ParameterState(new DoubleElements(weights), slots, true);
    optimizer.start(state);
    return state;
  }

  static ParameterState floats(Optimizer optimizer, float... weights) {
    List<Elements> slots = new ArrayList<>();
    optimizer.slots().forEach(slot -> slots.add(wrapped(new float[weights.length])));
    ParameterState state = new ParameterState(wrapped(weights), slots, true);
    optimizer.start(state);
    return state;
  }

  static FloatElements wrapped(float... values) {
    return new FloatElements(FloatBuffer.wrap(values));
  }
}
