package dev.sotto.eval.cost;

import dev.sotto.eval.cost.shape.ShapeInference;
import dev.sotto.eval.cost.shape.ShapedValue;
import dev.sotto.models.SottoException;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.ExportFolder.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The cost of a Whisper export, told from its graphs without running them.
 *
 * <p>A merged decoder is walked through the branch that each call takes. An export without a cache
 * runs the whole sequence for every token, keys and values of cross-attention included, and its
 * figures say so.
 */
public final class WhisperCost {
  static final int PROMPT_TOKENS = 4;
  static final int GENERATED_TOKENS = 30;

  private final WhisperConfig config;
  private final OnnxModel encoder;
  private final OnnxModel decoder;
  private final OnnxModel decoderWithPast;

  private WhisperCost(ExportFolder export) {
    config = WhisperConfig.read(export.folder());
    encoder = OnnxModel.read(export.graph(Part.ENCODER).orElseThrow());
    decoder =
        OnnxModel.read(
            export.graph(Part.DECODER_MERGED).or(() -> export.graph(Part.DECODER)).orElseThrow());
    decoderWithPast =
        export.graph(Part.DECODER_MERGED).isPresent()
            ? decoder
            : export.graph(Part.DECODER_WITH_PAST).map(OnnxModel::read).orElse(null);
  }

  /**
   * Counts what {@code export} costs.
   *
   * @throws SottoException if a file cannot be read, or holds an operator or input that is not
   *     known
   */
  public static CostReport of(ExportFolder export) {
    return new WhisperCost(export).report(bytes(export));
  }

  private CostReport report(long bytes) {
    ShapeInference.Walk window =
        new ShapeInference(encoder.file(), encoder.graph())
            .walk(
                Map.of(
                    "input_features",
                    ShapedValue.ofShape(1, config.melBins(), config.windowFrames())));
    List<NodeFlops> encoding = FlopCounter.count(encoder.graph(), window);
    ShapedValue hidden = window.outputs().get("last_hidden_state");
    if (hidden == null || hidden.rank() != 3) {
      throw SottoException.badInput(
          encoder.file(), "expected the output last_hidden_state with 3 axes, found " + hidden);
    }
    long frames = hidden.size(1);

    List<NodeFlops> first =
        calls(decoder, List.of(new DecoderCall(PROMPT_TOKENS, 0, frames))).get(0);
    List<List<NodeFlops>> steps = steps(frames);
    long crossKeyValue = sum(first, WhisperCost::ofEncoderOutputAlone);
    long prefill = sum(first, node -> !ofEncoderOutputAlone(node));
    long generated = steps.stream().mapToLong(step -> sum(step, node -> true)).sum();
    long window30 = sum(encoding, node -> true);
    Flops flops =
        new Flops(
            window30 + crossKeyValue + prefill + generated,
            window30,
            crossKeyValue,
            prefill,
            generated / GENERATED_TOKENS);
    return new CostReport(flops, bytes, encoding, first, steps.get(GENERATED_TOKENS / 2));
  }

  private List<List<NodeFlops>> steps(long frames) {
    List<DecoderCall> calls = new ArrayList<>();
    for (int past = PROMPT_TOKENS; past < PROMPT_TOKENS + GENERATED_TOKENS; past++) {
      calls.add(
          decoderWithPast == null
              ? new DecoderCall(past + 1, 0, frames)
              : new DecoderCall(1, past, frames));
    }
    return calls(decoderWithPast == null ? decoder : decoderWithPast, calls);
  }

  private List<List<NodeFlops>> calls(OnnxModel model, List<DecoderCall> calls) {
    ShapeInference inference = new ShapeInference(model.file(), model.graph());
    return calls.stream()
        .map(call -> inference.walk(call.inputs(model, config)))
        .map(walk -> FlopCounter.count(model.graph(), walk))
        .toList();
  }

  /** Only the keys and values of cross-attention depend on nothing but the encoder's output. */
  private static boolean ofEncoderOutputAlone(NodeFlops node) {
    return node.sources().equals(Set.of(DecoderCall.ENCODER_OUTPUT));
  }

  private static long sum(List<NodeFlops> nodes, Predicate<NodeFlops> counted) {
    return nodes.stream().filter(counted).mapToLong(NodeFlops::flops).sum();
  }

  private static long bytes(ExportFolder export) {
    Set<Path> files = new LinkedHashSet<>();
    for (Path graph : export.graphs().values()) {
      files.add(graph);
      files.addAll(OnnxModel.read(graph).externalFiles());
    }
    return files.stream().mapToLong(WhisperCost::bytes).sum();
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }
}
