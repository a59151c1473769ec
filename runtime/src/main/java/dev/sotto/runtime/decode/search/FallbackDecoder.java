package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.SilenceRule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Decodes those windows once more whose text is not believed, by draws at rising temperatures,
 * until one is. A window that counts as silent is left as it is. Where it was cut to the length of
 * its sound, a whole window is tried before anything else: a decoder that sees less silence than it
 * was trained with may run away, or find nothing.
 *
 * <p>Where no text is believed, OpenAI's Whisper takes the last one, drawn at temperature 1. This
 * decoder takes the likeliest of those that do not repeat themselves, or else of all, as
 * faster-whisper does: most often the first.
 *
 * @see <a href="https://github.com/openai/whisper/blob/main/whisper/transcribe.py">transcribe.py,
 *     decode_with_fallback</a>
 */
final class FallbackDecoder implements Decoder {
  private static final int TENTHS = 10;
  private static final int STEP_TENTHS = 2;

  private final Decoder first;
  private final DoubleFunction<Decoder> at;
  private final DecodingOptions options;
  private final Function<Decoding, String> text;

  /**
   * @param first decodes all windows
   * @param at draws at a temperature
   * @param text of what was written
   */
  FallbackDecoder(
      Decoder first,
      DoubleFunction<Decoder> at,
      DecodingOptions options,
      Function<Decoding, String> text) {
    this.first = first;
    this.at = at;
    this.options = options;
    this.text = text;
  }

  @Override
  public List<Decoding> decode(EncodedAudio audio) {
    List<Decoding> decodings = first.decode(audio);
    return audio.isCut() ? heardWhole(audio, decodings) : drawn(audio, decodings);
  }

  /** Takes what a whole window makes of those that are not believed, or seem silent. */
  private List<Decoding> heardWhole(EncodedAudio cut, List<Decoding> decodings) {
    int[] open =
        IntStream.range(0, decodings.size())
            .filter(item -> !tried(decodings.get(item)).stands(options.silence()))
            .toArray();
    if (open.length == 0) {
      return decodings;
    }
    List<Decoding> heard = new ArrayList<>(decodings);
    try (EncodedAudio whole = cut.whole(open)) {
      List<Decoding> again = decode(whole);
      IntStream.range(0, open.length).forEach(i -> heard.set(open[i], again.get(i).again()));
    }
    return heard;
  }

  private List<Decoding> drawn(EncodedAudio audio, List<Decoding> decodings) {
    List<List<Attempt>> attempts = new ArrayList<>();
    decodings.forEach(decoding -> attempts.add(new ArrayList<>(List.of(tried(decoding)))));
    for (double temperature : temperatures(options.search().temperature())) {
      int[] open =
          IntStream.range(0, attempts.size())
              .filter(item -> last(attempts.get(item)).fails())
              .toArray();
      if (open.length == 0) {
        break;
      }
      try (EncodedAudio again = audio.select(open)) {
        List<Decoding> drawn = at.apply(temperature).decode(again);
        for (int i = 0; i < open.length; i++) {
          attempts.get(open[i]).add(tried(drawn.get(i)));
        }
      }
    }
    return attempts.stream().map(FallbackDecoder::best).toList();
  }

  /** Those above {@code from} in steps of 0.2, up to 1. */
  static List<Double> temperatures(double from) {
    int beyond = (int) Math.floor(from * TENTHS + 1e-6) + STEP_TENTHS;
    return IntStream.iterate(beyond, tenths -> tenths <= TENTHS, tenths -> tenths + STEP_TENTHS)
        .mapToObj(tenths -> (double) tenths / TENTHS)
        .toList();
  }

  /** A text and what speaks against it. */
  private record Attempt(Decoding decoding, boolean repeats, boolean fails) {
    boolean stands(SilenceRule silence) {
      return !fails && !silence.isSilent(decoding);
    }
  }

  private Attempt tried(Decoding decoding) {
    boolean repeats =
        options.fallback().repeats(decoding, CompressionRatio.of(text.apply(decoding)));
    boolean fails = repeats || options.fallback().unsure(decoding);
    return new Attempt(decoding, repeats, fails && !options.silence().isSilent(decoding));
  }

  private static Attempt last(List<Attempt> attempts) {
    return attempts.get(attempts.size() - 1);
  }

  private static Decoding best(List<Attempt> attempts) {
    Attempt best = last(attempts);
    if (best.fails()) {
      best = attempts.get(0);
      for (Attempt other : attempts) {
        boolean likelier =
            other.decoding().meanLogProbability() > best.decoding().meanLogProbability();
        if (best.repeats() == other.repeats() ? likelier : best.repeats()) {
          best = other;
        }
      }
    }
    return best.decoding();
  }
}
