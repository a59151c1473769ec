package dev.sotto.runtime.features;

import java.util.Arrays;
import java.util.Objects;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * Whisper's input features.
 *
 * <p>Shapes: {@code M} mel bins, {@code F} frames of 160 samples. A window of {@code F*160} samples
 * at 16 kHz, zero beyond the audio, is mirrored by 200 samples at both ends; frame {@code f} is the
 * 400 samples from {@code f*160} on under a periodic Hann window. Its power spectrum goes through
 * {@link MelFilterBank}; with {@code x = log10(max(mel, 1e-10))} the feature is {@code (max(x,
 * max(all x) - 8) + 4) / 4}. (A. Radford et al., "Robust Speech Recognition via Large-Scale Weak
 * Supervision", 2022, section 2.2, and the code published with it.)
 *
 * <p>Immutable, so one instance serves any number of threads; a call uses one.
 */
public final class LogMel {
  /** Samples per second that the features are defined for. */
  public static final int SAMPLE_RATE = 16_000;

  /** Samples from one frame to the next. */
  public static final int HOP_SAMPLES = 160;

  /** Frames of a 30 s window, which is what Whisper is trained on. */
  public static final int WINDOW_FRAMES = 3_000;

  private static final int FRAME_SAMPLES = 400;
  private static final int MARGIN = FRAME_SAMPLES / 2;

  /** Fewer frames are shorter than the mirrored margin. */
  private static final int MIN_FRAMES = 2;

  private static final double FLOOR = 1e-10;
  private static final float LOG_FLOOR = -10;
  private static final float DYNAMIC_RANGE = 8;

  private final MelFilterBank filters;
  private final DoubleFFT_1D fft = new DoubleFFT_1D(FRAME_SAMPLES);
  private final double[] hann = hann();

  /**
   * @param melBins 80, or 128 from large-v3 on
   */
  public LogMel(int melBins) {
    this.filters = new MelFilterBank(melBins);
  }

  /** Number of mel bins, {@code M}. */
  public int melBins() {
    return filters.melBins();
  }

  /**
   * The features of one window.
   *
   * @param samples at 16 kHz, full scale ±1
   * @param from first sample of the window
   * @param to one past its last sample; what lies beyond {@code from + frames*160} does not count
   * @param frames {@code F}, at least 2; {@value #WINDOW_FRAMES} for 30 s
   * @return [M, F], row-major
   */
  public float[] window(float[] samples, int from, int to, int frames) {
    Objects.checkFromToIndex(from, to, samples.length);
    if (frames < MIN_FRAMES || frames > Integer.MAX_VALUE / Math.max(HOP_SAMPLES, melBins())) {
      throw new IllegalArgumentException("expected 2 or more frames, received " + frames);
    }
    int length = frames * HOP_SAMPLES;
    int audio = Math.min(to - from, length);
    float[] features = new float[melBins() * frames];
    Arrays.fill(features, LOG_FLOOR);
    double[] frame = new double[FRAME_SAMPLES];
    double[] power = new double[MelFilterBank.FREQUENCY_BINS];
    float highest = LOG_FLOOR;
    for (int f = 0; f < frames && f * HOP_SAMPLES - MARGIN < audio; f++) {
      fillFrame(frame, f * HOP_SAMPLES - MARGIN, samples, from, audio, length);
      powerSpectrum(frame, power);
      highest = Math.max(highest, logMel(power, features, f, frames));
    }
    normalise(features, highest);
    return features;
  }

  /**
   * The features of a window in which nothing sounds.
   *
   * @param frames {@code F}
   * @return [M, F], row-major
   */
  public float[] silence(int frames) {
    float[] features = new float[melBins() * frames];
    Arrays.fill(features, LOG_FLOOR);
    normalise(features, LOG_FLOOR);
    return features;
  }

  /** Samples {@code start} to {@code start+400} of the mirrored window, under the Hann window. */
  private void fillFrame(
      double[] frame, int start, float[] samples, int from, int audio, int length) {
    if (start >= 0 && start + FRAME_SAMPLES <= audio) {
      for (int i = 0; i < FRAME_SAMPLES; i++) {
        frame[i] = samples[from + start + i] * hann[i];
      }
      return;
    }
    for (int i = 0; i < FRAME_SAMPLES; i++) {
      int at = Math.abs(start + i);
      int mirrored = at < length ? at : 2 * (length - 1) - at;
      frame[i] = mirrored < audio ? samples[from + mirrored] * hann[i] : 0;
    }
  }

  /** {@code power[k] = |DFT(frame)[k]|^2}; overwrites {@code frame}. */
  private void powerSpectrum(double[] frame, double[] power) {
    fft.realForward(frame);
    int last = power.length - 1;
    power[0] = frame[0] * frame[0];
    power[last] = frame[1] * frame[1];
    for (int k = 1; k < last; k++) {
      double real = frame[2 * k];
      double imaginary = frame[2 * k + 1];
      power[k] = real * real + imaginary * imaginary;
    }
  }

  /** Puts the logarithms into column {@code f} and returns the highest. */
  private float logMel(double[] power, float[] features, int f, int frames) {
    float highest = LOG_FLOOR;
    for (int m = 0; m < filters.melBins(); m++) {
      double mel = filters.apply(m, power);
      if (mel > FLOOR) {
        float value = (float) Math.log10(mel);
        features[m * frames + f] = value;
        highest = Math.max(highest, value);
      }
    }
    return highest;
  }

  private static void normalise(float[] features, float highest) {
    float lowest = highest - DYNAMIC_RANGE;
    for (int i = 0; i < features.length; i++) {
      features[i] = (Math.max(features[i], lowest) + 4) / 4;
    }
  }

  private static double[] hann() {
    double[] window = new double[FRAME_SAMPLES];
    for (int i = 0; i < FRAME_SAMPLES; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / FRAME_SAMPLES);
    }
    return window;
  }
}
