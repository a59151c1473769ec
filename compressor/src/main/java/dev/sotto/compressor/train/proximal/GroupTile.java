package dev.sotto.compressor.train.proximal;

import dev.sotto.models.whisper.LogicalAxis;

/**
 * Where neighbouring groups stand in the tensors and in a scratch array that holds one group after
 * the other. A column of a row-major matrix touches a cache line for each element; a tile of groups
 * as wide as a line uses what it fetches.
 *
 * @param first the first group of the tile
 * @param count groups in the tile
 */
record GroupTile(CoupledGroups groups, int first, int count) {
  /** Floats in a cache line of 64 bytes. */
  private static final int LINE = 16;

  /** Neighbouring elements of a tensor and where they stand in the scratch array. */
  @FunctionalInterface
  interface Run {
    /**
     * Element {@code inTensor + k} belongs at {@code inTile + k * stride}, for k below {@code
     * length}.
     */
    void at(int inTensor, int inTile, int stride, int length);
  }

  /** Groups of a full tile. */
  static int width(CoupledGroups groups) {
    return Math.max(1, LINE / groups.groupSize());
  }

  /** Visits every element of the tile that lies in a slice. */
  void visit(int slice, Run run) {
    int elementsPerGroup = groups.elementsPerGroup();
    int offset = 0;
    for (int before = 0; before < slice; before++) {
      offset += groups.groupSize() * groups.slices().get(before).depth();
    }
    CoupledSlice visited = groups.slices().get(slice);
    if (visited.axis() == LogicalAxis.OUT) {
      rows(visited, offset, elementsPerGroup, run);
      return;
    }
    columns(visited, offset, elementsPerGroup, run);
  }

  private void rows(CoupledSlice slice, int offset, int elementsPerGroup, Run run) {
    int length = groups.groupSize() * slice.depth();
    for (int group = 0; group < count; group++) {
      run.at((first + group) * length, group * elementsPerGroup + offset, 1, length);
    }
  }

  private void columns(CoupledSlice slice, int offset, int elementsPerGroup, Run run) {
    int size = groups.groupSize();
    for (int row = 0; row < slice.depth(); row++) {
      int inTensor = row * slice.width() + first * size;
      int inTile = offset + row * size;
      if (size == 1) {
        run.at(inTensor, inTile, elementsPerGroup, count);
        continue;
      }
      for (int group = 0; group < count; group++) {
        run.at(inTensor + group * size, inTile + group * elementsPerGroup, 1, size);
      }
    }
  }
}
