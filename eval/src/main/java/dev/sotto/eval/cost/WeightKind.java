package dev.sotto.eval.cost;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.MappedData;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.WeightSite;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the bytes of an export are there for. */
public enum WeightKind {
  ENCODER_ATTENTION("encoder: attention"),
  ENCODER_FEED_FORWARD("encoder: feed-forward"),
  DECODER_SELF_ATTENTION("decoder: self-attention"),
  DECODER_CROSS_ATTENTION("decoder: cross-attention"),
  DECODER_FEED_FORWARD("decoder: feed-forward"),
  VOCABULARY("vocabulary"),
  OTHER_WEIGHTS("other weights"),
  GRAPHS("graphs and constants");

  private final String label;

  WeightKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /**
   * The bytes of {@code total} by kind. A weight counts once for every place where it is stored,
   * however many graphs, and places in them, read it there.
   */
  static Map<WeightKind, Long> bytes(WhisperModel model, long total) {
    Map<WeightKind, Long> bytes = new EnumMap<>(WeightKind.class);
    Set<Object> counted = new HashSet<>();
    for (LogicalWeight weight : model.weights().values()) {
      for (WeightSite site : weight.sites()) {
        TensorData data = site.tensor().data();
        if (counted.add(data instanceof MappedData mapped ? mapped.place() : data)) {
          bytes.merge(ofRole(weight.role()), data.byteSize(), Long::sum);
        }
      }
    }
    long weights = bytes.values().stream().mapToLong(Long::longValue).sum();
    bytes.put(GRAPHS, Math.max(0, total - weights));
    return Collections.unmodifiableMap(bytes);
  }

  private static WeightKind ofRole(String role) {
    boolean encoder = role.startsWith("encoder.");
    if (role.contains(".self_attn.")) {
      return encoder ? ENCODER_ATTENTION : DECODER_SELF_ATTENTION;
    }
    if (role.contains(".encoder_attn.")) {
      return DECODER_CROSS_ATTENTION;
    }
    if (role.contains(".fc1.") || role.contains(".fc2.")) {
      return encoder ? ENCODER_FEED_FORWARD : DECODER_FEED_FORWARD;
    }
    return role.equals("decoder.embed_tokens.weight") || role.equals("proj_out.weight")
        ? VOCABULARY
        : OTHER_WEIGHTS;
  }
}
