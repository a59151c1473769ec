package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.rewrite.Structure;

/**
 * Has the names of the graphs end in that of a variant, before {@code .onnx}, such as {@code
 * encoder_model_q4.onnx}: by that transformers.js and others find it. External data keeps its name,
 * which stands in the graphs.
 *
 * @param suffix letters, digits and underscores; an underscore comes before it
 */
public record NameGraphs(String suffix) implements Edit, Applier {
  static final String KIND = "name-graphs";
  private static final String SUFFIX = "suffix";

  public NameGraphs {
    // What the name of a file can hold anywhere.
    if (!suffix.matches("\\w{1,32}")) {
      throw new IllegalArgumentException(
          "expected letters, digits and underscores, found '" + suffix + "'");
    }
  }

  /** Reads the JSON form. */
  static NameGraphs read(PlanFields fields) {
    try {
      return new NameGraphs(fields.text(SUFFIX));
    } catch (IllegalArgumentException e) {
      throw fields.bad(e.getMessage() + " for \"" + SUFFIX + "\"");
    }
  }

  /** The name of a graph that was called {@code file}. */
  String of(String file) {
    int end = file.lastIndexOf('.');
    return end < 0
        ? file + "_" + suffix
        : file.substring(0, end) + "_" + suffix + file.substring(end);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    json.put(SUFFIX, suffix);
  }

  @Override
  public Applier applier() {
    return this;
  }

  @Override
  public void requires(Subject subject) {
    // A name with two endings is found by nobody.
    subject
        .dense()
        .files()
        .forEach(
            (part, file) -> {
              String name = file.file().getFileName().toString();
              if (!name.equals(subject.dense().folder().layout().fileName(part))) {
                throw PlanCheck.bad(
                    "the plan has the names of the graphs end in '%s', but %s has an ending already"
                        .formatted(suffix, name));
              }
            });
  }

  @Override
  public Structure ensures(Structure before) {
    return before;
  }

  @Override
  public boolean takesQuantised() {
    return true;
  }

  @Override
  public void apply(Draft draft) {
    draft.name(this);
  }
}
