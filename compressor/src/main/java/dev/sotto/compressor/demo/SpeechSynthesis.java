package dev.sotto.compressor.demo;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.runtime.audio.AudioReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Speaks sentences with espeak-ng, a program of its own; see https://github.com/espeak-ng. */
public final class SpeechSynthesis {
  /** Longest speech, so that it fits a window of three seconds with silence around it. */
  static final double MOST_SECONDS = 2.2;

  private static final String PROGRAM = "espeak-ng";
  private static final float SILENT = 1e-3f;

  private SpeechSynthesis() {}

  /**
   * The first line that espeak-ng says of itself.
   *
   * @throws SottoException if it cannot be run
   */
  public static String version() {
    return run(List.of(PROGRAM, "--version"))
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll(" +Data at:.*", "");
  }

  /**
   * Speaks {@code text}, silence at both ends cut off; faster than asked where it would take longer
   * than {@value #MOST_SECONDS} s.
   *
   * @return samples at 16 kHz, full scale ±1
   * @throws SottoException if espeak-ng is absent or fails
   */
  public static float[] speak(String text, Voice voice) {
    float[] samples = speakOnce(text, voice);
    double seconds = (double) samples.length / AudioReader.SAMPLE_RATE;
    int speed = voice.wordsPerMinute();
    // Pauses do not shrink with the speed, so it takes more than one attempt now and then.
    for (int attempt = 1; seconds > MOST_SECONDS && attempt <= 4; attempt++) {
      speed = (int) Math.ceil(speed * seconds / MOST_SECONDS * 1.02);
      samples = speakOnce(text, voice.at(speed));
      seconds = (double) samples.length / AudioReader.SAMPLE_RATE;
    }
    return samples;
  }

  private static float[] speakOnce(String text, Voice voice) {
    try (TemporaryFolder folder = TemporaryFolder.create("sotto-speech-")) {
      Path file = folder.path().resolve("speech.wav");
      run(
          List.of(
              PROGRAM,
              "-v",
              voice.name(),
              "-s",
              String.valueOf(voice.wordsPerMinute()),
              "-p",
              String.valueOf(voice.pitch()),
              "-w",
              file.toString(),
              "--",
              text));
      return trimmed(AudioReader.read(file).samples());
    }
  }

  private static float[] trimmed(float[] samples) {
    int from = 0;
    int to = samples.length;
    while (from < to && Math.abs(samples[from]) < SILENT) {
      from++;
    }
    while (to > from && Math.abs(samples[to - 1]) < SILENT) {
      to--;
    }
    if (from == to) {
      throw SottoException.badInput(PROGRAM, "expected speech, found silence");
    }
    return Arrays.copyOfRange(samples, from, to);
  }

  /** What the program prints. */
  static String run(List<String> command) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new SottoException(
          SottoException.Code.BAD_INPUT,
          "expected espeak-ng (Debian package espeak-ng) on the PATH, found none; install it",
          e);
    }
    try (InputStream printed = process.getInputStream()) {
      String text = new String(printed.readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw SottoException.badInput(PROGRAM, "failed with exit code " + exitCode + ": " + text);
      }
      return text;
    } catch (IOException e) {
      throw SottoException.badInput(PROGRAM, "cannot be heard: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new SottoException(SottoException.Code.INTERNAL, "interrupted while speaking", e);
    }
  }
}
