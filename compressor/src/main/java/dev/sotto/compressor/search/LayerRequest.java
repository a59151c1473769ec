package dev.sotto.compressor.search;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.LayerId;
import dev.sotto.models.whisper.LeavingLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which layers are to leave, as a user says it: {@code encoder.2,decoder.1} by their numbers,
 * {@code decoder=2} so many of a stack, {@code auto=2} so many of either, whichever the model
 * misses least.
 *
 * @param named by their numbers
 * @param encoder how many more of the encoder
 * @param decoder how many more of the decoder
 * @param either how many more of either
 */
public record LayerRequest(LeavingLayers named, int encoder, int decoder, int either) {
  public static final LayerRequest NONE = new LayerRequest(LeavingLayers.NONE, 0, 0, 0);

  private static final Pattern COUNT = Pattern.compile("(encoder|decoder|auto)=(\\d{1,4})");

  /**
   * Reads entries between commas.
   *
   * @throws SottoException with code USAGE if one has another form, or none is there
   */
  public static LayerRequest parse(String text) {
    List<LayerId> named = new ArrayList<>();
    LayerRequest request = NONE;
    for (String entry : text.strip().toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1)) {
      Matcher count = COUNT.matcher(entry);
      if (count.matches()) {
        request = request.and(count.group(1), Integer.parseInt(count.group(2)));
      } else {
        named.add(LayerId.of(entry).orElseThrow(() -> wrong(entry)));
      }
    }
    return new LayerRequest(
        LeavingLayers.of(named), request.encoder, request.decoder, request.either);
  }

  private LayerRequest and(String stack, int count) {
    if (count < 1) {
      throw wrong(stack + "=" + count);
    }
    return switch (stack) {
      case "encoder" -> new LayerRequest(named, encoder + count, decoder, either);
      case "decoder" -> new LayerRequest(named, encoder, decoder + count, either);
      default -> new LayerRequest(named, encoder, decoder, either + count);
    };
  }

  private static SottoException wrong(String entry) {
    return SottoException.usage(
        "expected layers such as encoder.2,decoder.1, or how many, such as decoder=2 or auto=2,"
            + " found '"
            + entry
            + "'");
  }

  public boolean isEmpty() {
    return named.isEmpty() && !isMeasured();
  }

  /** Whether some are to be found by what the model does without them. */
  public boolean isMeasured() {
    return encoder + decoder + either > 0;
  }

  /** Whether more of a stack are to be found. */
  public boolean wants(Stack stack) {
    return either > 0 || of(stack) > 0;
  }

  private int of(Stack stack) {
    return stack == Stack.ENCODER ? encoder : decoder;
  }

  /** What is still wanted once {@code found} leaves as well. */
  public LayerRequest with(LayerId found) {
    List<LayerId> all = new ArrayList<>(named.all());
    all.add(found);
    LeavingLayers more = LeavingLayers.of(all);
    if (of(found.stack()) == 0) {
      return new LayerRequest(more, encoder, decoder, either - 1);
    }
    return found.stack() == Stack.ENCODER
        ? new LayerRequest(more, encoder - 1, decoder, either)
        : new LayerRequest(more, encoder, decoder - 1, either);
  }

  /** As it can be parsed again. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(",");
    named.all().forEach(layer -> text.add(layer.toString()));
    if (encoder > 0) {
      text.add("encoder=" + encoder);
    }
    if (decoder > 0) {
      text.add("decoder=" + decoder);
    }
    if (either > 0) {
      text.add("auto=" + either);
    }
    return text.toString();
  }
}
