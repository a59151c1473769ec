package dev.sotto.runtime.decode;

import dev.sotto.models.io.Futures;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Batches on their way from sound to states, one ahead of the decoder: while the decoder writes one
 * batch, features and states of the next are made. The decoder's many short steps leave cores idle
 * that the encoder can use, if there are several.
 *
 * @param <T> what a batch is made of
 */
public final class EncodedAhead<T> implements AutoCloseable {
  private final Iterator<List<T>> batches;
  private final Function<List<T>, EncodedAudio> encoder;
  private final Optional<ExecutorService> worker;
  private CompletableFuture<EncodedAudio> coming;

  /**
   * @param encoder is called for one batch at a time; what it gives is closed by whoever takes it
   * @param ahead whether it is called on another thread, and early; else a batch is encoded only
   *     when it is asked for, on the thread that asks: what another thread frees in native memory
   *     serves this one no more
   */
  public EncodedAhead(
      List<List<T>> batches, Function<List<T>, EncodedAudio> encoder, boolean ahead) {
    this.batches = batches.iterator();
    this.encoder = encoder;
    this.worker = ahead ? Optional.of(newWorker()) : Optional.empty();
  }

  private static ExecutorService newWorker() {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, "sotto-encoder");
          thread.setDaemon(true);
          return thread;
        });
  }

  private CompletableFuture<EncodedAudio> start() {
    List<T> batch = batches.next();
    Executor executor = worker.isPresent() ? worker.get() : Runnable::run;
    return CompletableFuture.supplyAsync(() -> encoder.apply(batch), executor);
  }

  /**
   * The next batch; the one before must be closed. Encoding of the one after it begins.
   *
   * @throws java.util.NoSuchElementException after the last batch
   */
  public EncodedAudio next() {
    CompletableFuture<EncodedAudio> wanted = coming == null ? start() : coming;
    coming = null;
    EncodedAudio next = Futures.join(wanted);
    if (worker.isPresent() && batches.hasNext()) {
      coming = start();
    }
    return next;
  }

  /** Waits for what is being encoded, since nobody may close a model that runs. */
  @Override
  public void close() {
    if (coming != null) {
      coming
          .handle(
              (audio, failure) -> {
                if (audio != null) {
                  audio.close();
                }
                return null;
              })
          .join();
    }
    worker.ifPresent(ExecutorService::shutdown);
  }
}
