package dev.sotto.models.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What an axis of a value inside an attention runs over. Following these through reshapes and
 * transposes tells which of the numbers in a graph are head counts, whatever their value.
 */
public enum HeadAxis {
  /** Batch, tokens or frames. */
  OTHER,
  /** H, the heads. */
  HEADS,
  /** K, the width of one head. */
  HEAD_DIM,
  /** H * K, all heads side by side. */
  FEATURES,
  /** B * H, the heads of all batch entries, as batched 3-D products have them. */
  BATCH_HEADS;

  /** {@code axes} with every product split: {@code [B*H, T, K]} becomes {@code [B, H, T, K]}. */
  static List<HeadAxis> split(List<HeadAxis> axes) {
    List<HeadAxis> single = new ArrayList<>();
    for (HeadAxis axis : axes) {
      switch (axis) {
        case FEATURES -> single.addAll(List.of(HEADS, HEAD_DIM));
        case BATCH_HEADS -> single.addAll(List.of(OTHER, HEADS));
        default -> single.add(axis);
      }
    }
    return single;
  }

  /**
   * The axes of a Reshape to {@code rank} axes of a value with axes {@code from}, if there is one
   * way to see it.
   */
  static Optional<List<HeadAxis>> reshape(List<HeadAxis> from, int rank) {
    List<HeadAxis> single = split(from);
    int heads = single.indexOf(HEADS);
    if (single.size() != 4 || heads < 0) {
      return Optional.empty();
    }
    boolean headsBeforeWidth = heads == 2 && single.get(3) == HEAD_DIM;
    return switch (rank) {
      case 4 -> Optional.of(single);
      case 3 -> {
        if (headsBeforeWidth) {
          yield Optional.of(List.of(single.get(0), single.get(1), FEATURES));
        }
        yield heads == 1 && single.get(0) == OTHER
            ? Optional.of(List.of(BATCH_HEADS, single.get(2), single.get(3)))
            : Optional.empty();
      }
      case 2 -> headsBeforeWidth ? Optional.of(List.of(OTHER, FEATURES)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /**
   * The axes of a Transpose by {@code perm}, which reverses them where it is empty; nothing where
   * {@code perm} is no order of these axes.
   */
  static Optional<List<HeadAxis>> transpose(List<HeadAxis> from, List<Long> perm) {
    List<HeadAxis> result = new ArrayList<>(from);
    if (perm.isEmpty()) {
      Collections.reverse(result);
      return Optional.of(result);
    }
    boolean order =
        perm.size() == from.size()
            && new HashSet<>(perm).size() == perm.size()
            && perm.stream().allMatch(source -> source >= 0 && source < from.size());
    return order
        ? Optional.of(perm.stream().map(source -> from.get(source.intValue())).toList())
        : Optional.empty();
  }
}
