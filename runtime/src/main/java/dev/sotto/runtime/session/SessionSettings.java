package dev.sotto.runtime.session;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * How ONNX Runtime loads and runs a graph.
 *
 * <p>Prepacking and constant folding trade memory for speed: both keep rewritten copies of weights
 * beside the originals, in a merged decoder once for each branch.
 *
 * @param device what runs the operators
 * @param intraThreads threads that share one operator
 * @param memoryArena whether freed memory is kept for the next run: faster, but the process never
 *     shrinks
 * @param memoryPattern whether the memory of a run is planned ahead when its input shapes repeat
 * @param prepacking whether weights are copied into the order that the matrix kernels like best
 * @param constantFolding whether nodes that depend on weights alone are computed once, at load
 * @param graphsTogether whether the graphs of a model stay loaded all the time; else one that is
 *     not needed now is freed, and loaded anew when its turn comes
 * @param profileFolder where each session writes its profile, {@code <model>_<time>.json}; empty
 *     for no profile
 */
public record SessionSettings(
    Device device,
    int intraThreads,
    OptimizationLevel optimization,
    boolean memoryArena,
    boolean memoryPattern,
    boolean prepacking,
    boolean constantFolding,
    boolean graphsTogether,
    Optional<Path> profileFolder) {

  public SessionSettings {
    if (intraThreads < 1) {
      throw new SottoException(
          SottoException.Code.USAGE, "expected at least one thread, found " + intraThreads);
    }
    Objects.requireNonNull(device);
    Objects.requireNonNull(optimization);
    Objects.requireNonNull(profileFolder);
  }

  /** Everything for speed: all available cores and all optimisations. */
  public static SessionSettings defaults() {
    return new SessionSettings(
        Device.CPU,
        Runtime.getRuntime().availableProcessors(),
        OptimizationLevel.ALL,
        true,
        true,
        true,
        true,
        true,
        Optional.empty());
  }

  /**
   * These settings for the least memory: nothing is kept from run to run, weights are held once,
   * and one graph at a time. What is computed is the same but for rounding.
   */
  public SessionSettings forLittleMemory() {
    return new SessionSettings(
        device, intraThreads, optimization, false, false, false, false, false, profileFolder);
  }

  public SessionSettings withDevice(Device other) {
    return new SessionSettings(
        other,
        intraThreads,
        optimization,
        memoryArena,
        memoryPattern,
        prepacking,
        constantFolding,
        graphsTogether,
        profileFolder);
  }

  public SessionSettings withIntraThreads(int threads) {
    return new SessionSettings(
        device,
        threads,
        optimization,
        memoryArena,
        memoryPattern,
        prepacking,
        constantFolding,
        graphsTogether,
        profileFolder);
  }

  public SessionSettings withOptimization(OptimizationLevel level) {
    return new SessionSettings(
        device,
        intraThreads,
        level,
        memoryArena,
        memoryPattern,
        prepacking,
        constantFolding,
        graphsTogether,
        profileFolder);
  }

  /** With or without memory that is kept and planned from run to run. */
  public SessionSettings withMemoryReuse(boolean arena, boolean pattern) {
    return new SessionSettings(
        device,
        intraThreads,
        optimization,
        arena,
        pattern,
        prepacking,
        constantFolding,
        graphsTogether,
        profileFolder);
  }

  /** With or without rewritten copies of the weights. */
  public SessionSettings withWeightCopies(boolean prepack, boolean foldConstants) {
    return new SessionSettings(
        device,
        intraThreads,
        optimization,
        memoryArena,
        memoryPattern,
        prepack,
        foldConstants,
        graphsTogether,
        profileFolder);
  }

  /** Has each session write ONNX Runtime's profile into {@code folder} when it is closed. */
  public SessionSettings profileTo(Path folder) {
    return new SessionSettings(
        device,
        intraThreads,
        optimization,
        memoryArena,
        memoryPattern,
        prepacking,
        constantFolding,
        graphsTogether,
        Optional.of(folder));
  }
}
