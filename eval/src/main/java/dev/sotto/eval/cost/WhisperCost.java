package dev.sotto.eval.cost;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.quantize.Unpacking;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

  private final ExportLayout layout;
  private final WhisperConfig config;
  private final EncoderCost encoder;
  private final OnnxModel decoder;
  private final OnnxModel decoderWithPast;

  private WhisperCost(ExportFolder export) {
    layout = export.layout();
    config = WhisperConfig.read(export.folder());
    encoder = EncoderCost.of(export);
    decoder =
        read(export.graph(Part.DECODER_MERGED).or(() -> export.graph(Part.DECODER)).orElseThrow());
    decoderWithPast =
        export.graph(Part.DECODER_MERGED).isPresent()
            ? decoder
            : export.graph(Part.DECODER_WITH_PAST).map(WhisperCost::read).orElse(null);
  }

  /** What a file computes, in whatever format it keeps its weights. */
  static OnnxModel read(Path path) {
    OnnxModel file = OnnxModel.read(path);
    Unpacking.unpack(file.graph());
    return file;
  }

  /**
   * Counts what {@code export} costs.
   *
   * @throws SottoException if a file cannot be read, or holds an operator or input that is not
   *     known
   */
  public static CostReport of(ExportFolder export) {
    return new WhisperCost(export).report(ExportBytes.of(export));
  }

  private CostReport report(long bytes) {
    ShapeInference.Walk window = encoder.walk(encoder.frames());
    List<NodeFlops> encoding = encoder.nodes(window);
    long frames = encoder.positions(window);
    DecoderCall prompt = new DecoderCall(PROMPT_TOKENS, 0, frames);
    List<NodeFlops> first = calls(decoder, List.of(prompt)).get(0);
    List<List<NodeFlops>> steps = steps(frames);
    return new CostReport(
        flops(encoding, first, steps), bytes, encoding, first, steps.get(GENERATED_TOKENS / 2));
  }

  private Flops flops(
      List<NodeFlops> encoding, List<NodeFlops> first, List<List<NodeFlops>> steps) {
    long encoded = sum(encoding, node -> true);
    // Only the keys and values of cross-attention depend on nothing but the encoder's output.
    Set<String> states =
        layout.decoderPorts(Declared.of(decoder.graph())).states().stream()
            .map(ValueInfo::name)
            .collect(Collectors.toSet());
    long crossKeyValue = sum(first, node -> node.sources().equals(states));
    long prefill = sum(first, node -> !node.sources().equals(states));
    long generated = steps.stream().mapToLong(step -> sum(step, node -> true)).sum();
    return new Flops(
        encoded + crossKeyValue + prefill + generated,
        encoded,
        crossKeyValue,
        prefill,
        generated / GENERATED_TOKENS);
  }

  /** S, the frames of the encoder's output [1, S, D]. */
  static long frames(OnnxModel encoder, EncoderPorts ports, ShapeInference.Walk window) {
    ShapedValue hidden = window.outputs().get(ports.states());
    if (hidden == null || hidden.rank() != 3) {
      throw SottoException.badInput(
          encoder.file(),
          "expected the output " + ports.states() + " with 3 axes, found " + hidden);
    }
    return hidden.size(1);
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
        .map(call -> inference.walk(call.inputs(model, layout, config)))
        .map(walk -> FlopCounter.count(model.graph(), walk))
        .toList();
  }

  private static long sum(List<NodeFlops> nodes, Predicate<NodeFlops> counted) {
    return nodes.stream().filter(counted).mapToLong(NodeFlops::flops).sum();
  }
}
