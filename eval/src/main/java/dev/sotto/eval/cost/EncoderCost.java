package dev.sotto.eval.cost;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the encoder of an export computes for windows of any length that it takes. */
public final class EncoderCost {
  private final OnnxModel encoder;
  private final EncoderPorts ports;
  private final WhisperConfig config;
  private final ShapeInference inference;
  private final Map<Integer, Long> known = new HashMap<>();

  private EncoderCost(ExportFolder export) {
    encoder = WhisperCost.read(export.graph(Part.ENCODER).orElseThrow());
    ports = export.layout().encoderPorts(Declared.of(encoder.graph()));
    config = WhisperConfig.read(export.folder());
    inference = new ShapeInference(encoder.file(), encoder.graph());
  }

  /**
   * That of {@code export}.
   *
   * @throws SottoException if a file cannot be read, or holds an operator that is not known
   */
  public static EncoderCost of(ExportFolder export) {
    return new EncoderCost(export);
  }

  /** As {@link #of}, or nothing for a graph whose shapes cannot be told. */
  public static Optional<EncoderCost> ifKnown(ExportFolder export) {
    try {
      EncoderCost cost = of(export);
      cost.flops(cost.frames());
      return Optional.of(cost);
    } catch (SottoException e) {
      return Optional.empty();
    }
  }

  /** Mel frames of a whole window. */
  public int frames() {
    return config.windowFrames();
  }

  /**
   * Floating-point operations for one window.
   *
   * @param frames mel frames of it
   * @throws SottoException if the encoder does not take such a window
   */
  public long flops(int frames) {
    return known.computeIfAbsent(
        frames, length -> nodes(walk(length)).stream().mapToLong(NodeFlops::flops).sum());
  }

  /** What each node costs. */
  List<NodeFlops> nodes(ShapeInference.Walk walk) {
    return FlopCounter.count(encoder.graph(), walk);
  }

  /** Positions of the states [1, S, D] that a window gives. */
  long positions(ShapeInference.Walk walk) {
    return WhisperCost.frames(encoder, ports, walk);
  }

  /** A window of so many mel frames on its way. */
  ShapeInference.Walk walk(int frames) {
    return inference.walk(
        Map.of(ports.features(), ShapedValue.ofShape(1, config.melBins(), frames)));
  }
}
