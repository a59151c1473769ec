package dev.sotto.models.build;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.safetensors.FloatData;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes weights by the names that Hugging Face's Whisper gives them. */
public final class HuggingFaceWeights {
  private static final String PREFIX = "model.";
  private static final String PROJECTION = "proj_out.weight";
  private static final String EMBEDDING = "decoder.embed_tokens.weight";

  private HuggingFaceWeights() {}

  /** The weights by role; an output projection that equals the embedding is tied, and left out. */
  public static Map<String, Tensor> byRole(Map<String, Tensor> tensors) {
    Map<String, Tensor> byRole = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            byRole.put(
                name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name,
                FloatData.widen(tensor)));
    Tensor projection = byRole.get(PROJECTION);
    Tensor embedding = byRole.get(EMBEDDING);
    if (projection != null && embedding != null && projection.bytes().equals(embedding.bytes())) {
      byRole.remove(PROJECTION);
    }
    return byRole;
  }
}
