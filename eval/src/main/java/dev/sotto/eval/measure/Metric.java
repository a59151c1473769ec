package dev.sotto.eval.measure;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A figure of a measurement that two systems are compared by; less is better for all. */
public enum Metric {
  LOAD("loadMillis"),
  ENCODER("encoderMillis"),
  FIRST_TOKEN("firstTokenMillis"),
  PER_TOKEN("perTokenMillis"),
  REAL_TIME_FACTOR("realTimeFactor"),
  PEAK_MEMORY("peakResidentBytes"),
  DEVICE_MEMORY("deviceBytes");

  private final String key;

  Metric(String key) {
    this.key = key;
  }

  /** Its name in JSON. */
  public String key() {
    return key;
  }

  /** Its value, of the standard windows; empty where this machine cannot measure it. */
  public OptionalDouble of(Measurement measured) {
    return switch (this) {
      case LOAD -> OptionalDouble.of(measured.loadMillis());
      case ENCODER -> OptionalDouble.of(measured.window().encoderMillis());
      case FIRST_TOKEN -> OptionalDouble.of(measured.window().firstTokenMillis());
      case PER_TOKEN -> OptionalDouble.of(measured.window().perTokenMillis());
      case REAL_TIME_FACTOR -> OptionalDouble.of(measured.standardRealTimeFactor());
      case PEAK_MEMORY -> bytes(measured.peakResidentBytes());
      case DEVICE_MEMORY -> bytes(measured.deviceBytes());
    };
  }

  private static OptionalDouble bytes(OptionalLong bytes) {
    return bytes.stream().mapToDouble(count -> (double) count).findFirst();
  }
}
