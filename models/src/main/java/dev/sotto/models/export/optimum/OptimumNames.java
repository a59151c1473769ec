package dev.sotto.models.export.optimum;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.CachePort.Content;
import dev.sotto.models.export.ExportLayout.LayerPort;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What Optimum calls files and values; runners rely on all of it. */
public final class OptimumNames {
  public static final String FEATURES = "input_features";
  public static final String ENCODED = "last_hidden_state";
  public static final String TOKENS = "input_ids";
  public static final String STATES = "encoder_hidden_states";
  public static final String USE_CACHE = "use_cache_branch";
  public static final String POSITIONS = "cache_position";
  public static final String LOGITS = "logits";

  /** Of the switch between both forms of a merged decoder. */
  public static final String WITHOUT_CACHE = "else_branch";

  public static final String WITH_CACHE = "then_branch";

  private static final String PAST = "past_key_values.";
  private static final String PRESENT = "present.";

  /** What comes behind either: {@code 0.encoder.key}. */
  private static final Pattern CACHE =
      Pattern.compile("(?<layer>\\d{1,6})\\.(?<stack>decoder|encoder)\\.(?<content>key|value)");

  /** What belongs to one layer: its caches, and attention weights where an export gives them. */
  private static final Pattern OF_LAYER =
      Pattern.compile(
          "(?<before>(?:past_key_values|present|\\w+_attentions)\\.)(?<layer>\\d{1,6})"
              + "(?<after>\\.\\w+\\.\\w+)?");

  private OptimumNames() {}

  /** What a graph's file is called. */
  public static String fileName(Part part) {
    return switch (part) {
      case ENCODER -> "encoder_model.onnx";
      case DECODER -> "decoder_model.onnx";
      case DECODER_WITH_PAST -> "decoder_with_past_model.onnx";
      case DECODER_MERGED -> "decoder_model_merged.onnx";
    };
  }

  static Part part(String fileName) {
    return Arrays.stream(Part.values())
        .filter(part -> fileName(part).equals(fileName))
        .findFirst()
        .orElseThrow();
  }

  /** For example {@code past_key_values.0.encoder.key}. */
  public static String past(CachePort.Id cache) {
    return PAST + suffix(cache);
  }

  /** For example {@code present.0.decoder.value}. */
  public static String present(CachePort.Id cache) {
    return PRESENT + suffix(cache);
  }

  private static String suffix(CachePort.Id cache) {
    boolean cross = cache.block().kind() == Kind.CROSS_ATTENTION;
    return cache.block().layer()
        + (cross ? ".encoder." : ".decoder.")
        + cache.content().name().toLowerCase(Locale.ROOT);
  }

  /** The cache that an input takes. */
  static Optional<CachePort.Id> ofPast(String input) {
    return cache(PAST, input);
  }

  /** The cache that an output gives. */
  static Optional<CachePort.Id> ofPresent(String output) {
    return cache(PRESENT, output);
  }

  private static Optional<CachePort.Id> cache(String prefix, String value) {
    Matcher name = CACHE.matcher(value.startsWith(prefix) ? value.substring(prefix.length()) : "");
    if (!name.matches()) {
      return Optional.empty();
    }
    boolean cross = name.group("stack").equals("encoder");
    return Optional.of(
        new CachePort.Id(
            new BlockId(
                Stack.DECODER,
                Integer.parseInt(name.group("layer")),
                cross ? Kind.CROSS_ATTENTION : Kind.SELF_ATTENTION),
            name.group("content").equals("key") ? Content.KEY : Content.VALUE));
  }

  /** The layer that an input or output belongs to. */
  static Optional<LayerPort> layerPort(String value) {
    Matcher name = OF_LAYER.matcher(value);
    if (!name.matches()) {
      return Optional.empty();
    }
    String before = name.group("before");
    String after = Optional.ofNullable(name.group("after")).orElse("");
    return Optional.of(
        new LayerPort(Integer.parseInt(name.group("layer")), layer -> before + layer + after));
  }

  /** For messages. */
  static String caches() {
    return PRESENT + "* for each " + PAST + "*";
  }
}
