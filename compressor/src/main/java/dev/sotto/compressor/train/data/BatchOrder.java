package dev.sotto.compressor.train.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Which clips make up each batch. Every epoch visits every clip once in an order of its own; within
 * a stretch of it clips of similar length go together, so that little of a batch is padding.
 *
 * <p>A batch is a function of the seed and its number alone.
 */
public final class BatchOrder {
  /** Batches that are formed together by length. */
  private static final int STRETCH = 16;

  private final TrainingSet set;
  private final int batchSize;
  private final long seed;
  private long cachedEpoch = -1;
  private List<List<Integer>> batches = List.of();

  public BatchOrder(TrainingSet set, int batchSize, long seed) {
    this.set = set;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  /** Batches of one epoch; the last may be smaller than the others. */
  public int batchesPerEpoch() {
    return (set.clips().size() + batchSize - 1) / batchSize;
  }

  /** The clips, by index, of batch {@code number}, counted from 0 through all epochs. */
  public List<Integer> batch(long number) {
    long epoch = number / batchesPerEpoch();
    if (epoch != cachedEpoch) {
      batches = epoch(epoch);
      cachedEpoch = epoch;
    }
    return batches.get((int) (number % batchesPerEpoch()));
  }

  private List<List<Integer>> epoch(long epoch) {
    Random random = new Random(Draws.mix(seed, epoch, 0));
    List<Integer> order = new ArrayList<>(IntStream.range(0, set.clips().size()).boxed().toList());
    Collections.shuffle(order, random);
    List<List<Integer>> formed = new ArrayList<>();
    int stretch = STRETCH * batchSize;
    for (int from = 0; from < order.size(); from += stretch) {
      List<Integer> part =
          new ArrayList<>(order.subList(from, Math.min(from + stretch, order.size())));
      part.sort(Comparator.comparingInt(clip -> set.clips().get(clip).frames()));
      for (int first = 0; first < part.size(); first += batchSize) {
        formed.add(List.copyOf(part.subList(first, Math.min(first + batchSize, part.size()))));
      }
    }
    Collections.shuffle(formed, random);
    return formed;
  }
}
