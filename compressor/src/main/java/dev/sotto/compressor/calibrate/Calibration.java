package dev.sotto.compressor.calibrate;

import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.calibrate.CalibrationSpeech.Recording;
import dev.sotto.compressor.train.data.ClipTokens;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Languages;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.ContextChoice;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.DecodingTokens;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Prompts;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.decode.search.GreedyDecoder;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.WindowEncoder;
import dev.sotto.runtime.transcribe.WindowEncoder.Sound;
import dev.sotto.runtime.transcribe.Windows;
import dev.sotto.runtime.transcribe.Windows.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Gives every recording its tokens, which then force the decoders of all models that are compared:
 * the reference text where there is one; else, and where it cannot be used, what the dense model
 * writes greedily, in windows as long as it wants them. A text cannot be used of a recording longer
 * than the window, of which only the first window is heard; without a language for a model that
 * knows several; or if it has more tokens than the decoder has positions. What is spoken is what
 * was asked for, or else what the data says; an English-only model does not ask the data.
 */
public final class Calibration implements AutoCloseable {
  /** Recordings that are transcribed together. */
  private static final int BATCH = 8;

  private final ExportFolder export;
  private final SessionSettings settings;
  private final Optional<String> language;
  private final ClipLimit limit;
  private final WhisperConfig config;
  private final DecodingTokens decoding;
  private WhisperTokenizer tokenizer;
  private WhisperRunner runner;
  private WindowEncoder encoder;

  /**
   * @param export of the dense model
   * @param language spoken, whatever the data says
   * @param limit of what all clips together may come to
   */
  public Calibration(
      ExportFolder export, SessionSettings settings, Optional<String> language, ClipLimit limit) {
    this.export = export;
    this.settings = settings;
    this.language = language;
    this.limit = limit;
    this.config = WhisperConfig.read(export.folder());
    this.decoding = DecodingTokens.read(export.folder());
  }

  /** Opened when it is first needed. */
  private WhisperTokenizer tokenizer() {
    if (tokenizer == null) {
      tokenizer = WhisperTokenizer.open(export.folder());
    }
    return tokenizer;
  }

  /** Opened when it is first needed: a manifest with texts needs no decoding. */
  private WindowEncoder encoder() {
    if (runner == null) {
      runner = WhisperRunner.open(export, settings);
      encoder = WindowEncoder.of(runner, runner.window(ContextChoice.AUTO));
    }
    return encoder;
  }

  /**
   * Reads recordings, all of them before the model hears the first.
   *
   * @throws SottoException if one cannot be read, the model does not know its language, its text
   *     has a token that the model does not know, or all together would take too much memory
   */
  public List<CalibrationClip> clips(CalibrationSpeech speech, Progress progress) {
    List<Read> recordings = new ArrayList<>();
    int total = speech.recordings().size();
    progress.report("read", 0, total);
    for (Recording recording : speech.recordings()) {
      recordings.add(read(recording));
      progress.report("read", recordings.size(), total);
    }
    limit.check(config, total, recordings.stream().mapToLong(read -> read.positions()).sum());
    List<CalibrationClip> clips = new ArrayList<>();
    recordings.forEach(read -> clips.add(read.reference().orElse(null)));
    progress.report("calibrate", 0, total);
    progress.report("calibrate", total - missing(clips), total);
    for (List<Integer> batch : batches(recordings)) {
      List<CalibrationClip> heard = transcribe(batch.stream().map(recordings::get).toList());
      for (int i = 0; i < batch.size(); i++) {
        clips.set(batch.get(i), heard.get(i));
      }
      progress.report("calibrate", total - missing(clips), total);
    }
    limit.check(config, total, clips.stream().mapToLong(clip -> clip.inputs().length).sum());
    return clips;
  }

  /**
   * A recording that was looked at.
   *
   * @param samples of the first window
   * @param reference the clip, if there is a text that can be used
   */
  private record Read(Recording recording, int samples, Optional<CalibrationClip> reference) {
    int positions() {
      return CalibrationClip.positions(samples);
    }
  }

  private static long missing(List<CalibrationClip> clips) {
    return clips.stream().filter(Objects::isNull).count();
  }

  /** The places of those without a text: together what is decoded in the same way. */
  private List<List<Integer>> batches(List<Read> recordings) {
    Map<DecodingOptions, List<List<Integer>>> batches = new LinkedHashMap<>();
    IntStream.range(0, recordings.size())
        .filter(place -> recordings.get(place).reference().isEmpty())
        .boxed()
        .sorted(Comparator.comparing(place -> -recordings.get(place).samples()))
        .forEach(
            place -> {
              Read read = recordings.get(place);
              List<List<Integer>> alike =
                  batches.computeIfAbsent(options(read.recording()), options -> new ArrayList<>());
              if (alike.isEmpty() || !takes(alike.get(alike.size() - 1), read, recordings)) {
                alike.add(new ArrayList<>());
              }
              alike.get(alike.size() - 1).add(place);
            });
    return batches.values().stream().flatMap(List::stream).toList();
  }

  private boolean takes(List<Integer> batch, Read next, List<Read> recordings) {
    return batch.size() < BATCH
        && encoder().together(recordings.get(batch.get(0)).samples(), next.samples());
  }

  private Read read(Recording recording) {
    float[] samples = AudioReader.read(recording.audio()).samples();
    int window = config.windowFrames() * LogMel.HOP_SAMPLES;
    int heard = Windows.of(samples, window).get(0).to();
    Optional<List<Integer>> prompt = prompt(recording);
    Optional<CalibrationClip> reference =
        recording
            .text()
            .filter(said -> heard == samples.length && prompt.isPresent())
            .map(said -> tokens(recording, prompt.get(), said))
            .filter(all -> all.size() <= clipTokens().most())
            .map(all -> clip(recording, heard, all, prompt.get().size(), TextSource.REFERENCE));
    return new Read(recording, heard, reference);
  }

  /** The prompt of a recording; none if its language is to be detected. */
  private Optional<List<Integer>> prompt(Recording recording) {
    Prompts prompts = new Prompts(decoding, options(recording));
    if (!decoding.multilingual()) {
      return Optional.of(prompts.prompt(Optional.empty()));
    }
    return prompts.language().map(token -> prompts.prompt(Optional.of(token)));
  }

  private DecodingOptions options(Recording recording) {
    DecodingOptions defaults = DecodingOptions.defaults();
    return language
        .or(() -> decoding.multilingual() ? languageOfData(recording) : Optional.empty())
        .map(defaults::withLanguage)
        .orElse(defaults);
  }

  private Optional<String> languageOfData(Recording recording) {
    Optional<String> code = recording.language().flatMap(Languages::code);
    Set<String> known = decoding.languages().keySet();
    if (code.isPresent() && !known.isEmpty() && Languages.token(known, code.get()).isEmpty()) {
      throw SottoException.badInput(
          recording.id(),
          "expected a language that the model knows, such as en, found \""
              + recording.language().get()
              + "\" in the data; correct it or use --language");
    }
    return code;
  }

  private ClipTokens clipTokens() {
    return new ClipTokens(tokenizer(), decoding, config);
  }

  private List<Integer> tokens(Recording recording, List<Integer> prompt, String text) {
    try {
      return clipTokens().of(prompt, text);
    } catch (SottoException e) {
      throw new SottoException(e.code(), recording.id() + ": " + e.getMessage(), e);
    }
  }

  /** What the model writes for recordings that are decoded in the same way. */
  private List<CalibrationClip> transcribe(List<Read> batch) {
    DecodingOptions options = options(batch.get(0).recording());
    List<Decoding> results;
    try (EncodedAudio audio = encoder().encode(batch.stream().map(Calibration::sound).toList())) {
      results = new GreedyDecoder(runner, options).decode(audio);
    }
    List<CalibrationClip> clips = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Optional<String> spoken = results.get(i).language().map(code -> "<|" + code + "|>");
      List<Integer> prompt = new Prompts(decoding, options).prompt(spoken);
      List<Integer> tokens = new ArrayList<>(prompt);
      tokens.addAll(results.get(i).tokens());
      Read read = batch.get(i);
      clips.add(clip(read.recording(), read.samples(), tokens, prompt.size(), TextSource.HEARD));
    }
    return clips;
  }

  private static Sound sound(Read read) {
    float[] samples = AudioReader.read(read.recording().audio()).samples();
    return new Sound(samples, new Window(0, read.samples()));
  }

  private static CalibrationClip clip(
      Recording recording, int heard, List<Integer> tokens, int promptTokens, TextSource source) {
    return new CalibrationClip(
        recording.id(), recording.audio(), heard, tokens, promptTokens, source);
  }

  @Override
  public void close() {
    if (tokenizer != null) {
      tokenizer.close();
    }
    if (runner != null) {
      runner.close();
    }
  }
}
