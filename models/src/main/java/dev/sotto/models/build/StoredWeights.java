package dev.sotto.models.build;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.whisper.Roles;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Weights that exist: those of a safetensors file, or any others that are known by role. */
public final class StoredWeights implements WeightSource {
  /**
   * What wrappers put before the roles: Hugging Face's model with a head for transcription, PEFT,
   * and PyTorch for several devices and for compiled models.
   */
  private static final Pattern PREFIX =
      Pattern.compile("^(base_model\\.model\\.|module\\.|_orig_mod\\.)*(model\\.)?");

  /** What PEFT calls the parts of a layer that it trains beside the model's own weight. */
  private static final Pattern ADAPTER =
      Pattern.compile("(^|\\.)(lora_\\w+|base_layer|modules_to_save|original_module)\\.");

  private final Object subject;
  private final Map<String, Tensor> byRole = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  /**
   * @param subject what to call the whole in a message: the file
   * @param weights by role, or by Hugging Face's name for it
   * @param tied whether the output projection is the embedding
   * @throws SottoException if two names stand for one role, weights of an adapter are not merged
   *     into the model's, or the output projection contradicts {@code tied}
   */
  public StoredWeights(Object subject, Map<String, Tensor> weights, boolean tied) {
    this.subject = subject;
    weights.forEach(this::add);
    if (tied) {
      tie();
    } else if (!byRole.containsKey(Roles.PROJECTION)) {
      throw SottoException.badInput(
          subject,
          "lacks the tensor '"
              + Roles.PROJECTION
              + "', which config.json's \"tie_word_embeddings\": false asks for");
    }
  }

  /** The weights of a file with Hugging Face's names. */
  public static StoredWeights of(SafetensorsFile file, boolean tied) {
    return new StoredWeights(file.file(), file.tensors(), tied);
  }

  private void add(String name, Tensor tensor) {
    if (ADAPTER.matcher(name).find()) {
      throw SottoException.badInput(
          subject,
          ("holds '%s', a part of an adapter that is not merged into the model; merge it"
                  + " first, with PEFT: model.merge_and_unload().save_pretrained(FOLDER)")
              .formatted(name));
    }
    String role = PREFIX.matcher(name).replaceFirst("");
    if (byRole.put(role, tensor) != null) {
      throw SottoException.badInput(
          subject, "holds '" + role + "' twice, under names with different prefixes");
    }
  }

  /** One tensor with two names is stored under either or both. */
  private void tie() {
    Tensor projection = byRole.remove(Roles.PROJECTION);
    if (projection == null) {
      return;
    }
    Tensor embedding = byRole.putIfAbsent(Roles.EMBEDDING, projection);
    if (embedding != null
        && !(Arrays.equals(embedding.shape(), projection.shape())
            && embedding.bytes().equals(projection.bytes()))) {
      throw SottoException.badInput(
          subject,
          ("expected '%s' to be the embedding, found other values; if that is meant,"
                  + " config.json must say \"tie_word_embeddings\": false")
              .formatted(Roles.PROJECTION));
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
          "expected shape %s of '%s' as config.json says, found %s"
              .formatted(Arrays.toString(shape), role, Arrays.toString(tensor.shape())));
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
