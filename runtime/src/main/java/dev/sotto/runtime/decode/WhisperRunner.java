package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.whisper.AudioContext;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Whisper export, loaded and ready to run: an encoder with either a merged decoder, or a decoder
 * and one with past. Any head count per layer will do.
 *
 * <p>It reuses its input and output memory from call to call: for one thread that encodes and one
 * that decodes, which may be another.
 */
public final class WhisperRunner implements AutoCloseable {
  /**
   * With fewer threads the encoder leaves none idle, and both at once only get into each other's
   * way: on two cores tiny.en took a tenth longer.
   */
  private static final int OVERLAPPING_THREADS = 4;

  private final WhisperConfig config;
  private final Path folder;
  private final AudioEncoder encoder;
  private final DecoderRunner decoder;
  private final boolean together;
  private final boolean overlapping;
  private DecodingTokens tokens;

  private WhisperRunner(
      WhisperConfig config,
      Path folder,
      AudioEncoder encoder,
      DecoderRunner decoder,
      SessionSettings settings) {
    this.config = config;
    this.folder = folder;
    this.encoder = encoder;
    this.decoder = decoder;
    this.together = settings.memory().graphsTogether();
    this.overlapping = together && settings.intraThreads() >= OVERLAPPING_THREADS;
  }

  /**
   * Loads the export in {@code folder}.
   *
   * @throws SottoException if a file is missing, cannot be loaded, or contradicts config.json
   */
  public static WhisperRunner open(Path folder, SessionSettings settings) {
    return open(Exports.open(folder), settings);
  }

  /** As {@link #open(Path, SessionSettings)}, with only those graphs that {@code files} names. */
  public static WhisperRunner open(ExportFolder files, SessionSettings settings) {
    Path folder = files.folder();
    WhisperConfig config = WhisperConfig.read(folder);
    InferenceSession session =
        InferenceSession.open(files.graph(Part.ENCODER).orElseThrow(), settings);
    try {
      AudioEncoder encoder =
          new AudioEncoder(session, files.layout(), config, AudioContext.read(folder));
      if (!settings.memory().graphsTogether()) {
        encoder.unload();
      }
      return new WhisperRunner(
          config, folder, encoder, DecoderRunner.open(files, settings), settings);
    } catch (SottoException e) {
      session.close();
      throw e;
    }
  }

  /**
   * How long the windows are that this model is to be given.
   *
   * @throws SottoException with code USAGE if a margin is asked for and it takes whole windows only
   */
  public FittedWindow window(ContextChoice choice) {
    if (choice.margin().isPresent() && !encoder.takesAnyLength()) {
      throw SottoException.usage(
          "a margin of "
              + choice
              + " s was asked for, and this model takes whole windows only; 'sotto compress"
              + " --context flexible' makes one that takes others");
    }
    return FittedWindow.of(AudioContext.read(folder), choice);
  }

  public WhisperConfig config() {
    return config;
  }

  /**
   * What the model's tokens mean, read when it is first asked for: a runner that is only measured
   * needs no tokenizer.
   *
   * @throws SottoException as {@link DecodingTokens#read}
   */
  public synchronized DecodingTokens tokens() {
    if (tokens == null) {
      tokens = DecodingTokens.read(folder);
    }
    return tokens;
  }

  /** Tokens that the decoder scores; logits have one value for each. */
  public int vocabulary() {
    return decoder.vocabulary();
  }

  /**
   * Encodes a batch of log-mel windows [M, F], row-major. Three batches may be open at a time: one
   * that is decoded, some of it that is heard again, and the next one.
   *
   * @throws SottoException if a window has a size that the model does not take, or holds a value
   *     that is not finite
   */
  public EncodedAudio encode(List<float[]> windows) {
    return encode(windows, false);
  }

  /**
   * As {@link #encode(List)}.
   *
   * @param filled whether states of silence follow those of shorter windows, up to a whole one;
   *     else all are of one length
   */
  public EncodedAudio encode(List<float[]> windows, boolean filled) {
    if (!together) {
      decoder.unload();
    }
    return encoder.encode(windows, filled);
  }

  /**
   * Encodes one log-mel window [M, F] and gives other outputs of the encoder's graph, which some
   * exports have.
   *
   * @param reader gets {@code others}; they are closed when it returns
   * @throws SottoException as {@link #encode(List)}
   */
  public EncodedAudio encode(float[] window, List<String> others, Consumer<Results> reader) {
    return encoder.encode(List.of(window), false, others, reader);
  }

  /** Whether it pays to encode the next batch while one is decoded. */
  public boolean encodesWhileDecoding() {
    return overlapping;
  }

  /** Starts to decode a batch; several runs may follow one another on the same audio. */
  public DecoderRun decode(EncodedAudio audio) {
    if (!together) {
      encoder.unload();
    }
    return decoder.decode(audio);
  }

  @Override
  public void close() {
    encoder.close();
    decoder.close();
  }
}
