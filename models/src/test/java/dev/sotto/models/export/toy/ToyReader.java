package dev.sotto.models.export.toy;

import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.HeadSite;
import dev.sotto.models.export.HeadSite.Measure;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.layout.Linear;
import dev.sotto.models.layout.ModelAssembly;
import dev.sotto.models.layout.Reading;
import dev.sotto.models.layout.StackMatch;
import dev.sotto.models.layout.StackMatcher;
import dev.sotto.models.layout.Unmatched;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.weights.StoredForm.Slice;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recognises the toy's graphs.
 *
 * <pre>
 *   x ── MatMul(W [in, q|k|v]) ── Add(b [q|k|v]) ── Split(sizes) ── q, k, v
 * </pre>
 */
final class ToyReader {
  private final ExportFolder folder;
  private final WhisperConfig config;
  private final Unmatched unmatched = new Unmatched();
  private final ModelAssembly assembly = new ModelAssembly(ToyNames::file, unmatched);

  ToyReader(ExportFolder folder, WhisperConfig config) {
    this.folder = folder;
    this.config = config;
  }

  WhisperModel recognise(Map<Part, OnnxModel> files) {
    files.forEach((part, file) -> match(part, Scope.of(file.graph())));
    assembly.check(config);
    unmatched.throwIfAny(folder.folder(), folder.layout().name());
    return new WhisperModel(
        folder,
        config,
        files,
        assembly.weights(),
        assembly.blocks(),
        assembly.headSites(),
        assembly.norms());
  }

  private void match(Part part, Scope scope) {
    Stack stack = part == Part.ENCODER ? Stack.ENCODER : Stack.DECODER;
    List<Linear> linears = new ArrayList<>();
    for (Linear linear : Linear.findAll(scope)) {
      linears.addAll(
          split(scope, linear).map(node -> parts(scope, linear, node)).orElse(List.of(linear)));
    }
    StackMatch match =
        new StackMatcher(stack, scope, config, unmatched, ToyNames.file(part)).match(linears);
    assembly.add(part, match);
    match
        .attentions()
        .forEach((block, attention) -> sizes(scope, block, attention.query().output()));
  }

  private static Optional<Node> split(Scope scope, Linear linear) {
    return scope.uses(linear.output()).stream()
        .map(Use::node)
        .filter(node -> node.is("Split"))
        .findFirst();
  }

  /** What lies side by side in one matrix, as layers of their own. */
  private static List<Linear> parts(Scope scope, Linear packed, Node split) {
    List<Linear> parts = new ArrayList<>();
    int from = 0;
    for (int index = 0; index < split.outputs().size(); index++) {
      int size = (int) scope.constant(split.input(1)).orElseThrow().longs()[index];
      String output = split.outputs().get(index);
      Optional<Slice> ofBias = Optional.of(new Slice(0, from, size));
      parts.add(
          new Linear(
              packed.matMul(),
              new Reading(packed.weight().use(), true, Optional.of(new Slice(1, from, size))),
              Optional.empty(),
              packed.bias().map(bias -> new Reading(bias.use(), false, ofBias)),
              output,
              output,
              packed.in(),
              size));
      from += size;
    }
    return parts;
  }

  /** The sizes of a Split state the width of all heads. */
  private void sizes(Scope scope, BlockId block, String query) {
    scope
        .producer(query, "Split")
        .ifPresent(
            split -> {
              for (int index = 0; index < split.outputs().size(); index++) {
                assembly.add(
                    block,
                    new HeadSite.ShapeElement(
                        List.of(new Use(scope.graph(), split, 1)), index, Measure.FEATURES));
              }
            });
  }
}
