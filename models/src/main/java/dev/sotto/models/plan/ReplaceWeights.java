package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.safetensors.SafetensorsFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Puts other numbers in the place of weights, such as those that training gave.
 *
 * @param values where they are
 */
public record ReplaceWeights(Source values) implements Edit {
  static final String KIND = "replace-weights";

  /** Weights by role: float32 in logical form; roles that are missing stay as they are. */
  public sealed interface Source {

    /** The weights. */
    Map<String, Tensor> weights();
  }

  /** Weights that are there. */
  public record InMemory(Map<String, Tensor> weights) implements Source {}

  /**
   * Weights in a safetensors file beside the plan.
   *
   * @param identity which file is meant
   */
  public record Stored(Path file, FileIdentity identity) implements Source {
    @Override
    public Map<String, Tensor> weights() {
      return SafetensorsFile.read(file).tensors();
    }
  }

  public static ReplaceWeights of(Map<String, Tensor> weights) {
    return new ReplaceWeights(new InMemory(weights));
  }

  /** Reads the JSON form; the file lies beside the plan. */
  static ReplaceWeights read(PlanFields fields) {
    return new ReplaceWeights(stored(fields, KIND));
  }

  /** Reads which file beside the plan an edit of {@code kind} means. */
  static Stored stored(PlanFields fields, String kind) {
    String stated = fields.text("file");
    Path name;
    try {
      name = Path.of(stated);
    } catch (InvalidPathException e) {
      throw fields.bad("expected the name of a file beside the plan, found " + e.getMessage());
    }
    if (stated.isEmpty() || !name.equals(name.getFileName())) {
      throw fields.bad("expected the name of a file beside the plan, found \"" + name + "\"");
    }
    return new Stored(fields.file().resolveSibling(name), fields.identity(fields.json(), kind));
  }

  @Override
  public String kind() {
    return KIND;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the weights are in no file
   */
  @Override
  public void write(ObjectNode json) {
    write(values, json);
  }

  /**
   * Writes which file is meant.
   *
   * @throws IllegalStateException if the weights are in no file
   */
  static void write(Source values, ObjectNode json) {
    if (!(values instanceof Stored stored)) {
      throw new IllegalStateException("weights in memory have no JSON form");
    }
    json.put("file", stored.file().getFileName().toString());
    PlanJson.write(stored.identity(), json);
  }

  @Override
  public Optional<Source> source() {
    return Optional.of(values);
  }

  @Override
  public ReplaceWeights from(Source other) {
    return new ReplaceWeights(other);
  }

  @Override
  public Applier applier() {
    return new WeightReplacement(this);
  }
}
