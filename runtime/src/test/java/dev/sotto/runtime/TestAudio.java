package dev.sotto.runtime;

import dev.sotto.runtime.decode.LogMelExtractor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * A second, slow way from a WAV file to a log-mel window, by the definition: it keeps the decoder's
 * tests apart from the product's own audio and features.
 */
public final class TestAudio {
  private static final int WINDOW = 400;
  private static final int HOP = 160;
  private static final int FRAMES = 3000;
  private static final int FREQUENCIES = WINDOW / 2 + 1;

  private TestAudio() {}

  /** The samples of a 16 kHz mono WAV file of 16 bits. */
  public static float[] readWav(Path file) {
    try (AudioInputStream in =
        AudioSystem.getAudioInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.getFormat().getSampleRate() != 16_000 || in.getFormat().getSampleSizeInBits() != 16) {
        throw new IllegalArgumentException(file + ": " + in.getFormat());
      }
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      float[] samples = new float[bytes.remaining() / 2];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = bytes.getShort() / 32768f;
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (UnsupportedAudioFileException e) {
      throw new IllegalArgumentException(file.toString(), e);
    }
  }

  /** Log-mel windows by a plain discrete Fourier transform. */
  public static LogMelExtractor naiveLogMel(int melBins) {
    double[][] filters = slaneyFilters(melBins);
    return samples -> logMel(samples, filters);
  }

  private static float[] logMel(float[] samples, double[][] filters) {
    double[][] mel = new double[filters.length][FRAMES];
    double max = -10;
    for (int frame = 0; frame < FRAMES; frame++) {
      double[] power = power(samples, frame * HOP - WINDOW / 2);
      for (int bin = 0; bin < filters.length; bin++) {
        double sum = 0;
        for (int k = 0; k < FREQUENCIES; k++) {
          sum += filters[bin][k] * power[k];
        }
        mel[bin][frame] = Math.log10(Math.max(sum, 1e-10));
        max = Math.max(max, mel[bin][frame]);
      }
    }
    float[] values = new float[filters.length * FRAMES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((Math.max(mel[i / FRAMES][i % FRAMES], max - 8) + 4) / 4);
    }
    return values;
  }

  private static final double[] COSINES = new double[WINDOW];

  static {
    for (int i = 0; i < WINDOW; i++) {
      COSINES[i] = Math.cos(2 * Math.PI * i / WINDOW);
    }
  }

  private static double[] power(float[] samples, int start) {
    double[] power = new double[FREQUENCIES];
    if (start >= samples.length) {
      return power;
    }
    double[] windowed = new double[WINDOW];
    for (int i = 0; i < WINDOW; i++) {
      int at = Math.abs(start + i);
      windowed[i] = at < samples.length ? samples[at] * (0.5 - 0.5 * COSINES[i]) : 0;
    }
    for (int k = 0; k < FREQUENCIES; k++) {
      double real = 0;
      double imaginary = 0;
      for (int i = 0; i < WINDOW; i++) {
        real += windowed[i] * COSINES[k * i % WINDOW];
        imaginary += windowed[i] * COSINES[(k * i + WINDOW * 3 / 4) % WINDOW];
      }
      power[k] = real * real + imaginary * imaginary;
    }
    return power;
  }

  /** Triangles of equal area between points that are even on Slaney's mel scale. */
  private static double[][] slaneyFilters(int melBins) {
    double[] points = new double[melBins + 2];
    double top = 15 + 27 * Math.log(8) / Math.log(6.4);
    for (int i = 0; i < points.length; i++) {
      double mel = top * i / (melBins + 1);
      points[i] = mel < 15 ? mel * 200 / 3 : 1000 * Math.exp((mel - 15) * Math.log(6.4) / 27);
    }
    double[][] filters = new double[melBins][FREQUENCIES];
    for (int bin = 0; bin < melBins; bin++) {
      for (int k = 0; k < FREQUENCIES; k++) {
        double up = (k * 40.0 - points[bin]) / (points[bin + 1] - points[bin]);
        double down = (points[bin + 2] - k * 40.0) / (points[bin + 2] - points[bin + 1]);
        filters[bin][k] = Math.max(0, Math.min(up, down)) * 2 / (points[bin + 2] - points[bin]);
      }
    }
    return filters;
  }
}
