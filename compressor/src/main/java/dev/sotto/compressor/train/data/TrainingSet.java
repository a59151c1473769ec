package dev.sotto.compressor.train.data;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.audio.PartReader;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.decode.Prompts;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Clips that were looked at and can all be trained on.
 *
 * @param promptLength tokens at the start of each clip that are given
 * @param mostTokens of a clip, prompt and end included, that the decoder has positions for
 */
public record TrainingSet(List<TrainingClip> clips, int promptLength, int mostTokens) {
  private static final int LISTED_PROBLEMS = 3;

  public TrainingSet {
    clips = List.copyOf(clips);
  }

  /**
   * Reads every clip once and checks it.
   *
   * @param export folder of the model, for its tokenizer and its prompt
   * @param language for a multilingual model, where the data does not say what is spoken
   * @throws SottoException naming at once how many clips cannot be trained on, the first three in
   *     full: no text, text that is too long, a language that the model does not know, sound that
   *     is damaged or longer than a window
   */
  public static TrainingSet read(
      Dataset dataset, Path export, Optional<String> language, Progress progress) {
    List<Utterance> utterances = dataset.utterances();
    List<TrainingClip> clips = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(export);
        PartReader sounds = new PartReader()) {
      ClipTokens tokens =
          new ClipTokens(tokenizer, DecodingTokens.read(export), WhisperConfig.read(export));
      Reader reader = new Reader(tokens, language, sounds);
      int done = 0;
      for (Utterance utterance : utterances) {
        progress.report("check " + dataset.name(), done++, utterances.size());
        try {
          clips.add(reader.clip(utterance));
        } catch (SottoException e) {
          problems.add("line " + utterance.line() + ": " + e.getMessage());
        }
      }
      progress.report("check " + dataset.name(), done, done);
      if (!problems.isEmpty()) {
        int listed = Math.min(LISTED_PROBLEMS, problems.size());
        throw SottoException.badInput(
            dataset.name(),
            "%d of %d clips cannot be trained on: %s%s"
                .formatted(
                    problems.size(),
                    utterances.size(),
                    String.join("; ", problems.subList(0, listed)),
                    problems.size() > listed ? "; ..." : ""));
      }
      return new TrainingSet(
          clips, clips.isEmpty() ? 0 : reader.prompt(utterances.get(0)).size(), tokens.most());
    }
  }

  private record Reader(ClipTokens clipTokens, Optional<String> language, PartReader sounds) {
    TrainingClip clip(Utterance utterance) {
      List<Integer> tokens = clipTokens.of(prompt(utterance), utterance.reference());
      if (tokens.size() > clipTokens.most()) {
        throw problem(
            "its text is longer than the %s tokens of the model"
                .formatted(clipTokens.config().maxTargetPositions()));
      }
      return new TrainingClip(
          utterance.id(), utterance.audio(), utterance.reference(), tokens, frames(utterance));
    }

    private List<Integer> prompt(Utterance utterance) {
      DecodingTokens decoding = clipTokens.decoding();
      if (!decoding.multilingual()) {
        return new Prompts(decoding, options(language.or(utterance::language)))
            .prompt(Optional.empty());
      }
      Prompts prompts = new Prompts(decoding, options(utterance.language().or(() -> language)));
      return prompts.prompt(
          Optional.of(
              prompts
                  .language()
                  .orElseThrow(
                      () ->
                          problem(
                              "the data does not say what language is spoken; add \"language\" or"
                                  + " use --language"))));
    }

    private static DecodingOptions options(Optional<String> spoken) {
      DecodingOptions defaults = DecodingOptions.defaults();
      return spoken.map(defaults::withLanguage).orElse(defaults);
    }

    private int frames(Utterance utterance) {
      int samples = sounds.read(utterance.audio()).samples().length;
      int frames = (samples + LogMel.HOP_SAMPLES - 1) / LogMel.HOP_SAMPLES;
      int window = clipTokens.config().windowFrames();
      if (frames > window) {
        throw problem(
            "the clip lasts %.1f s, longer than the model's window of %.1f s"
                .formatted(
                    (double) samples / LogMel.SAMPLE_RATE,
                    (double) window * LogMel.HOP_SAMPLES / LogMel.SAMPLE_RATE));
      }
      return frames;
    }

    private static SottoException problem(String message) {
      return new SottoException(SottoException.Code.BAD_INPUT, message);
    }
  }
}
