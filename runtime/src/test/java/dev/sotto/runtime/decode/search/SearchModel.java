package dev.sotto.runtime.decode.search;

import dev.sotto.models.Fixtures;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The tiny random Whisper of the fixtures, start token 151, end token 150, of whose tokens a test
 * chooses some that it may write; and what it says of whole sequences, scored without a cache.
 */
final class SearchModel implements AutoCloseable {
  static final int END = 150;
  private static final int START = 151;

  private final WhisperRunner runner;
  private final Set<Integer> written;

  SearchModel(Path folder, Set<Integer> written) {
    Fixtures.folder(Fixtures.REFERENCE, true, folder);
    this.written = written;
    int size = WhisperConfig.read(folder).vocabularySize();
    List<Integer> never =
        IntStream.range(0, size).filter(id -> !written.contains(id)).boxed().toList();
    try {
      Files.writeString(
          folder.resolve("generation_config.json"),
          "{\"suppress_tokens\": " + never + ", \"begin_suppress_tokens\": []}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.runner = WhisperRunner.open(folder, SessionSettings.defaults().withIntraThreads(1));
  }

  WhisperRunner runner() {
    return runner;
  }

  SearchSpace space(DecodingOptions options) {
    return new SearchSpace(runner, options, List.of());
  }

  <T> T heard(Function<EncodedAudio, T> use, int... items) {
    try (EncodedAudio audio = encode(items)) {
      return use.apply(audio);
    }
  }

  /** What the encoder makes of some of the fixtures' windows; the caller closes it. */
  EncodedAudio encode(int... items) {
    return runner.encode(IntStream.of(items).mapToObj(Fixtures::logMel).toList());
  }

  List<Decoding> decode(Decoder decoder, int... items) {
    return heard(decoder::decode, items);
  }

  /** Logarithms of the probabilities after a sequence, of what may be written. */
  double[] logProbabilities(int item, List<Integer> sequence) {
    return heard(
        audio -> {
          List<Integer> all = new ArrayList<>(List.of(START));
          all.addAll(sequence);
          try (DecoderRun run = runner.decode(audio)) {
            Logits logits = run.score(all.stream().mapToLong(Integer::longValue).toArray());
            float[] row = logits.row(0, all.size() - 1);
            double sum = written.stream().mapToDouble(id -> Math.exp(row[id])).sum();
            double[] logProbabilities = new double[row.length];
            for (int id = 0; id < row.length; id++) {
              logProbabilities[id] =
                  written.contains(id) ? row[id] - Math.log(sum) : Double.NEGATIVE_INFINITY;
            }
            return logProbabilities;
          }
        },
        item);
  }

  @Override
  public void close() {
    runner.close();
  }
}
