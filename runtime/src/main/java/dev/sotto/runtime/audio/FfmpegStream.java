package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sotto.models.SottoException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What an ffmpeg of the user's decodes, read as the WAV file that it writes to a pipe.
 *
 * <p>The child is killed when the stream is closed, when this process ends, and when it gives
 * nothing for a while. Whatever it complains of is damage, as its exit code tells not all of it.
 */
final class FfmpegStream implements MonoStream {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MOST_COMPLAINTS = 2000;

  private final Path file;
  private final String format;
  private final Duration patience;
  private final Process process;
  private final Thread killer;
  private final Thread listener = new Thread(this::listen, "sotto-ffmpeg-errors");
  private final Thread watcher = new Thread(this::watch, "sotto-ffmpeg-watcher");
  private volatile String complaints = "";
  private volatile long lastHeard = System.nanoTime();
  private volatile boolean hung;
  private WavStream wav;

  private FfmpegStream(Path file, String format, Duration patience, Process process) {
    this.file = file;
    this.format = format;
    this.patience = patience;
    this.process = process;
    this.killer = new Thread(this::kill, "sotto-ffmpeg-killer");
  }

  /**
   * Starts to decode.
   *
   * @param program the ffmpeg
   * @param described the format, as a message names it
   */
  static FfmpegStream open(Path program, Path file, ForeignFormat format, String described)
      throws IOException {
    return open(program, file, format, described, PATIENCE);
  }

  static FfmpegStream open(
      Path program, Path file, ForeignFormat format, String described, Duration patience)
      throws IOException {
    Process process = new ProcessBuilder(Ffmpeg.command(program, file, format)).start();
    FfmpegStream stream = new FfmpegStream(file, described, patience, process);
    try {
      Runtime.getRuntime().addShutdownHook(stream.killer);
      stream.start();
      return stream;
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private void start() throws IOException {
    process.getOutputStream().close();
    listener.setDaemon(true);
    listener.start();
    watcher.setDaemon(true);
    watcher.start();
    try {
      wav = WavStream.open(file, new BufferedInputStream(new Heard(process.getInputStream())));
    } catch (EOFException e) {
      throw failure(ended());
    }
  }

  @Override
  public int sampleRate() {
    return wav.sampleRate();
  }

  @Override
  public FloatBuffer next() throws IOException {
    FloatBuffer block = wav.next();
    if (!block.hasRemaining()) {
      int exitCode = ended();
      if (exitCode != 0 || !complaints.isEmpty()) {
        throw failure(exitCode);
      }
    }
    return block;
  }

  /** Waits for the end of the child, which has closed its output, and for its last words. */
  private int ended() {
    try {
      listener.join(patience.toMillis());
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        hung = true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return process.isAlive() ? -1 : process.exitValue();
  }

  private SottoException failure(int exitCode) {
    if (hung) {
      return SottoException.badInput(
          file, "ffmpeg gave nothing of it for " + patience.toSeconds() + " s (" + format + ")");
    }
    String why =
        complaints.isEmpty()
            ? "it ended with exit code " + exitCode
            : complaints.lines().findFirst().orElse("").replaceAll(" @ 0x[0-9a-f]+", "");
    return SottoException.badInput(
        file, "ffmpeg cannot read all of it (" + format + "): " + why + "; copy it again");
  }

  private void listen() {
    try (InputStream errors = process.getErrorStream()) {
      complaints = new String(errors.readNBytes(MOST_COMPLAINTS), UTF_8).strip();
      errors.skip(Long.MAX_VALUE);
      while (errors.read() >= 0) {
        errors.skip(Long.MAX_VALUE);
      }
    } catch (IOException e) {
      // The child is gone, and so are its complaints.
      return;
    }
  }

  private void watch() {
    try {
      while (!process.waitFor(Math.min(1000, patience.toMillis()), TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - lastHeard > patience.toNanos()) {
          hung = true;
          kill();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The program may be a script that starts another, which would keep the pipe open. */
  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    kill();
    process.getInputStream().close();
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The virtual machine is going down and runs the hook itself.
      return;
    }
  }

  /** Notes when the child last gave something. */
  private final class Heard extends InputStream {
    private final InputStream in;

    Heard(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      lastHeard = System.nanoTime();
      return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = in.read(target, offset, length);
      lastHeard = System.nanoTime();
      return count;
    }
  }
}
