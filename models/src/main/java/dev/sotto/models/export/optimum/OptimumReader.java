package dev.sotto.models.export.optimum;

import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.HeadSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.layout.HeadAxis;
import dev.sotto.models.layout.Linear;
import dev.sotto.models.layout.ModelAssembly;
import dev.sotto.models.layout.StackMatch;
import dev.sotto.models.layout.StackMatcher;
import dev.sotto.models.layout.Unmatched;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Recognises the graphs of one export. */
final class OptimumReader {
  private final ExportFolder folder;
  private final WhisperConfig config;
  private final Unmatched unmatched = new Unmatched();
  private final ModelAssembly assembly;

  OptimumReader(ExportFolder folder, WhisperConfig config) {
    this.folder = folder;
    this.config = config;
    this.assembly = new ModelAssembly(OptimumNames::fileName, unmatched);
  }

  WhisperModel recognise(Map<Part, OnnxModel> files) {
    files.forEach(this::match);
    assembly.check(config);
    unmatched.throwIfAny(folder.folder(), OptimumLayout.NAME);
    return new WhisperModel(
        folder,
        config,
        files,
        assembly.weights(),
        assembly.blocks(),
        assembly.headSites(),
        assembly.norms());
  }

  private void match(Part part, OnnxModel file) {
    Scope scope = Scope.of(file.graph());
    if (part == Part.ENCODER) {
      stack(part, Stack.ENCODER, scope);
    } else if (part == Part.DECODER_MERGED) {
      merged(part, scope);
    } else {
      stack(part, Stack.DECODER, scope);
    }
  }

  private StackMatch stack(Part part, Stack stack, Scope scope) {
    String where = StackMatcher.where(OptimumNames.fileName(part), scope.graph());
    StackMatch match =
        new StackMatcher(stack, scope, config, unmatched, where).match(Linear.findAll(scope));
    assembly.add(part, match);
    return match;
  }

  private void merged(Part part, Scope scope) {
    List<Node> choices = scope.nodes().stream().filter(node -> node.is("If")).toList();
    if (choices.size() != 1 || scope.branches().size() != 2) {
      unmatched.add(
          OptimumNames.fileName(part),
          "expected one If with the two forms of the decoder, found " + choices.size());
      return;
    }
    for (Scope branch : scope.branches().values()) {
      StackMatch match = stack(part, Stack.DECODER, branch);
      for (Scope other : scope.branches().values()) {
        outputs(match, choices.get(0), branch, other, scope.graph());
      }
    }
  }

  /**
   * What a branch gives becomes the If's output, and the other branch must give the same shape, if
   * need be as an empty constant.
   */
  private void outputs(StackMatch match, Node choice, Scope branch, Scope other, Graph outer) {
    List<String> given = branch.graph().outputs().stream().map(ValueInfo::name).toList();
    match
        .attentions()
        .forEach(
            (block, attention) ->
                attention
                    .heads()
                    .outputs()
                    .forEach(
                        (value, axes) -> {
                          int position = given.indexOf(value);
                          int heads = axes.indexOf(HeadAxis.HEADS);
                          if (heads < 0) {
                            return;
                          }
                          if (branch == other) {
                            declared(outer, choice.outputs().get(position), heads)
                                .ifPresent(site -> assembly.add(block, site));
                          } else {
                            emptyCache(other, position, heads)
                                .ifPresent(site -> assembly.add(block, site));
                          }
                        }));
  }

  private static Optional<HeadSite> declared(Graph graph, String value, int axis) {
    return graph.outputs().stream()
        .filter(info -> info.name().equals(value))
        .flatMap(info -> info.shape().stream())
        .filter(shape -> axis < shape.size() && shape.get(axis) instanceof ValueInfo.Dim.Size)
        .findFirst()
        .map(shape -> new HeadSite.DeclaredAxis(graph, value, axis, HeadSite.Measure.HEADS));
  }

  private static Optional<HeadSite> emptyCache(Scope branch, int position, int axis) {
    String value = branch.graph().outputs().get(position).name();
    Optional<Node> constant = branch.producer(value, "Constant");
    Optional<Tensor> tensor = constant.flatMap(Scope::constantOf);
    return tensor
        .filter(empty -> axis < empty.rank() && empty.elements() == 0)
        .map(empty -> new HeadSite.EmptyCache(branch.graph(), constant.get(), axis));
  }
}
