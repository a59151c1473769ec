package dev.sotto.eval.measure;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** A figure of a measurement that two systems are compared by; less is better for all. */
public enum Metric {
  LOAD("loadMillis", found -> OptionalDouble.of(found.loadMillis())),
  ENCODER("encoderMillis", found -> OptionalDouble.of(found.window().encoderMillis())),
  FIRST_TOKEN("firstTokenMillis", found -> OptionalDouble.of(found.window().firstTokenMillis())),
  PER_TOKEN("perTokenMillis", found -> OptionalDouble.of(found.window().perTokenMillis())),
  REAL_TIME_FACTOR("realTimeFactor", found -> OptionalDouble.of(found.standardRealTimeFactor())),
  PEAK_MEMORY("peakResidentBytes", found -> bytes(found.peakResidentBytes())),
  DEVICE_MEMORY("deviceBytes", found -> bytes(found.deviceBytes()));

  private final String key;
  private final Function<Measurement, OptionalDouble> figure;

  Metric(String key, Function<Measurement, OptionalDouble> figure) {
    this.key = key;
    this.figure = figure;
  }

  /** Its name in JSON. */
  public String key() {
    return key;
  }

  /** Its value, of the standard windows; empty where this machine cannot measure it. */
  public OptionalDouble of(Measurement measured) {
    return figure.apply(measured);
  }

  private static OptionalDouble bytes(OptionalLong bytes) {
    return bytes.stream().mapToDouble(count -> (double) count).findFirst();
  }
}
