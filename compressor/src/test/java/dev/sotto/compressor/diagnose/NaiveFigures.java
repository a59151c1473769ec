package dev.sotto.compressor.diagnose;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The figures of one layer normalisation, written down as method and papers state them, from all
 * activations at once.
 *
 * <p>Shapes: {@code N} clips, {@code T} tokens of a clip, {@code D} channels; a clip is [T, D].
 */
final class NaiveFigures {
  private NaiveFigures() {}

  static NormCapacity capacity(List<double[][]> inputs, double epsilon, double[] gamma) {
    double[] scales =
        inputs.stream()
            .flatMap(Arrays::stream)
            .mapToDouble(token -> Math.sqrt(variance(token) + epsilon))
            .sorted()
            .toArray();
    double gain = Arrays.stream(gamma).map(Math::abs).max().orElseThrow();
    int middle = scales.length / 2;
    double median =
        scales.length % 2 == 1 ? scales[middle] : 0.5 * (scales[middle - 1] + scales[middle]);
    double below = Arrays.stream(scales).map(s -> gain / s < 1 ? 1 : 0).average().orElseThrow();
    return new NormCapacity(scales.length, scales[0], median, gain, below);
  }

  static NormActivity activity(List<double[][]> outputs) {
    int width = outputs.get(0)[0].length;
    double sum = 0;
    for (int channel = 0; channel < width; channel++) {
      int c = channel;
      sum +=
          variance(
              outputs.stream().flatMap(Arrays::stream).mapToDouble(token -> token[c]).toArray());
    }
    double[][] gram = gram(outputs);
    int clips = gram.length;
    double cosines = Arrays.stream(gram).flatMapToDouble(DoubleStream::of).sum() - clips;
    return new NormActivity(
        sum / width,
        cosines / (clips * (clips - 1)),
        clips / NaiveAlgebra.largestEigenvalue(gram),
        true);
  }

  /** [N, N] of unit vectors; each clip is filled up with zeros to the longest. */
  private static double[][] gram(List<double[][]> outputs) {
    int width = outputs.get(0)[0].length;
    int longest = outputs.stream().mapToInt(clip -> clip.length).max().orElseThrow() * width;
    double[][] units = new double[outputs.size()][];
    for (int n = 0; n < units.length; n++) {
      double[] flat =
          Arrays.copyOf(
              Arrays.stream(outputs.get(n)).flatMapToDouble(DoubleStream::of).toArray(), longest);
      double length = Math.sqrt(NaiveAlgebra.dot(flat, flat));
      units[n] = Arrays.stream(flat).map(value -> value / length).toArray();
    }
    double[][] gram = new double[units.length][units.length];
    for (int n = 0; n < units.length; n++) {
      for (int m = 0; m < units.length; m++) {
        gram[n][m] = NaiveAlgebra.dot(units[n], units[m]);
      }
    }
    return gram;
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }
}
