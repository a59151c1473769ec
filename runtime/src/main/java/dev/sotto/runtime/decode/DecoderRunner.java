package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.ReusedBytes;
import dev.sotto.runtime.session.ReusedFloats;
import dev.sotto.runtime.session.SessionSettings;
import java.util.HashMap;
import java.util.Map;

/**
 * The decoders of an export, loaded and ready to run, for audio that was encoded by any model of
 * the same sizes. It reuses its memory from call to call: for one thread.
 */
public final class DecoderRunner implements AutoCloseable {
  private final DecoderSessions sessions;
  private final Memory memory = new Memory();

  /** Memory that is used again by run after run. */
  static final class Memory {
    private final ReusedFloats logits = new ReusedFloats();
    private final ReusedBytes states = new ReusedBytes();
    private final Map<CachePort.Id, ReusedBytes> caches = new HashMap<>();

    ReusedFloats logits() {
      return logits;
    }

    /** For the encoder's states of the rows that a decoder goes on with. */
    ReusedBytes states() {
      return states;
    }

    /** For one of the caches of these rows. */
    ReusedBytes cache(CachePort.Id id) {
      return caches.computeIfAbsent(id, port -> new ReusedBytes());
    }
  }

  private DecoderRunner(DecoderSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Loads the decoders of {@code files}.
   *
   * @throws SottoException if a file is missing, cannot be loaded, or contradicts config.json
   */
  public static DecoderRunner open(ExportFolder files, SessionSettings settings) {
    return new DecoderRunner(
        DecoderSessions.open(files, WhisperConfig.read(files.folder()), settings));
  }

  /** Starts to decode a batch; several runs may follow one another on the same audio. */
  public DecoderRun decode(EncodedAudio audio) {
    return new DecoderRun(sessions, audio, memory);
  }

  /** Tokens that are scored; logits have one value for each. */
  int vocabulary() {
    return sessions.prompt().vocabulary();
  }

  /** Frees the graphs until they are needed again. */
  void unload() {
    sessions.unload();
  }

  @Override
  public void close() {
    sessions.close();
  }
}
