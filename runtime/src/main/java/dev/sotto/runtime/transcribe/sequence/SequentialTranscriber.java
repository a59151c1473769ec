package dev.sotto.runtime.transcribe.sequence;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.align.Word;
import dev.sotto.runtime.align.WordTimer;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.audio.SampleReader;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.decode.search.Decoders;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.Segment;
import dev.sotto.runtime.transcribe.WindowEncoder;
import dev.sotto.runtime.transcribe.WindowEncoder.Sound;
import dev.sotto.runtime.transcribe.Windows.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hears a recording of any length window by window, each beginning where the timestamps of the one
 * before say that it was heard up to: as OpenAI's {@code transcribe} does. What is quiet is
 * skipped.
 */
public final class SequentialTranscriber {
  private static final double SAMPLE_RATE = AudioReader.SAMPLE_RATE;

  /** A rest that is shorter holds no word. */
  private static final int LEAST_REST = AudioReader.SAMPLE_RATE / 10;

  /** A text that was drawn more wildly is not shown to the next window, as OpenAI has it. */
  private static final double WILD = 0.5;

  private final WhisperRunner runner;
  private final WhisperTokenizer tokenizer;
  private final DecodingOptions options;
  private final boolean showingPrevious;
  private final WordTimer timer;
  private final WindowEncoder encoder;

  /**
   * @param tokenizer of the same export as {@code runner}; the caller closes both
   * @param showingPrevious whether the decoder is shown the text of the windows before
   * @param timer tells when words were said
   * @throws SottoException if the model has no timestamps, or does not know the language or task
   */
  public SequentialTranscriber(
      WhisperRunner runner,
      WhisperTokenizer tokenizer,
      DecodingOptions options,
      boolean showingPrevious,
      WordTimer timer) {
    this.runner = runner;
    this.tokenizer = tokenizer;
    this.options = options.withPrompting(options.prompting().withTimestamps());
    this.showingPrevious = showingPrevious;
    this.timer = timer;
    this.encoder = WindowEncoder.of(runner, runner.window(options.context()));
    Decoders.of(runner, tokenizer, this.options);
  }

  /**
   * Goes through a recording, from where what was heard before ends.
   *
   * @param file for messages
   * @param before windows of the same recording that were heard earlier, from its beginning
   * @param heard is told of each further window at once
   * @throws SottoException if the recording is damaged or holds no sample
   */
  public void transcribe(
      Path file, SampleReader recording, List<HeardWindow> before, Consumer<HeardWindow> heard) {
    SlidingSamples sound =
        new SlidingSamples(recording, runner.config().windowFrames() * LogMel.HOP_SAMPLES);
    History history = new History();
    before.forEach(history::add);
    sound.advance(before.isEmpty() ? 0 : before.get(before.size() - 1).next());
    int count = sound.fill();
    if (count == 0 && sound.from() == 0) {
      throw SottoException.badInput(file, "no audio: the file holds no samples");
    }
    while (count >= LEAST_REST || (count > 0 && sound.from() == 0)) {
      HeardWindow window = hear(sound.samples(), sound.from(), history);
      history.add(window);
      heard.accept(window);
      sound.advance(window.next() - window.from());
      count = sound.fill();
    }
  }

  /** What later windows know of earlier ones. */
  private static final class History {
    private final List<Integer> tokens = new ArrayList<>();
    private Optional<String> language = Optional.empty();

    void add(HeardWindow window) {
      language = language.or(window::language);
      window.segments().forEach(segment -> tokens.addAll(segment.tokens()));
      if (window.temperature() > WILD) {
        tokens.clear();
      }
    }
  }

  private HeardWindow hear(float[] samples, long from, History history) {
    int windowSamples = runner.config().windowFrames() * LogMel.HOP_SAMPLES;
    int quiet = QuietStart.of(samples, samples.length < windowSamples);
    if (quiet > 0) {
      return new HeardWindow(from, from + quiet, List.of(), Optional.empty(), 0, false);
    }
    DecodingOptions known = history.language.map(options::withLanguage).orElse(options);
    List<Integer> shown = showingPrevious ? history.tokens : List.of();
    Sound sound = new Sound(samples, new Window(0, samples.length));
    try (EncodedAudio audio = encoder.encode(List.of(sound))) {
      Decoding decoding = Decoders.of(runner, tokenizer, known, shown).decode(audio).get(0);
      return heard(audio, decoding, samples.length, from);
    }
  }

  private HeardWindow heard(EncodedAudio audio, Decoding decoding, int samples, long from) {
    double seconds = samples / SAMPLE_RATE;
    TimedText timed = TimedText.of(decoding.tokens(), runner.tokens(), seconds);
    boolean silent = options.silence().isSilent(decoding);
    int passed = silent ? samples : (int) Math.round(timed.next() * SAMPLE_RATE);
    List<Word> words = silent ? List.of() : timer.words(audio, decoding, seconds);
    return new HeardWindow(
        from,
        from + Math.max(1, Math.min(passed, samples)),
        silent ? List.of() : segments(timed, words, from / SAMPLE_RATE),
        decoding.language(),
        decoding.temperature(),
        !silent && decoding.looped());
  }

  /**
   * Stretches of which something was said, each with its own words: those of the window follow one
   * another as the texts do.
   */
  private List<Segment> segments(TimedText timed, List<Word> words, double offset) {
    List<Segment> segments = new ArrayList<>();
    int letters = 0;
    int lettersOfWords = 0;
    int word = 0;
    for (TimedText.Stretch stretch : timed.stretches()) {
      String text = tokenizer.decode(runner.tokens().withoutTimestamps(stretch.tokens()), true);
      letters += text.length();
      List<Word> own = new ArrayList<>();
      for (; word < words.size() && lettersOfWords < letters; word++) {
        lettersOfWords += words.get(word).text().length();
        own.add(words.get(word).after(offset));
      }
      if (!text.isBlank() && stretch.end() > stretch.start()) {
        segments.add(
            new Segment(
                offset + stretch.start(), offset + stretch.end(), text, stretch.tokens(), own));
      }
    }
    return segments;
  }
}
