package dev.sotto.runtime.decode.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.Decoding.Ending;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.FallbackRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallbackDecoderTest {
  private static final DecodingOptions OPTIONS = DecodingOptions.defaults();

  @TempDir Path folder;

  /** A text of one token, which tells it from others, and the end token. */
  private static Decoding text(int token, double mean, double noSpeech, boolean looped) {
    return new Decoding(
        List.of(token, 150),
        2 * mean,
        OptionalDouble.of(noSpeech),
        1,
        looped ? Ending.LOOPED : Ending.ENDED,
        Optional.empty(),
        token / 10.0,
        false);
  }

  private static String noText(Decoding decoding) {
    return decoding.tokens().isEmpty() ? " " : "";
  }

  private static Decoding text(int token, double mean) {
    return text(token, mean, 0, false);
  }

  /** Gives what was prepared, and remembers what was heard. */
  private static final class Prepared implements Decoder {
    private final List<Decoding> decodings;
    private float[] heard;

    Prepared(Decoding... decodings) {
      this.decodings = List.of(decodings);
    }

    @Override
    public List<Decoding> decode(EncodedAudio audio) {
      assertEquals(decodings.size(), audio.size());
      heard = audio.toFloats();
      return decodings;
    }
  }

  private List<Decoding> decode(
      Prepared first, List<Prepared> others, Function<Decoding, String> text, int... items) {
    List<Double> temperatures = new ArrayList<>();
    FallbackDecoder decoder =
        new FallbackDecoder(
            first,
            temperature -> {
              temperatures.add(temperature);
              return others.get(temperatures.size() - 1);
            },
            OPTIONS,
            text);
    try (SearchModel model = new SearchModel(folder, Set.of(150))) {
      List<Decoding> found = model.decode(decoder, items);
      assertEquals(List.of(0.2, 0.4, 0.6, 0.8, 1.0).subList(0, others.size()), temperatures);
      return found;
    }
  }

  @Test
  void whatIsBelievedIsDecodedOnce() {
    Prepared first = new Prepared(text(0, -1.0), text(1, -0.2));
    assertEquals(first.decodings, decode(first, List.of(), FallbackDecoderTest::noText, 0, 1));
  }

  @Test
  void onlyTheWindowsThatFailAreDecodedAgain() {
    Prepared first = new Prepared(text(0, -1.1), text(0, -0.9), text(0, -1.2, 0, false));
    Prepared second = new Prepared(text(2, -1.3), text(2, -0.8));
    Prepared third = new Prepared(text(4, -0.7));
    List<Decoding> found =
        decode(first, List.of(second, third), FallbackDecoderTest::noText, 0, 1, 2);
    assertEquals(
        List.of(third.decodings.get(0), first.decodings.get(1), second.decodings.get(1)), found);
    int each = first.heard.length / 3;
    float[] failed = Arrays.copyOf(first.heard, 2 * each);
    System.arraycopy(first.heard, 2 * each, failed, each, each);
    assertArrayEquals(failed, second.heard);
    assertArrayEquals(Arrays.copyOf(first.heard, each), third.heard);
  }

  @Test
  void whatRepeatsItselfFails() {
    Prepared first = new Prepared(text(0, -0.1), text(0, -0.1, 0, true));
    Prepared second = new Prepared(text(2, -0.5), text(2, -0.5));
    Function<Decoding, String> text =
        decoding -> decoding.tokens().get(0) == 0 ? "again and ".repeat(20) : "again and so on";
    assertEquals(second.decodings, decode(first, List.of(second), text, 0, 1));
  }

  @Test
  void aSilentWindowIsLeftAsItIs() {
    Prepared first = new Prepared(text(0, -2, 0.7, false));
    assertEquals(first.decodings, decode(first, List.of(), FallbackDecoderTest::noText, 0));
  }

  @Test
  void cutWindowsThatFailOrSeemSilentAreHeardWholeBeforeAnythingIsDrawn() {
    Decoding believed = text(0, -0.1);
    Prepared cut = new Prepared(text(0, -1.1), believed, text(0, -2, 0.7, false));
    Prepared whole = new Prepared(text(1, -0.2), text(1, -1.3));
    Prepared drawn = new Prepared(text(2, -0.4));
    Iterator<Prepared> first = List.of(cut, whole).iterator();
    FallbackDecoder decoder =
        new FallbackDecoder(
            audio -> first.next().decode(audio), t -> drawn, OPTIONS, FallbackDecoderTest::noText);
    try (SearchModel model = new SearchModel(folder, Set.of(150))) {
      List<Decoding> found =
          model.heard(
              audio -> decoder.decode(audio.cutFrom(items -> model.encode(items))), 0, 1, 2);
      assertEquals(
          List.of(whole.decodings.get(0).again(), believed, drawn.decodings.get(0).again()), found);
      try (EncodedAudio again = model.encode(0, 2);
          EncodedAudio last = model.encode(2)) {
        assertArrayEquals(again.toFloats(), whole.heard);
        assertArrayEquals(last.toFloats(), drawn.heard);
      }
    }
  }

  @Test
  void cutWindowsThatAreBelievedAreNotHeardAgain() {
    Prepared cut = new Prepared(text(0, -0.1), text(1, -0.2));
    FallbackDecoder decoder =
        new FallbackDecoder(cut, t -> new Prepared(), OPTIONS, FallbackDecoderTest::noText);
    try (SearchModel model = new SearchModel(folder, Set.of(150))) {
      List<Decoding> found =
          model.heard(
              audio ->
                  decoder.decode(
                      audio.cutFrom(
                          items -> {
                            throw new AssertionError("heard again");
                          })),
              0,
              1);
      assertEquals(cut.decodings, found);
    }
  }

  @Test
  void ofTextsThatAllFailTheLikeliestThatDoesNotRepeatItselfIsKept() {
    Prepared first = new Prepared(text(0, -1.1, 0, true));
    List<Prepared> others =
        List.of(
            new Prepared(text(2, -3)),
            new Prepared(text(4, -1.5)),
            new Prepared(text(6, -1.2, 0, true)),
            new Prepared(text(8, -1.6)),
            new Prepared(text(10, -4)));
    assertEquals(others.get(1).decodings, decode(first, others, FallbackDecoderTest::noText, 0));
  }

  @Test
  void temperaturesRiseFromTheFirstOne() {
    assertEquals(List.of(0.2, 0.4, 0.6, 0.8, 1.0), FallbackDecoder.temperatures(0));
    assertEquals(List.of(0.6, 0.8, 1.0), FallbackDecoder.temperatures(0.4));
    assertEquals(List.of(), FallbackDecoder.temperatures(1));
  }

  /** The random model is sure of nothing: all are drawn for, and what is kept is the likeliest. */
  @Test
  void withARealModelTheOutcomeIsReproducible() {
    DecodingOptions sure =
        OPTIONS.withFallback(
            new FallbackRule(true, OptionalDouble.empty(), OptionalDouble.of(-0.01)));
    try (SearchModel model = new SearchModel(folder, Set.of(165, 167, 197, 150))) {
      SearchSpace space = model.space(sure);
      Decoder decoder =
          new FallbackDecoder(
              new GreedyDecoder(space),
              temperature -> new SamplingDecoder(space, sure.search().sampling(temperature)),
              sure,
              FallbackDecoderTest::noText);
      List<Decoding> together = model.decode(decoder, 0, 1, 2);
      for (int item = 0; item < 3; item++) {
        Decoding alone = model.decode(decoder, item).get(0);
        assertEquals(alone.tokens(), together.get(item).tokens());
        assertEquals(alone.temperature(), together.get(item).temperature());
        Decoding greedy = model.decode(new GreedyDecoder(space), item).get(0);
        assertTrue(
            greedy.looped() || alone.meanLogProbability() >= greedy.meanLogProbability() - 1e-6);
      }
    }
  }
}
