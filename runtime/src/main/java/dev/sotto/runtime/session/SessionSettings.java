package dev.sotto.runtime.session;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How ONNX Runtime loads and runs a graph.
 *
 * @param device what runs the operators
 * @param intraThreads threads that share one operator
 * @param operators which operators a graph may hold
 * @param profileFolder where each session writes its profile, {@code <model>_<time>.json}; empty
 *     for no profile
 */
public record SessionSettings(
    Device device,
    int intraThreads,
    OptimizationLevel optimization,
    MemoryUse memory,
    Operators operators,
    Optional<Path> profileFolder) {

  /** More than any processor has; thousands would never be ready. */
  private static final int MOST_THREADS = 512;

  /** Checks, with code USAGE, that there can be as many threads. */
  public SessionSettings {
    if (intraThreads < 1 || intraThreads > MOST_THREADS) {
      throw SottoException.usage(
          "expected from 1 to " + MOST_THREADS + " threads, found " + intraThreads);
    }
    Objects.requireNonNull(device);
    Objects.requireNonNull(optimization);
    Objects.requireNonNull(memory);
    Objects.requireNonNull(operators);
    Objects.requireNonNull(profileFolder);
  }

  /** Everything for speed: all available cores and all optimisations. */
  public static SessionSettings defaults() {
    return new SessionSettings(
        Device.CPU,
        Runtime.getRuntime().availableProcessors(),
        OptimizationLevel.ALL,
        MemoryUse.FAST,
        Operators.OF_WHISPER,
        Optional.empty());
  }

  public SessionSettings withDevice(Device other) {
    return new SessionSettings(other, intraThreads, optimization, memory, operators, profileFolder);
  }

  public SessionSettings withIntraThreads(int threads) {
    return new SessionSettings(device, threads, optimization, memory, operators, profileFolder);
  }

  public SessionSettings withOptimization(OptimizationLevel level) {
    return new SessionSettings(device, intraThreads, level, memory, operators, profileFolder);
  }

  public SessionSettings withMemory(MemoryUse other) {
    return new SessionSettings(device, intraThreads, optimization, other, operators, profileFolder);
  }

  public SessionSettings withOperators(Operators allowed) {
    return new SessionSettings(device, intraThreads, optimization, memory, allowed, profileFolder);
  }

  /** Has each session write ONNX Runtime's profile into {@code folder} when it is closed. */
  public SessionSettings profileTo(Path folder) {
    return new SessionSettings(
        device, intraThreads, optimization, memory, operators, Optional.of(folder));
  }
}
