package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.runtime.decode.TokenChooser.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Greedy decoding of a batch of windows without timestamps, as Hugging Face's {@code generate} does
 * it: the most probable token at each step, with the model's suppression lists.
 *
 * <p>A batch runs until its last utterance ends. Those that ended before are fed the end token, and
 * what the decoder says of them is ignored: taking them out would copy every cache tensor.
 */
public final class GreedyDecoder {
  private final WhisperRunner runner;
  private final DecodingOptions options;
  private final Prompts prompts;
  private final TokenChooser chooser;

  /**
   * @throws SottoException if the model does not know the language or task, or its files contradict
   *     each other
   */
  public GreedyDecoder(WhisperRunner runner, DecodingOptions options) {
    this.runner = runner;
    this.options = options;
    this.prompts = new Prompts(runner.tokens(), options);
    this.chooser = new TokenChooser(runner.tokens(), runner.vocabulary());
  }

  /** An utterance while it is being written. */
  private static final class Utterance {
    private final List<Integer> tokens = new ArrayList<>();
    private double logProbability;
    private double minimumMargin = Double.POSITIVE_INFINITY;
    private boolean ended;

    void add(Choice choice, int endToken) {
      tokens.add(choice.token());
      logProbability += choice.logProbability();
      minimumMargin = Math.min(minimumMargin, choice.margin());
      ended = choice.token() == endToken;
    }
  }

  /**
   * Decodes log-mel windows [M, F], row-major, as one batch.
   *
   * @return one result for each, in their order
   * @throws SottoException if a window does not fit the model, or the model fails on it
   */
  public List<GreedyResult> decode(List<float[]> windows) {
    try (EncodedAudio audio = runner.encode(windows)) {
      return decode(audio);
    }
  }

  /**
   * Decodes windows that the same runner has encoded; the audio stays open.
   *
   * @return one result for each window, in their order
   * @throws SottoException if the model fails on it
   */
  public List<GreedyResult> decode(EncodedAudio audio) {
    List<Optional<String>> languages = prompts.languages(runner, audio);
    List<List<Integer>> promptTokens = languages.stream().map(prompts::prompt).toList();
    int limit = newTokens(promptTokens.get(0).size());
    List<Utterance> utterances =
        IntStream.range(0, audio.size()).mapToObj(item -> new Utterance()).toList();
    try (DecoderRun run = runner.decode(audio)) {
      Logits logits = run.prompt(flat(promptTokens));
      List<OptionalDouble> noSpeech = noSpeech(logits, audio.size());
      extend(utterances, logits, true);
      for (int step = 1; step < limit && !allEnded(utterances); step++) {
        extend(utterances, run.step(lastTokens(utterances)), false);
      }
      return results(utterances, noSpeech, languages);
    }
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

  private void extend(List<Utterance> utterances, Logits logits, boolean begin) {
    for (int item = 0; item < utterances.size(); item++) {
      if (!utterances.get(item).ended) {
        utterances
            .get(item)
            .add(chooser.choose(logits, item, begin), runner.tokens().control().end());
      }
    }
  }

  /** An utterance that has ended goes on with its last token, the end token. */
  private static long[] lastTokens(List<Utterance> utterances) {
    return utterances.stream()
        .mapToLong(utterance -> utterance.tokens.get(utterance.tokens.size() - 1))
        .toArray();
  }

  private static boolean allEnded(List<Utterance> utterances) {
    return utterances.stream().allMatch(utterance -> utterance.ended);
  }

  private static long[] flat(List<List<Integer>> prompts) {
    return prompts.stream().flatMap(List::stream).mapToLong(Integer::longValue).toArray();
  }

  private List<OptionalDouble> noSpeech(Logits logits, int size) {
    OptionalInt noSpeech = runner.tokens().control().noSpeech();
    return IntStream.range(0, size)
        .mapToObj(
            item ->
                noSpeech.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(
                        chooser.probabilityAtStart(logits, item, noSpeech.getAsInt())))
        .toList();
  }

  private static List<GreedyResult> results(
      List<Utterance> utterances, List<OptionalDouble> noSpeech, List<Optional<String>> languages) {
    return IntStream.range(0, utterances.size())
        .mapToObj(item -> result(utterances.get(item), noSpeech.get(item), languages.get(item)))
        .toList();
  }

  private static GreedyResult result(
      Utterance utterance, OptionalDouble noSpeech, Optional<String> language) {
    return new GreedyResult(
        utterance.tokens,
        utterance.logProbability,
        noSpeech,
        utterance.minimumMargin,
        utterance.ended,
        language.map(token -> token.substring(2, token.length() - 2)));
  }
}
