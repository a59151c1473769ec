package dev.sotto.compressor.diagnose;

import dev.sotto.compressor.diagnose.CalibrationClip.TextSource;
import dev.sotto.compressor.diagnose.Speech.Recording;
import dev.sotto.models.Progress;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.GreedyDecoder;
import dev.sotto.runtime.decode.GreedyResult;
import dev.sotto.runtime.decode.Prompts;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.decode.Windows;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Gives every recording its tokens, which then force the decoders of all models that are compared:
 * the reference text where there is one; else, and where it cannot be used, what the dense model
 * writes greedily. A text cannot be used of a recording longer than the window, of which only the
 * first window is heard; without a language for a model that knows several; or if it has more
 * tokens than the decoder has positions.
 */
final class Calibration implements AutoCloseable {
  private final ExportFolder export;
  private final SessionSettings settings;
  private final Optional<String> language;
  private final WhisperConfig config;
  private final GenerationConfig generation;
  private final LogMel logMel;
  private final Lazy<WhisperTokenizer> tokenizer;
  private final Lazy<WhisperRunner> runner;

  /**
   * @param export of the dense model
   * @param language spoken where the data does not say
   */
  Calibration(ExportFolder export, SessionSettings settings, Optional<String> language) {
    this.export = export;
    this.settings = settings;
    this.language = language;
    this.config = WhisperConfig.read(export.folder());
    this.generation = GenerationConfig.read(export.folder());
    this.logMel = new LogMel(config.melBins());
    this.tokenizer = new Lazy<>(() -> WhisperTokenizer.open(this.export.folder()));
    this.runner = new Lazy<>(() -> WhisperRunner.open(this.export, this.settings));
  }

  /** Something to open when it is first needed: a manifest with texts needs no decoding. */
  private static final class Lazy<T extends AutoCloseable> {
    private final Supplier<T> opening;
    private T opened;

    Lazy(Supplier<T> opening) {
      this.opening = opening;
    }

    T get() {
      if (opened == null) {
        opened = opening.get();
      }
      return opened;
    }

    Optional<T> opened() {
      return Optional.ofNullable(opened);
    }
  }

  /**
   * Reads recordings.
   *
   * @throws dev.sotto.models.SottoException if one cannot be read, or the model does not know its
   *     language
   */
  List<CalibrationClip> clips(Speech speech, Progress progress) {
    List<CalibrationClip> clips = new ArrayList<>();
    int total = speech.recordings().size();
    progress.report("calibrate", 0, total);
    for (Recording recording : speech.recordings()) {
      clips.add(clip(recording));
      progress.report("calibrate", clips.size(), total);
    }
    return clips;
  }

  private CalibrationClip clip(Recording recording) {
    float[] samples = AudioReader.read(recording.audio()).samples();
    int window = config.windowFrames() * LogMel.HOP_SAMPLES;
    int heard = Windows.of(samples, window).get(0).to();
    Optional<List<Integer>> prompt = prompt(recording);
    Optional<List<Integer>> text =
        recording
            .text()
            .filter(said -> heard == samples.length && prompt.isPresent())
            .map(this::tokens);
    if (text.isPresent()
        && prompt.get().size() + text.get().size() <= config.maxTargetPositions()) {
      return clip(recording, heard, prompt.get(), text.get(), TextSource.REFERENCE);
    }
    return heard(recording, samples, heard);
  }

  /** The prompt of a recording; none if its language is to be detected. */
  private Optional<List<Integer>> prompt(Recording recording) {
    Prompts prompts = new Prompts(generation, options(recording));
    if (!generation.multilingual()) {
      return Optional.of(prompts.prompt(Optional.empty()));
    }
    return prompts.language().map(token -> prompts.prompt(Optional.of(token)));
  }

  private DecodingOptions options(Recording recording) {
    DecodingOptions defaults = DecodingOptions.defaults();
    return recording.language().or(() -> language).map(defaults::withLanguage).orElse(defaults);
  }

  /** Text and end token. */
  private List<Integer> tokens(String text) {
    // Whisper's texts begin with a space, and so do the tokens of words.
    List<Integer> tokens = new ArrayList<>(tokenizer.get().encode(" " + text));
    tokens.add(generation.endToken());
    return tokens;
  }

  private CalibrationClip heard(Recording recording, float[] samples, int heard) {
    float[] window = logMel.window(samples, 0, heard, config.windowFrames());
    DecodingOptions options = options(recording);
    GreedyResult result =
        new GreedyDecoder(runner.get(), options).decode(List.of(window)).results().get(0);
    Optional<String> spoken = result.language().map(code -> "<|" + code + "|>");
    List<Integer> prompt = new Prompts(generation, options).prompt(spoken);
    return clip(recording, heard, prompt, result.tokens(), TextSource.HEARD);
  }

  private static CalibrationClip clip(
      Recording recording, int heard, List<Integer> prompt, List<Integer> text, TextSource source) {
    List<Integer> tokens = new ArrayList<>(prompt);
    tokens.addAll(text);
    return new CalibrationClip(
        recording.id(), recording.audio(), heard, tokens, prompt.size(), source);
  }

  @Override
  public void close() {
    tokenizer.opened().ifPresent(WhisperTokenizer::close);
    runner.opened().ifPresent(WhisperRunner::close);
  }
}
