package dev.sotto.compressor.train.magnitude;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.magnitude.MagnitudePruning.Unit;
import dev.sotto.compressor.train.weights.BlockGroups;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.weights.BlockElements.Slice;
import dev.sotto.models.whisper.BlockId;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IterativePruningTest {
  private static final int ROUNDS = 3;
  private static final double TARGET = 0.5;

  @TempDir static Path folder;
  private WhisperModel model;
  private Parameters parameters;
  private List<BlockGroups> blocks;

  @BeforeEach
  void readModel() {
    Path export = folder.resolve("dense");
    if (!Files.exists(export)) {
      Fixtures.folder(Fixtures.REFERENCE, true, export);
    }
    model = Exports.open(export).read();
    parameters = Parameters.of(model);
    blocks = model.blocks().stream().map(block -> BlockGroups.of(block, parameters)).toList();
  }

  private IterativePruning pruning(Unit unit, HeadMode heads) {
    return new IterativePruning(
        new MagnitudePruning(unit, TARGET, ROUNDS, 0, heads), blocks, parameters);
  }

  /** Weights that training moved, some of them equal and some zero. */
  private void move(long seed) {
    Random random = new Random(seed);
    for (Parameter parameter : parameters.all()) {
      FloatBuffer weights = parameter.floats();
      for (int i = 0; i < weights.capacity(); i++) {
        int draw = random.nextInt(20);
        weights.put(i, draw == 0 ? 0 : draw < 3 ? 0.01f : (float) (0.05 * random.nextGaussian()));
      }
    }
  }

  private record Place(String role, int element) {}

  private Set<Place> masked(Masks masks) {
    Set<Place> places = new HashSet<>();
    for (Parameter parameter : parameters.all()) {
      for (int i = 0; i < parameter.elements(); i++) {
        if (masks.isMasked(parameter.role(), i)) {
          places.add(new Place(parameter.role(), i));
        }
      }
    }
    return places;
  }

  /** Every element of every matrix of a block, sorted by magnitude with the objects of Java. */
  @Test
  void survivingWeightsAreThoseOfLargestMagnitude() {
    IterativePruning pruning = pruning(Unit.WEIGHTS, HeadMode.FREE);
    List<Place> matrices = new ArrayList<>();
    for (BlockGroups block : blocks) {
      for (Slice slice : block.places().slices()) {
        if (slice.role().endsWith("weight")) {
          for (int i = 0; i < slice.elements(); i++) {
            matrices.add(new Place(slice.role(), i));
          }
        }
      }
    }
    Set<Place> before = Set.of();
    for (int round = 1; round <= ROUNDS; round++) {
      move(round);
      pruning.prune(round);
      Set<Place> gone = masked(pruning.masks());
      assertTrue(gone.containsAll(before), "masks nest");

      Set<Place> earlier = before;
      long more =
          Math.round((1 - Math.pow(1 - TARGET, round / (double) ROUNDS)) * matrices.size())
              - earlier.size();
      Set<Place> naive = new HashSet<>(earlier);
      matrices.stream()
          .filter(place -> !earlier.contains(place))
          .sorted(
              Comparator.comparingDouble(
                  place -> Math.abs(parameters.get(place.role()).floats().get(place.element()))))
          .limit(more)
          .forEach(naive::add);
      assertEquals(naive, gone);
      assertEquals((double) gone.size() / matrices.size(), pruning.masks().share(), 1e-12);
      before = gone;
    }
    assertEquals(TARGET, pruning.masks().share(), 1.0 / matrices.size());
  }

  @Test
  void groupsLeaveWholeAndTheLeastFirst() {
    IterativePruning pruning = pruning(Unit.GROUPS, HeadMode.FREE);
    long all = blocks.stream().mapToLong(block -> block.elements() * block.size()).sum();
    long largest = blocks.stream().mapToLong(BlockGroups::elements).max().orElseThrow();
    Set<Place> before = Set.of();
    for (int round = 1; round <= ROUNDS; round++) {
      move(10 + round);
      pruning.prune(round);
      Set<Place> gone = masked(pruning.masks());
      assertTrue(gone.containsAll(before), "masks nest");
      double wanted = 1 - Math.pow(1 - TARGET, round / (double) ROUNDS);
      assertTrue(gone.size() >= wanted * all && gone.size() < wanted * all + largest);
      double greatestNew = 0;
      double leastStaying = Double.POSITIVE_INFINITY;
      for (BlockGroups block : blocks) {
        List<Set<Place>> groups = groups(block);
        List<Set<Place>> staying =
            groups.stream().filter(group -> !gone.containsAll(group)).toList();
        assertTrue(staying.stream().allMatch(group -> disjoint(group, gone)), "whole groups");
        assertFalse(staying.isEmpty());
        for (Set<Place> group : groups) {
          double rms = rootMeanSquare(group);
          if (disjoint(group, gone)) {
            leastStaying = staying.size() == 1 ? leastStaying : Math.min(leastStaying, rms);
          } else if (disjoint(group, before)) {
            greatestNew = Math.max(greatestNew, rms);
          }
        }
      }
      assertTrue(greatestNew <= leastStaying, greatestNew + " before " + leastStaying);
      before = gone;
    }
  }

  @Test
  void uniformHeadsAreMaskedInEveryAttentionOfAStack() {
    IterativePruning pruning = pruning(Unit.GROUPS, HeadMode.UNIFORM);
    for (int round = 1; round <= ROUNDS; round++) {
      pruning.prune(round);
    }
    Map<BlockId.Stack, Set<Long>> counts = new HashMap<>();
    Set<Place> gone = masked(pruning.masks());
    for (BlockGroups block : blocks) {
      if (block.block().id().kind().isAttention()) {
        counts
            .computeIfAbsent(block.block().id().stack(), key -> new HashSet<>())
            .add(groups(block).stream().filter(gone::containsAll).count());
      }
    }
    counts.values().forEach(each -> assertEquals(1, each.size(), counts::toString));
    // Units fill the rest where a head of every attention would be too much.
    long all = blocks.stream().mapToLong(block -> block.elements() * block.size()).sum();
    long unit = blocks.stream().mapToLong(BlockGroups::elements).min().orElseThrow();
    assertTrue(gone.size() >= TARGET * all && gone.size() < TARGET * all + unit);
  }

  @Test
  void masksGoThroughTheirTensors() {
    IterativePruning pruning = pruning(Unit.WEIGHTS, HeadMode.FREE);
    pruning.prune(2);
    IterativePruning again = pruning(Unit.WEIGHTS, HeadMode.FREE);
    pruning.masks().tensors().forEach((role, bits) -> again.masks().load(role, bits.bytes()));
    assertEquals(masked(pruning.masks()), masked(again.masks()));
    pruning
        .masks()
        .tensors()
        .forEach(
            (role, bits) ->
                assertEquals(pruning.masks().sizes().get(role).longValue(), bits.shape()[0]));
  }

  private static boolean disjoint(Set<Place> group, Set<Place> gone) {
    return group.stream().noneMatch(gone::contains);
  }

  private double rootMeanSquare(Set<Place> group) {
    return Math.sqrt(
        group.stream()
            .mapToDouble(
                place -> Math.pow(parameters.get(place.role()).floats().get(place.element()), 2))
            .average()
            .orElseThrow());
  }

  /** By the definition of a group, row by row and column by column. */
  private static List<Set<Place>> groups(BlockGroups block) {
    List<Set<Place>> groups = new ArrayList<>();
    int width = block.places().groupSize();
    for (int group = 0; group < block.size(); group++) {
      Set<Place> places = new HashSet<>();
      for (Slice slice : block.places().slices()) {
        for (int row = 0; row < slice.rows(); row++) {
          for (int column = 0; column < slice.columns(); column++) {
            if ((slice.byRow() ? row : column) / width == group) {
              places.add(new Place(slice.role(), row * slice.columns() + column));
            }
          }
        }
      }
      groups.add(places);
    }
    return groups;
  }
}
