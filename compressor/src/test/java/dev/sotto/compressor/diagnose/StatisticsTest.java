package dev.sotto.compressor.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streamed statistics against definitions, and against values known beforehand. */
class StatisticsTest {
  private static final int WIDTH = 5;
  private static final double EPSILON = 1e-5;

  /** Clips of different lengths around a common mean far from zero. */
  private static List<double[][]> clips(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<double[][]> clips = new ArrayList<>();
    for (int length : new int[] {3, 300, 1, 17}) {
      double[][] clip = new double[length][WIDTH];
      for (double[] token : clip) {
        double spread = Math.exp(random.nextGaussian());
        for (int c = 0; c < WIDTH; c++) {
          token[c] = (float) (1000 * c + spread * random.nextGaussian());
        }
      }
      clips.add(clip);
    }
    return clips;
  }

  private static float[] flat(double[][] clip) {
    double[] values = Arrays.stream(clip).flatMapToDouble(DoubleStream::of).toArray();
    float[] flat = new float[values.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) values[i];
    }
    return flat;
  }

  /** The same with rows behind it that are to be masked. */
  private static float[] padded(double[][] clip) {
    float[] flat = flat(clip);
    float[] padded = Arrays.copyOf(flat, flat.length + 2 * WIDTH);
    Arrays.fill(padded, flat.length, padded.length, 1e9f);
    return padded;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void scalesGiveTheCapacityOfAllTokens(long seed) {
    NormScales scales = new NormScales(EPSILON, WIDTH);
    List<double[][]> clips = clips(seed);
    clips.forEach(clip -> scales.add(padded(clip), clip.length));
    // The means of the channels alone make a scale of 1,414.2.
    double[] gamma = {1, -1414.3, 3, 0, 2};
    NormCapacity expected = NaiveFigures.capacity(clips, EPSILON, gamma);
    NormCapacity found = scales.capacity(1414.3);
    assertEquals(321, found.tokens());
    assertEquals(expected.minScale(), found.minScale(), 1e-9);
    assertEquals(expected.medianScale(), found.medianScale(), 1e-9);
    assertEquals(expected.belowOne(), found.belowOne());
    assertTrue(found.belowOne() > 0 && found.belowOne() < 1, found.toString());
    assertEquals(1414.3 / found.minScale(), found.largestRatio());
  }

  @Test
  void aScaleIsTheRootOfVarianceAndEpsilon() {
    NormScales scales = new NormScales(0.25, 2);
    scales.add(new float[] {1, 3, 5, 5, 0, 6, 7, 7}, 3);
    // Variances 1, 0 and 9.
    NormCapacity found = scales.capacity(2);
    assertEquals(new NormCapacity(3, 0.5, Math.sqrt(1.25), 2, 1 / 3.0), found);
    assertEquals(4, found.largestRatio());
    assertEquals(2 / Math.sqrt(1.25), found.medianRatio());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void varianceIsThatOfAllTokensByChannel(long seed) {
    ChannelVariance variance = new ChannelVariance(WIDTH);
    List<double[][]> clips = clips(seed);
    clips.forEach(clip -> variance.add(padded(clip), clip.length));
    double expected = NaiveFigures.activity(clips).variance();
    assertEquals(expected, variance.value(), 1e-10 * expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void similarityIsThatOfTheFullGramMatrix(long seed) {
    List<double[][]> clips = clips(seed);
    ClipSimilarity similarity = new ClipSimilarity();
    clips.forEach(clip -> similarity.add(flat(clip)));
    NormActivity expected = NaiveFigures.activity(clips);
    assertEquals(expected.meanCosine(), similarity.meanCosine(), 1e-12);
    assertEquals(expected.stableRank(), rank(similarity, seed), 1e-7);
  }

  private static double rank(ClipSimilarity similarity, long seed) {
    return similarity.clips() / similarity.largestEigenvalue(seed).value();
  }

  @Test
  void similarityOfDirectionsThatAreKnown() {
    ClipSimilarity apart = new ClipSimilarity();
    ClipSimilarity alike = new ClipSimilarity();
    for (int clip = 0; clip < 4; clip++) {
      float[] own = new float[8];
      own[2 * clip] = 1 + clip;
      apart.add(own);
      alike.add(new float[] {clip + 1, 2 * clip + 2});
    }
    assertEquals(0, apart.meanCosine());
    assertEquals(4, rank(apart, 1), 1e-9);
    assertEquals(1, alike.meanCosine(), 1e-12);
    assertEquals(1, rank(alike, 1), 1e-9);
  }

  @Test
  void aClipOfZerosHasNoDirection() {
    ClipSimilarity similarity = new ClipSimilarity();
    similarity.add(new float[] {1, 2});
    similarity.add(new float[] {0, 0});
    assertTrue(Double.isNaN(similarity.meanCosine()));
    assertTrue(Double.isNaN(rank(similarity, 1)));
  }
}
