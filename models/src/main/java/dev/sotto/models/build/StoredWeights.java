package dev.sotto.models.build;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.safetensors.FloatData;
import dev.sotto.models.safetensors.SafetensorsFile;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Weights that exist: those of a safetensors file, or any others that are known by role. */
public final class StoredWeights implements WeightSource {
  /** What Hugging Face puts before the roles of a model with a head for transcription. */
  private static final String PREFIX = "model.";

  private static final String EMBEDDING = "decoder.embed_tokens.weight";
  private static final String PROJECTION = "proj_out.weight";

  private final Object subject;
  private final Map<String, Tensor> byRole = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  /**
   * @param subject what to call the whole in a message: the file
   * @param weights by role, or by Hugging Face's name for it
   * @throws SottoException if two names stand for one role, or the output projection is not the
   *     embedding, as it is in every Whisper
   */
  public StoredWeights(Object subject, Map<String, Tensor> weights) {
    this.subject = subject;
    weights.forEach(
        (name, tensor) -> {
          String role = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
          if (byRole.put(role, tensor) != null) {
            throw SottoException.badInput(
                subject, "holds '" + role + "' twice, with and without '" + PREFIX + "'");
          }
        });
    tie();
  }

  /** The weights of a file with Hugging Face's names. */
  public static StoredWeights of(SafetensorsFile file) {
    return new StoredWeights(file.file(), file.tensors());
  }

  /** One tensor with two names is stored under either or both. */
  private void tie() {
    Tensor projection = byRole.remove(PROJECTION);
    if (projection == null) {
      return;
    }
    Tensor embedding = byRole.putIfAbsent(EMBEDDING, projection);
    if (embedding != null
        && !(Arrays.equals(embedding.shape(), projection.shape())
            && embedding.bytes().equals(projection.bytes()))) {
      throw SottoException.badInput(
          subject, "expected '" + PROJECTION + "' to be the embedding, found other values");
    }
  }

  @Override
  public int outputs(String role, int usual) {
    Tensor tensor = find(role);
    return tensor.rank() == 0 ? 0 : Math.toIntExact(tensor.shape()[0]);
  }

  @Override
  public Tensor weight(String role, long... shape) {
    Tensor tensor = find(role);
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw SottoException.badInput(
          subject,
          "expected shape "
              + Arrays.toString(shape)
              + " of '"
              + role
              + "' as config.json says, found "
              + Arrays.toString(tensor.shape()));
    }
    used.add(role);
    return FloatData.widen(tensor);
  }

  private Tensor find(String role) {
    Tensor tensor = byRole.get(role);
    if (tensor == null) {
      throw SottoException.badInput(subject, "lacks the tensor '" + role + "'");
    }
    return tensor;
  }

  @Override
  public void checkAllUsed() {
    byRole.keySet().stream()
        .filter(role -> !used.contains(role))
        .findFirst()
        .ifPresent(
            role -> {
              throw SottoException.badInput(
                  subject,
                  "holds the tensor '" + role + "', for which config.json's model has no place");
            });
  }
}
