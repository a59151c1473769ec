package dev.sotto.models.export.toy;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.ExportLayout.LayerPort;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.Part;
import java.util.Locale;
import java.util.Optional;

/** What the toy calls files and values. */
final class ToyNames {
  static final String FEATURES = "sound";
  static final String ENCODED = "heard";
  static final String TOKENS = "ids";
  static final String STATES = "audio";
  static final String LOGITS = "scores";

  private ToyNames() {}

  static String file(Part part) {
    return switch (part) {
      case ENCODER -> "toy-ear.onnx";
      case DECODER -> "toy-first.onnx";
      case DECODER_WITH_PAST -> "toy-next.onnx";
      case DECODER_MERGED -> throw new IllegalArgumentException("the toy has none");
    };
  }

  static String past(CachePort.Id cache) {
    return "in_" + cache(cache);
  }

  static String present(CachePort.Id cache) {
    return "out_" + cache(cache);
  }

  static Optional<LayerPort> layerPort(String value) {
    if (!value.matches("(in|out)_(cross|self)_(key|value)_\\d{1,6}")) {
      return Optional.empty();
    }
    int end = value.lastIndexOf('_') + 1;
    return Optional.of(
        new LayerPort(
            Integer.parseInt(value.substring(end)), layer -> value.substring(0, end) + layer));
  }

  private static String cache(CachePort.Id cache) {
    return "%s_%s_%d"
        .formatted(
            cache.block().kind() == Kind.CROSS_ATTENTION ? "cross" : "self",
            cache.content().name().toLowerCase(Locale.ROOT),
            cache.block().layer());
  }
}
