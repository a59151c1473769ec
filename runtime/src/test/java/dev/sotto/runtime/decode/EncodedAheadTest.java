package dev.sotto.runtime.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.session.Value;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EncodedAheadTest {
  private static final List<List<Integer>> BATCHES = List.of(List.of(3, 1), List.of(4), List.of(5));

  /** States that tell which batch they are of. */
  private static EncodedAudio encoded(List<Integer> batch) {
    return new EncodedAudio(
        Value.floats(FloatBuffer.wrap(new float[] {batch.get(0)}), 1, 1, 1), batch.size());
  }

  @Test
  void batchesComeInTheirOrderAndNoneAfterTheLast() {
    for (boolean ahead : new boolean[] {true, false}) {
      try (EncodedAhead<Integer> encoded =
          new EncodedAhead<>(BATCHES, EncodedAheadTest::encoded, ahead)) {
        for (List<Integer> batch : BATCHES) {
          try (EncodedAudio audio = encoded.next()) {
            assertEquals(batch.get(0).floatValue(), audio.toFloats()[0], 0f);
            assertEquals(batch.size(), audio.size());
          }
        }
        assertThrows(NoSuchElementException.class, encoded::next);
      }
    }
  }

  @Test
  void theNextBatchIsEncodedWhileOneIsDecoded() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(2);
    try (EncodedAhead<Integer> encoded =
        new EncodedAhead<>(
            BATCHES,
            batch -> {
              second.countDown();
              return encoded(batch);
            },
            true)) {
      try (EncodedAudio first = encoded.next()) {
        assertTrue(second.await(30, TimeUnit.SECONDS), "the second batch waits for the first");
        assertEquals(3f, first.toFloats()[0], 0f);
      }
    }
  }

  @Test
  void withoutAheadABatchIsEncodedWhenItIsAskedForAndByWhoeverAsks() {
    Thread caller = Thread.currentThread();
    ConcurrentLinkedQueue<List<Integer>> begun = new ConcurrentLinkedQueue<>();
    try (EncodedAhead<Integer> encoded =
        new EncodedAhead<>(
            BATCHES,
            batch -> {
              begun.add(batch);
              assertSame(caller, Thread.currentThread());
              return encoded(batch);
            },
            false)) {
      encoded.next().close();
    }
    assertEquals(List.of(BATCHES.get(0)), List.copyOf(begun));
  }

  @Test
  void aFailureOfTheEncoderIsThrownAsItIs() {
    SottoException failure = SottoException.badInput("clip", "is broken");
    try (EncodedAhead<Integer> encoded =
        new EncodedAhead<>(
            BATCHES,
            batch -> {
              throw failure;
            },
            true)) {
      assertSame(failure, assertThrows(SottoException.class, encoded::next));
    }
  }

  @Test
  void closingWaitsForTheBatchThatIsBeingEncodedAndClosesIt() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch closing = new CountDownLatch(1);
    ConcurrentLinkedQueue<EncodedAudio> made = new ConcurrentLinkedQueue<>();
    EncodedAhead<Integer> encoded =
        new EncodedAhead<>(
            BATCHES,
            batch -> {
              begun.countDown();
              if (begun.getCount() == 0) {
                await(closing);
              }
              made.add(encoded(batch));
              return made.stream().reduce((first, last) -> last).orElseThrow();
            },
            true);
    encoded.next().close();
    await(begun);
    Thread closer = new Thread(encoded::close);
    closer.start();
    closer.join(50);
    assertTrue(closer.isAlive(), "close() returned while the encoder ran");
    assertFalse(made.size() == 2);
    closing.countDown();
    closer.join(30_000);
    assertFalse(closer.isAlive());
    assertEquals(2, made.size());
    assertTrue(made.stream().allMatch(EncodedAudio::isClosed));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
