package dev.sotto.runtime.session;

/**
 * What memory ONNX Runtime takes for the sake of speed.
 *
 * <p>Prepacking and constant folding both keep rewritten copies of weights beside the originals, in
 * a merged decoder once for each branch.
 *
 * @param arena whether freed memory is kept for the next run: faster, but the process never shrinks
 * @param pattern whether the memory of a run is planned ahead when its input shapes repeat
 * @param prepacking whether weights are copied into the order that the matrix kernels like best
 * @param constantFolding whether nodes that depend on weights alone are computed once, at load
 * @param graphsTogether whether the graphs of a model stay loaded all the time; else one that is
 *     not needed now is freed, and loaded anew when its turn comes
 */
public record MemoryUse(
    boolean arena,
    boolean pattern,
    boolean prepacking,
    boolean constantFolding,
    boolean graphsTogether) {
  /** Whatever makes it faster. */
  public static final MemoryUse FAST = new MemoryUse(true, true, true, true, true);

  /**
   * The least: nothing is kept from run to run, weights are held once, and one graph at a time.
   * What is computed is the same but for rounding.
   */
  public static final MemoryUse LITTLE = new MemoryUse(false, false, false, false, false);

  /** With weights in the order that the matrix kernels like best. */
  MemoryUse withPrepacking() {
    return new MemoryUse(arena, pattern, true, constantFolding, graphsTogether);
  }

  /** With or without memory that is kept and planned from run to run. */
  public MemoryUse withReuse(boolean kept) {
    return new MemoryUse(kept, kept, prepacking, constantFolding, graphsTogether);
  }
}
