package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.WholeFile;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.rewrite.GraphEditor;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.rewrite.WeightRewrite;
import dev.sotto.models.weights.StoredForm;
import dev.sotto.models.whisper.Part;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * An export while edits are made: each finds the model as those before left it. Graphs are changed
 * in place; weights are computed when they are written.
 */
public final class Draft {
  private final HeadMode heads;
  private final GraphEditor.PerGraph editors = new GraphEditor.PerGraph();
  private final Map<String, ObjectNode> json = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<NameGraphs> names = new ArrayList<>();
  private final Optional<Map<Part, OnnxModel>> stored;
  private WhisperModel model;

  /** A draft of the graphs as they were read. */
  Draft(WhisperModel model, HeadMode heads) {
    this(model, heads, Optional.empty());
  }

  private Draft(WhisperModel model, HeadMode heads, Optional<Map<Part, OnnxModel>> stored) {
    this.model = model;
    this.heads = heads;
    this.stored = stored;
  }

  /**
   * A draft of the graphs as their files hold them: those of a quantised model were read as the
   * graphs of floats that they stand for.
   */
  static Draft asStored(WhisperModel model, HeadMode heads) {
    if (Structure.of(model).packing().isEmpty()) {
      return new Draft(model, heads);
    }
    return new Draft(model, heads, Optional.of(model.storedFiles()));
  }

  /** The graphs that are written. */
  Map<Part, OnnxModel> files() {
    return stored.orElseGet(model::files);
  }

  /** The graphs of a quantised model, which is changed as it is stored. */
  Optional<Map<Part, OnnxModel>> stored() {
    return stored;
  }

  /** The model as it stands. */
  public WhisperModel model() {
    return model;
  }

  /** Takes note of what an edit made of the model's blocks and weights. */
  public void become(WhisperModel edited) {
    model = edited;
  }

  /** What is promised of heads. */
  public HeadMode heads() {
    return heads;
  }

  /** What edits the graphs, for readers that share a value with others. */
  public GraphEditor.PerGraph editors() {
    return editors;
  }

  /** Changes a role's weight wherever it is stored. */
  public void change(String role, BiFunction<Tensor, StoredForm, Tensor> change) {
    new WeightRewrite(editors)
        .change(
            model.weight(role).orElseThrow().sites(),
            site -> change.apply(site.tensor(), site.form()));
  }

  /** Where the other files of the export lie. */
  Path folder() {
    return model.folder().folder();
  }

  /** Whether the export has a file of that name beside its graphs. */
  boolean has(String name) {
    return Files.isRegularFile(folder().resolve(name));
  }

  /** A text file of the export as it stands. */
  String text(String name) {
    return texts.computeIfAbsent(
        name, key -> new String(WholeFile.read(folder().resolve(key)), StandardCharsets.UTF_8));
  }

  /** Has a text file of the export hold {@code text}. */
  void put(String name, String text) {
    texts.put(name, text);
  }

  /** A JSON file of the export, which may be changed. */
  ObjectNode json(String name) {
    return json.computeIfAbsent(name, key -> JsonFiles.readObject(folder().resolve(key)));
  }

  /** The files beside the graphs that may have changed, by name. */
  Map<String, byte[]> changed() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    json.forEach((name, object) -> files.put(name, JsonFiles.write(object)));
    texts.forEach((name, text) -> files.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  /** Has the graphs be written under other names. */
  void name(NameGraphs edit) {
    names.add(edit);
  }

  /** The name under which the graph of that name is written. */
  String name(String file) {
    String name = file;
    for (NameGraphs edit : names) {
      name = edit.of(name);
    }
    return name;
  }

  /** Says what a user should know about the result. */
  public void warn(String warning) {
    warnings.add(warning);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
