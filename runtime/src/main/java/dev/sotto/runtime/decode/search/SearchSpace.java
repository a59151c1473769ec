package dev.sotto.runtime.decode.search;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.Prompts;
import dev.sotto.runtime.decode.WhisperRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What every search of a model shares: prompts, rules, how long a text may be. */
final class SearchSpace {
  private final WhisperRunner runner;
  private final DecodingOptions options;
  private final Prompts prompts;
  private final List<Integer> before;
  private final NextToken next;
  private final LoopDetector loops;

  /**
   * @param before tokens in front of the prompt: what counts as written just before
   * @throws SottoException if the model does not know the language or task, has no timestamps and
   *     is asked for some, or its files contradict each other
   */
  SearchSpace(WhisperRunner runner, DecodingOptions options, List<Integer> before) {
    this.runner = runner;
    this.options = options;
    this.prompts = new Prompts(runner.tokens(), options);
    this.before = List.copyOf(before);
    List<TokenRule> rules = new ArrayList<>();
    rules.add(new Suppression(runner.tokens()));
    if (options.prompting().timestamps()) {
      rules.add(new TimestampRules(runner.tokens().control()));
    }
    this.next = new NextToken(rules, runner.vocabulary());
    this.loops = new LoopDetector(runner.tokens());
  }

  /** A batch after its prompts, before the first token. Closing it leaves the audio open. */
  final class Begun implements AutoCloseable {
    private final DecoderRun run;
    private final Logits logits;
    private final List<Optional<String>> languages;
    private final List<OptionalDouble> noSpeech;
    private final int limit;

    private Begun(EncodedAudio audio) {
      this.languages = prompts.languages(runner, audio);
      List<List<Integer>> promptTokens =
          languages.stream()
              .map(prompts::prompt)
              .map(prompt -> Stream.concat(before.stream(), prompt.stream()).toList())
              .toList();
      this.limit = newTokens(promptTokens.get(0).size());
      this.run = runner.decode(audio);
      this.logits =
          run.prompt(
              promptTokens.stream().flatMap(List::stream).mapToLong(Integer::longValue).toArray());
      this.noSpeech =
          IntStream.range(0, audio.size()).mapToObj(item -> noSpeech(logits, item)).toList();
    }

    DecoderRun run() {
      return run;
    }

    /** After the prompts; valid until the first step. */
    Logits logits() {
      return logits;
    }

    /** Most tokens that may be written. */
    int limit() {
      return limit;
    }

    /** What was found for each utterance. */
    List<Decoding> decodings(List<Sequence> found, double temperature) {
      return IntStream.range(0, found.size())
          .mapToObj(
              item ->
                  found.get(item).decoding(noSpeech.get(item), languages.get(item), temperature))
          .toList();
    }

    @Override
    public void close() {
      run.close();
    }
  }

  Begun begin(EncodedAudio audio) {
    return new Begun(audio);
  }

  NextToken next() {
    return next;
  }

  LoopDetector loops() {
    return loops;
  }

  int endToken() {
    return runner.tokens().control().end();
  }

  DecodingOptions options() {
    return options;
  }

  WhisperRunner runner() {
    return runner;
  }

  /**
   * How many tokens may be written after a prompt of {@code length}: unless told otherwise half of
   * the positions, as OpenAI's own decoder has it, which no 30 s of speech need.
   */
  private int newTokens(int length) {
    int positions =
        Math.min(runner.config().maxTargetPositions(), runner.tokens().maxLength()) - length;
    if (positions < 1) {
      throw SottoException.badInput(
          GenerationConfig.FILE_NAME,
          "expected room for tokens after a prompt of "
              + length
              + ", found a \"max_length\" of "
              + (positions + length));
    }
    int usual = runner.config().maxTargetPositions() / 2;
    return Math.min(positions, options.maxNewTokens().orElse(usual));
  }

  /** The softmax of the no-speech token over the whole vocabulary, after the start token. */
  private OptionalDouble noSpeech(Logits logits, int item) {
    OptionalInt token = runner.tokens().control().noSpeech();
    if (token.isEmpty()) {
      return OptionalDouble.empty();
    }
    float[] row = logits.row(item, before.size());
    double max = Float.NEGATIVE_INFINITY;
    for (float logit : row) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : row) {
      sum += Math.exp(logit - max);
    }
    return OptionalDouble.of(Math.exp(row[token.getAsInt()] - max) / sum);
  }
}
