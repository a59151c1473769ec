package dev.sotto.runtime.decode;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.runtime.session.Results;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The decoding of one batch: a prompt, then token by token with a cache. Closing it frees the
 * cache; the encoded audio stays its owner's.
 */
public final class DecoderRun implements AutoCloseable {
  private final DecoderSessions sessions;
  private final EncodedAudio audio;
  private final DecoderRunner.Memory memory;
  private final KeyValueCache cache = new KeyValueCache();
  private int length;

  /** Which utterance of the audio each row of the batch hears. */
  private int[] heard;

  /** Of the rows, where they are no longer those of the audio. */
  private Optional<EncodedAudio> chosen = Optional.empty();

  DecoderRun(DecoderSessions sessions, EncodedAudio audio, DecoderRunner.Memory memory) {
    this.sessions = sessions;
    this.audio = audio;
    this.memory = memory;
    this.heard = IntStream.range(0, audio.size()).toArray();
  }

  /**
   * Logits [B, T, V] of a whole sequence, without starting a cache.
   *
   * @param tokens [B, T], row-major
   */
  public Logits score(long[] tokens) {
    return run(sessions.prompt(), tokens, false, List.of());
  }

  /**
   * As {@link #score(long[])}, for other outputs of the graph, which some exports have.
   *
   * @param reader gets {@code others}; they are closed when it returns
   */
  public void score(long[] tokens, List<String> others, Consumer<Results> reader) {
    run(sessions.prompt(), tokens, false, List.of(), others, reader);
  }

  /**
   * Starts decoding with a prompt and keeps its cache.
   *
   * @param tokens [B, T], row-major
   */
  public Logits prompt(long[] tokens) {
    if (length != 0) {
      throw new IllegalStateException("a run takes one prompt");
    }
    Logits given = run(sessions.prompt(), tokens, false, sessions.prompt().ports().presents());
    length = given.tokens();
    return given;
  }

  /**
   * Goes on by one token for each utterance.
   *
   * @param tokens [B]
   */
  public Logits step(long[] tokens) {
    if (length == 0 || tokens.length != heard.length) {
      throw new IllegalStateException("expected a prompt first, then one token per utterance");
    }
    // A merged decoder gives empty cross-attention here: that of the prompt stays in use.
    List<CachePort> ofSelf =
        sessions.step().ports().presents().stream().filter(port -> !port.isCross()).toList();
    Logits given = run(sessions.step(), tokens, true, ofSelf);
    length++;
    return given;
  }

  /**
   * Goes on with some of the rows of the batch, in that order; one may be taken several times or
   * not at all. What it has heard and written goes with it. Of the runs of one runner, one at a
   * time may do so.
   */
  public void select(int... rows) {
    int[] now = IntStream.of(rows).map(row -> heard[row]).toArray();
    boolean others = !Arrays.equals(now, heard);
    if (others || !isIdentity(rows)) {
      cache.select(rows, others, memory);
    }
    if (others) {
      chosen.ifPresent(EncodedAudio::close);
      chosen = Optional.of(audio.select(now, memory.states()));
      heard = now;
    }
  }

  private static boolean isIdentity(int[] rows) {
    return IntStream.range(0, rows.length).allMatch(i -> rows[i] == i);
  }

  private Logits run(
      DecoderSession graph, long[] tokens, boolean useCache, List<CachePort> presents) {
    return run(graph, tokens, useCache, presents, List.of(), results -> {});
  }

  private Logits run(
      DecoderSession graph,
      long[] tokens,
      boolean useCache,
      List<CachePort> presents,
      List<String> others,
      Consumer<Results> reader) {
    int batch = heard.length;
    int count = tokens.length / batch;
    if (count == 0 || tokens.length % batch != 0) {
      throw new IllegalArgumentException(tokens.length + " tokens for " + batch + " utterances");
    }
    List<String> wanted =
        Stream.concat(
                presents.stream().flatMap(port -> port.present().stream()).map(ValueInfo::name),
                others.stream())
            .toList();
    FloatBuffer into =
        memory
            .logits()
            .take(Math.multiplyExact(Math.multiplyExact(batch, count), graph.vocabulary()));
    try (Results results =
        graph.run(
            LongBuffer.wrap(tokens),
            batch,
            useCache ? length : 0,
            useCache ? Optional.of(cache) : Optional.empty(),
            chosen.orElse(audio).states(),
            into,
            wanted)) {
      reader.accept(results);
      cache.store(results, presents);
      return new Logits(into, count, graph.vocabulary());
    }
  }

  @Override
  public void close() {
    cache.close();
    chosen.ifPresent(EncodedAudio::close);
  }
}
