package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.ChannelMatrix;
import dev.sotto.models.quantize.HalfNumbers;
import dev.sotto.models.quantize.PackedData;
import dev.sotto.models.quantize.PackedNumbers;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.quantize.RowLevels;
import dev.sotto.models.weights.SlicedData;
import dev.sotto.models.whisper.Ranges;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes rows out of matrices as a file stores them. No number that stays is rounded anew: its
 * level, and the scale of its row or block, are what they were.
 *
 * <pre>
 *   blocks      levels [rows, blocks, bytes], scales and zero points of as many rows
 *   by channel  levels [columns, rows], scales [rows]
 *   by row      levels of the tensor's shape, scales [rows, 1]
 *   float16     the tensor
 * </pre>
 */
final class StoredRows {
  private final int rows;

  /** Which axis of a tensor runs over the rows, by its name. */
  private final Map<String, Integer> axes = new HashMap<>();

  /**
   * @param rows how many there are
   */
  StoredRows(int rows) {
    this.rows = rows;
  }

  /**
   * Adds a matrix.
   *
   * @param read as it was read
   * @param axis which runs over the rows
   */
  void add(Tensor read, int axis) {
    if (read.data() instanceof PackedData packed) {
      add(packed.stored(), axis);
    } else {
      axes.put(read.name(), axis);
    }
  }

  private void add(PackedNumbers stored, int axis) {
    if (stored instanceof QuantizedMatrix blocks) {
      axes.put(blocks.levels().name(), 0);
      axes.put(blocks.scales().name(), 0);
      blocks.zeroPoints().ifPresent(points -> axes.put(points.name(), 0));
    } else if (stored instanceof ChannelMatrix channels) {
      axes.put(channels.levels().name(), 1);
      axes.put(channels.scales().name(), 0);
    } else if (stored instanceof RowLevels levels) {
      axes.put(levels.levels().name(), axis);
      if (axis == 0) {
        axes.put(levels.scales().name(), 0);
      }
    } else if (stored instanceof HalfNumbers numbers) {
      axes.put(numbers.half().name(), axis);
    } else {
      throw new IllegalStateException("cannot cut " + stored.format().label());
    }
  }

  /** Has the graphs of a file hold {@code kept} alone, and their products give as many outputs. */
  void keep(Ranges kept, Graph graph) {
    for (Tensor tensor : List.copyOf(graph.initializers())) {
      Integer axis = axes.get(tensor.name());
      if (axis != null) {
        GraphEditor.put(graph, cut(tensor, axis, kept));
      }
    }
    for (Node node : graph.nodes()) {
      if (StoredWeight.is(node, StoredBlocks.MATMUL) && axes.containsKey(node.input(1))) {
        node.setAttribute("N", new Attribute.Int(kept.size()));
      }
      node.subgraphs().values().forEach(inner -> keep(kept, inner));
    }
  }

  private Tensor cut(Tensor tensor, int axis, Ranges kept) {
    long[] shape = tensor.shape();
    if (shape[axis] == rows) {
      return SlicedData.slice(tensor, axis, kept);
    }
    // Scales of others may lie in one axis, those of a row one after the other.
    long each = tensor.elements() / rows;
    Tensor table = tensor.withData(new long[] {rows, each}, tensor.data());
    return tensor.withData(
        new long[] {kept.size() * each}, SlicedData.slice(table, 0, kept).data());
  }
}
