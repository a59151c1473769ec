package dev.sotto.runtime.transcribe;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.align.Word;
import dev.sotto.runtime.align.WordTimer;
import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAhead;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.SilenceRule;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.decode.search.Decoders;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.WindowEncoder.Sound;
import dev.sotto.runtime.transcribe.Windows.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * From recordings to text.
 *
 * <p>Windows of similar length are decoded together, since a batch takes as many steps as its
 * longest text. What is heard does not depend on the batch size or the order, but for logits that
 * differ by rounding alone.
 */
public final class Transcriber {
  /** Beyond this a batch is no faster, but its sound and states fill any memory. */
  private static final int MOST_TOGETHER = 1_024;

  private final WhisperRunner runner;
  private final WhisperTokenizer tokenizer;
  private final Decoder decoder;
  private final SilenceRule silence;
  private final WindowEncoder encoder;
  private final WordTimer timer;
  private final int batchSize;

  /** Without times of words. */
  public Transcriber(
      WhisperRunner runner, WhisperTokenizer tokenizer, DecodingOptions options, int batchSize) {
    this(runner, tokenizer, options, batchSize, WordTimer.NONE);
  }

  /**
   * @param tokenizer of the same export as {@code runner}; the caller closes both
   * @param batchSize most windows to decode together; memory grows with it, and eight give most of
   *     the speed
   * @param timer tells when words were said
   */
  public Transcriber(
      WhisperRunner runner,
      WhisperTokenizer tokenizer,
      DecodingOptions options,
      int batchSize,
      WordTimer timer) {
    checkBatchSize(batchSize);
    this.runner = runner;
    this.tokenizer = tokenizer;
    this.decoder = Decoders.of(runner, tokenizer, options);
    this.silence = options.silence();
    this.encoder = WindowEncoder.of(runner, runner.window(options.context()));
    this.batchSize = batchSize;
    this.timer = timer;
  }

  /**
   * Checks that as many windows can be decoded together.
   *
   * @throws SottoException with code USAGE if not
   */
  public static void checkBatchSize(int batchSize) {
    SottoException.require(
        batchSize >= 1 && batchSize <= MOST_TOGETHER,
        "a batch size from 1 to " + MOST_TOGETHER,
        batchSize);
  }

  /** Window number {@code number} of recording {@code recording}. */
  private record Piece(int recording, int number, Window window) {
    int length() {
      return window.length();
    }
  }

  private record Decoded(Window window, Decoding result, List<Word> words) {}

  /**
   * Transcribes recordings of mono samples at 16 kHz.
   *
   * @return one transcript for each, in their order
   * @throws SottoException if a recording is empty or holds a sample that is not finite
   */
  public List<Transcript> transcribe(List<float[]> recordings) {
    return transcribe(recordings, heard -> {});
  }

  /**
   * As {@link #transcribe(List)}.
   *
   * @param heard is told after each batch how many recordings are done
   */
  public List<Transcript> transcribe(List<float[]> recordings, IntConsumer heard) {
    List<Piece> pieces = pieces(recordings);
    pieces.sort(Comparator.comparingInt(Piece::length).reversed());
    List<List<Piece>> batches = batches(pieces);
    Map<Integer, Map<Integer, Decoded>> results = new TreeMap<>();
    int done = 0;
    try (EncodedAhead<Piece> encoded =
        new EncodedAhead<>(
            batches, batch -> encode(recordings, batch), runner.encodesWhileDecoding())) {
      for (List<Piece> batch : batches) {
        try (EncodedAudio audio = encoded.next()) {
          List<Decoding> decoded = decoder.decode(audio);
          for (int i = 0; i < batch.size(); i++) {
            Piece piece = batch.get(i);
            results
                .computeIfAbsent(piece.recording(), recording -> new TreeMap<>())
                .put(
                    piece.number(),
                    new Decoded(
                        piece.window(), decoded.get(i), words(audio, i, piece, decoded.get(i))));
          }
        }
        done += batch.size();
        List<Piece> rest = pieces.subList(done, pieces.size());
        heard.accept(
            recordings.size() - (int) rest.stream().mapToInt(Piece::recording).distinct().count());
      }
    }
    return results.values().stream().map(this::transcript).toList();
  }

  /** When the words of one window of a batch were said, from the start of the recording. */
  private List<Word> words(EncodedAudio audio, int item, Piece piece, Decoding heard) {
    if (timer == WordTimer.NONE || silence.isSilent(heard)) {
      return List.of();
    }
    double before = (double) piece.window().from() / Windows.SAMPLE_RATE;
    double seconds = (double) piece.window().length() / Windows.SAMPLE_RATE;
    try (EncodedAudio alone = audio.select(item)) {
      return timer.words(alone, heard, seconds).stream().map(word -> word.after(before)).toList();
    }
  }

  /** Neighbours that the decoder can take together: as many states of each. */
  private List<List<Piece>> batches(List<Piece> pieces) {
    List<List<Piece>> batches = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= pieces.size(); to++) {
      boolean full = to == pieces.size() || to - from == batchSize;
      if (full || !encoder.together(pieces.get(from).length(), pieces.get(to).length())) {
        batches.add(pieces.subList(from, to));
        from = to;
      }
    }
    return batches;
  }

  private List<Piece> pieces(List<float[]> recordings) {
    int limit = runner.config().windowFrames() * LogMel.HOP_SAMPLES;
    List<Piece> pieces = new ArrayList<>();
    for (int recording = 0; recording < recordings.size(); recording++) {
      check("recording " + (recording + 1), recordings.get(recording));
      List<Window> windows = Windows.of(recordings.get(recording), limit);
      for (int number = 0; number < windows.size(); number++) {
        pieces.add(new Piece(recording, number, windows.get(number)));
      }
    }
    return pieces;
  }

  /** The log-mel spectrogram would pass a sample that is no number off as silence. */
  private static void check(String name, float[] samples) {
    if (samples.length == 0) {
      throw SottoException.badInput(name, "expected at least one sample, found none");
    }
    for (float sample : samples) {
      if (!Float.isFinite(sample)) {
        throw SottoException.badInput(name, "expected finite samples, found " + sample);
      }
    }
  }

  private EncodedAudio encode(List<float[]> recordings, List<Piece> batch) {
    return encoder.encode(
        batch.stream()
            .map(piece -> new Sound(recordings.get(piece.recording()), piece.window()))
            .toList());
  }

  private Transcript transcript(Map<Integer, Decoded> decoded) {
    List<Transcript.Window> windows = decoded.values().stream().map(this::window).toList();
    StringBuilder text = new StringBuilder();
    windows.forEach(window -> text.append(window.text()));
    return new Transcript(text.toString().strip(), windows);
  }

  private Transcript.Window window(Decoded decoded) {
    boolean silent = silence.isSilent(decoded.result());
    return new Transcript.Window(
        (double) decoded.window().from() / Windows.SAMPLE_RATE,
        (double) decoded.window().to() / Windows.SAMPLE_RATE,
        silent ? "" : text(decoded.result()),
        silent,
        decoded.result(),
        decoded.words());
  }

  private String text(Decoding decoding) {
    return tokenizer.decode(runner.tokens().withoutTimestamps(decoding.tokens()), true);
  }
}
