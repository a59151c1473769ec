package dev.sotto.runtime.decode.search;

import dev.sotto.runtime.decode.Decoder;
import dev.sotto.runtime.decode.Decoding;
import dev.sotto.runtime.decode.EncodedAudio;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Decodes a batch in portions. A search with several sequences for each utterance holds the caches
 * of all of them, 18 MB each for tiny.en.
 *
 * @param utterances most in a portion
 */
record PortionedDecoder(Decoder decoder, int utterances) implements Decoder {
  private static final int MOST_ROWS = 16;

  /** Portions such that {@code copies} of each utterance are few enough. */
  static Decoder of(Decoder decoder, int copies) {
    return new PortionedDecoder(decoder, Math.max(1, MOST_ROWS / copies));
  }

  @Override
  public List<Decoding> decode(EncodedAudio audio) {
    if (audio.size() <= utterances) {
      return decoder.decode(audio);
    }
    List<Decoding> decodings = new ArrayList<>();
    for (int from = 0; from < audio.size(); from += utterances) {
      int[] items = IntStream.range(from, Math.min(from + utterances, audio.size())).toArray();
      try (EncodedAudio portion = audio.select(items)) {
        decodings.addAll(decoder.decode(portion));
      }
    }
    return decodings;
  }
}
