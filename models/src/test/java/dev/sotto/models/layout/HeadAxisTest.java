package dev.sotto.models.layout;

import static dev.sotto.models.layout.HeadAxis.BATCH_HEADS;
import static dev.sotto.models.layout.HeadAxis.FEATURES;
import static dev.sotto.models.layout.HeadAxis.HEADS;
import static dev.sotto.models.layout.HeadAxis.HEAD_DIM;
import static dev.sotto.models.layout.HeadAxis.OTHER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeadAxisTest {
  private static final List<HeadAxis> SPLIT = List.of(OTHER, OTHER, HEADS, HEAD_DIM);

  @Test
  void productsOfAxesComeApart() {
    assertEquals(SPLIT, HeadAxis.split(List.of(OTHER, OTHER, FEATURES)));
    assertEquals(
        List.of(OTHER, HEADS, OTHER, HEAD_DIM),
        HeadAxis.split(List.of(BATCH_HEADS, OTHER, HEAD_DIM)));
    assertEquals(SPLIT, HeadAxis.split(SPLIT));
  }

  @Test
  void headsAreSplitAndMergedByReshapes() {
    List<HeadAxis> merged = List.of(OTHER, OTHER, FEATURES);
    assertEquals(Optional.of(SPLIT), HeadAxis.reshape(merged, 4));
    assertEquals(Optional.of(merged), HeadAxis.reshape(SPLIT, 3));
    assertEquals(Optional.of(List.of(OTHER, FEATURES)), HeadAxis.reshape(SPLIT, 2));
  }

  @Test
  void headsMayStandWithTheBatch() {
    List<HeadAxis> turned = List.of(OTHER, HEADS, OTHER, HEAD_DIM);
    List<HeadAxis> batched = List.of(BATCH_HEADS, OTHER, HEAD_DIM);
    assertEquals(Optional.of(batched), HeadAxis.reshape(turned, 3));
    assertEquals(Optional.of(turned), HeadAxis.reshape(batched, 4));
    // Keys are turned once more before they are multiplied.
    assertEquals(
        Optional.of(List.of(BATCH_HEADS, HEAD_DIM, OTHER)),
        HeadAxis.reshape(List.of(OTHER, HEADS, HEAD_DIM, OTHER), 3));
  }

  @Test
  void whatCanBeSeenInMoreWaysThanOneIsNotSeen() {
    assertEquals(Optional.empty(), HeadAxis.reshape(SPLIT, 1));
    assertEquals(Optional.empty(), HeadAxis.reshape(SPLIT, 5));
    assertEquals(Optional.empty(), HeadAxis.reshape(List.of(OTHER, HEADS, OTHER, HEAD_DIM), 2));
    assertEquals(Optional.empty(), HeadAxis.reshape(List.of(HEADS, OTHER, OTHER, HEAD_DIM), 3));
    assertEquals(Optional.empty(), HeadAxis.reshape(List.of(OTHER, OTHER, OTHER, OTHER), 4));
    assertEquals(Optional.empty(), HeadAxis.reshape(List.of(OTHER, FEATURES), 4));
  }

  /** A reshape orders nothing anew: taken apart, its axes are those that it was given. */
  @Test
  void aReshapeKeepsTheOrderOfAxes() {
    Random random = new Random(5);
    int seen = 0;
    for (int round = 0; round < 200; round++) {
      List<HeadAxis> axes = new ArrayList<>(List.of(OTHER, HEADS, HEAD_DIM));
      Collections.shuffle(axes, random);
      // The batch stays where it is.
      axes.add(0, OTHER);
      for (int rank = 3; rank <= 4; rank++) {
        Optional<List<HeadAxis>> reshaped = HeadAxis.reshape(axes, rank);
        if (reshaped.isPresent()) {
          seen++;
          assertEquals(rank, reshaped.get().size());
          assertEquals(axes, HeadAxis.split(reshaped.get()));
        }
      }
    }
    assertTrue(seen > 200, "seen " + seen);
  }

  @Test
  void aTransposeTakesTheAxesThatItNames() {
    Random random = new Random(6);
    for (int round = 0; round < 50; round++) {
      List<Long> perm = new ArrayList<>(List.of(0L, 1L, 2L, 3L));
      Collections.shuffle(perm, random);
      List<HeadAxis> turned = HeadAxis.transpose(SPLIT, perm).orElseThrow();
      for (int axis = 0; axis < 4; axis++) {
        assertEquals(SPLIT.get(perm.get(axis).intValue()), turned.get(axis));
      }
    }
    assertEquals(
        Optional.of(List.of(HEAD_DIM, HEADS, OTHER, OTHER)), HeadAxis.transpose(SPLIT, List.of()));
  }

  @Test
  void whatIsNoOrderOfTheAxesIsNoTranspose() {
    for (List<Long> perm :
        List.of(
            List.of(0L, 1L, 2L),
            List.of(0L, 1L, 2L, 4L),
            List.of(0L, 1L, 2L, -1L),
            List.of(0L, 1L, 1L, 3L),
            List.of(0L, 1L, 2L, 3L, 4L))) {
      assertEquals(Optional.empty(), HeadAxis.transpose(SPLIT, perm), perm.toString());
    }
  }
}
