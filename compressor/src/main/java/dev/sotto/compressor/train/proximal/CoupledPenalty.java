package dev.sotto.compressor.train.proximal;

import dev.sotto.compressor.train.optimize.Elements;
import dev.sotto.compressor.train.optimize.Metric;
import dev.sotto.models.weights.BlockElements;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The sparse group lasso on a block's groups, {@code l1 * ||w||_1 + group * sum_g sqrt(p_g) *
 * ||w_g||_2} over the elements of all slices, biases included.
 *
 * <p>Groups run on the threads of the common pool; as none depends on another, the result does not
 * depend on how many there are.
 */
public record CoupledPenalty(BlockElements groups, double l1, double group) {
  /** Floats in a cache line of 64 bytes. */
  private static final int LINE = 16;

  /**
   * Neighbouring groups, which a scratch array holds one after the other. A column of a row-major
   * matrix touches a cache line for each element; a tile of groups as wide as a line uses what it
   * fetches.
   */
  private record Tile(BlockElements groups, int first, int count) {
    /** Neighbouring elements of a tensor and where they stand in the scratch array. */
    @FunctionalInterface
    interface Run {
      /**
       * Element {@code inTensor + k} belongs at {@code inTile + k * stride}, for k below {@code
       * length}.
       */
      void at(int inTensor, int inTile, int stride, int length);
    }

    /** Visits every element of the tile that lies in a slice. */
    void visit(int slice, Run run) {
      int perGroup = groups.perGroup();
      int before = groups.slices().subList(0, slice).stream().mapToInt(groups::perGroup).sum();
      groups.visit(
          groups.slices().get(slice),
          first,
          count,
          (element, length, group, step, place) ->
              run.at(
                  element,
                  (group - first) * perGroup + before + place,
                  step == 0 ? 1 : perGroup,
                  length));
    }
  }

  /** A tile's work on its scratch arrays. */
  @FunctionalInterface
  private interface Worker {
    void tile(Tile tile, double[] first, double[] second);
  }

  public CoupledPenalty {
    if (!(l1 >= 0 && group >= 0)) {
      throw new IllegalArgumentException(
          "expected strengths from 0, received l1 = " + l1 + " and group = " + group);
    }
  }

  /**
   * Replaces the weights by the proximal point of {@link SparseGroupLasso#prox} under the metric of
   * the optimizer's step.
   *
   * @param tensors by the slices' names
   */
  public void prox(Map<String, ProximalTensor> tensors) {
    List<Elements> weights = find(name -> weightsOf(tensors.get(name)));
    List<Metric> metrics =
        groups.slices().stream().map(slice -> tensors.get(slice.role()).metric()).toList();
    int elements = groups.perGroup();
    double c2 = c2();
    run(
        (tile, w, d) -> {
          gather(tile, weights, w);
          for (int slice = 0; slice < metrics.size(); slice++) {
            gather(tile, slice, metrics.get(slice), d);
          }
          for (int g = 0; g < tile.count(); g++) {
            SparseGroupLasso.prox(w, d, g * elements, (g + 1) * elements, l1, c2);
          }
          scatter(tile, weights, w);
        });
  }

  /**
   * Adds the penalty's gradient, {@code l1 * sign(w) + c2 * w / ||w_g||} or as ridge {@code l1 *
   * sign(w) + c2 * w}, to that of the mean loss. The proximal form adds nothing.
   */
  public void addGradient(
      PenaltyForm form, Map<String, Elements> tensors, Map<String, Elements> gradients) {
    if (form == PenaltyForm.PROXIMAL) {
      return;
    }
    List<Elements> weights = find(tensors::get);
    List<Elements> sums = find(gradients::get);
    int elements = groups.perGroup();
    double c2 = c2();
    run(
        (tile, w, gradient) -> {
          gather(tile, weights, w);
          gather(tile, sums, gradient);
          for (int g = 0; g < tile.count(); g++) {
            int from = g * elements;
            double slope = form.slope(SparseGroupLasso.norm(w, from, from + elements), c2);
            for (int i = from; i < from + elements; i++) {
              gradient[i] += l1 * Math.signum(w[i]) + slope * w[i];
            }
          }
          scatter(tile, sums, gradient);
        });
  }

  private double c2() {
    return group * Math.sqrt(groups.perGroup());
  }

  /** The tensors of the slices, each there and of its shape. */
  private List<Elements> find(Function<String, Elements> tensors) {
    return groups.slices().stream()
        .map(
            slice -> {
              Elements found = tensors.apply(slice.role());
              long expected = slice.elements();
              if (found == null || found.length() != expected) {
                throw new IllegalArgumentException(
                    "%s: expected %d elements, received %s"
                        .formatted(
                            slice.role(), expected, found == null ? "none" : found.length()));
              }
              return found;
            })
        .toList();
  }

  private static Elements weightsOf(ProximalTensor tensor) {
    return tensor == null ? null : tensor.weights();
  }

  /** Runs the tiles, a row of neighbouring ones to each task with scratch arrays of its own. */
  private void run(Worker worker) {
    int width = Math.max(1, LINE / groups.groupSize());
    int tiles = (groups.groups() + width - 1) / width;
    int tasks = Math.min(tiles, 2 * Runtime.getRuntime().availableProcessors());
    int scratch = Math.min(width, groups.groups()) * groups.perGroup();
    IntStream.range(0, tasks)
        .parallel()
        .forEach(
            task -> {
              double[] first = new double[scratch];
              double[] second = new double[scratch];
              int end = (int) ((long) tiles * (task + 1) / tasks);
              for (int tile = (int) ((long) tiles * task / tasks); tile < end; tile++) {
                int start = tile * width;
                int count = Math.min(width, groups.groups() - start);
                worker.tile(new Tile(groups, start, count), first, second);
              }
            });
  }

  private static void gather(Tile tile, List<Elements> tensors, double[] scratch) {
    for (int slice = 0; slice < tensors.size(); slice++) {
      Elements tensor = tensors.get(slice);
      tile.visit(
          slice,
          (inTensor, inTile, stride, length) -> {
            for (int k = 0; k < length; k++) {
              scratch[inTile + k * stride] = tensor.get(inTensor + k);
            }
          });
    }
  }

  private static void gather(Tile tile, int slice, Metric metric, double[] scratch) {
    tile.visit(
        slice,
        (inTensor, inTile, stride, length) -> {
          for (int k = 0; k < length; k++) {
            scratch[inTile + k * stride] = metric.at(inTensor + k);
          }
        });
  }

  private static void scatter(Tile tile, List<Elements> tensors, double[] scratch) {
    for (int slice = 0; slice < tensors.size(); slice++) {
      Elements tensor = tensors.get(slice);
      tile.visit(
          slice,
          (inTensor, inTile, stride, length) -> {
            for (int k = 0; k < length; k++) {
              tensor.set(inTensor + k, scratch[inTile + k * stride]);
            }
          });
    }
  }
}
