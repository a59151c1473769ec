package dev.sotto.compressor.train.torch;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.LayerId;
import dev.sotto.models.whisper.LeavingLayers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Measures what a model says without some of its layers: {@code KL(model || shorter model)}, a mean
 * over the tokens of all clips, in nats. A layer is missing where what its blocks give is zero, so
 * that the stream passes as it is.
 *
 * <p>The streams before each layer in question are kept, so that it costs the layers behind it
 * only.
 */
public final class LayerProbe implements AutoCloseable {
  private static final List<String> GIVEN = List.of("weight", "bias");

  private final ModelSizes sizes;
  private final Parameters parameters;
  private final BlockwiseModel model;
  private final Progress progress;
  private final Streams dense;

  /**
   * Runs the whole model.
   *
   * @param parameters changed and restored
   */
  public LayerProbe(
      ModelSizes sizes, Parameters parameters, List<CalibrationClip> clips, Progress progress) {
    this.sizes = sizes;
    this.parameters = parameters;
    this.model = new BlockwiseModel(sizes, parameters, clips);
    this.progress = progress;
    this.dense = model.start();
    try {
      model.advanceToTheEnd(dense);
    } catch (RuntimeException | Error e) {
      dense.close();
      throw e;
    }
  }

  /**
   * The divergence where {@code gone} and one more layer are missing, for each that may be that
   * one.
   */
  public Map<LayerId, Double> without(LeavingLayers gone, Collection<LayerId> candidates) {
    List<Runnable> undo = new ArrayList<>();
    Map<LayerId, Streams> before = new LinkedHashMap<>();
    try {
      gone.all().forEach(layer -> undo.add(silence(layer)));
      try (Streams streams = model.start()) {
        for (Block block : sizes.blocks()) {
          LayerId layer = layer(block);
          if (candidates.contains(layer) && !before.containsKey(layer)) {
            before.put(layer, streams.copy());
          }
          model.advance(streams);
        }
      }
      Map<LayerId, Double> divergences = new LinkedHashMap<>();
      before.forEach(
          (layer, streams) -> {
            Runnable restore = silence(layer);
            try {
              model.advanceToTheEnd(streams);
              divergences.put(layer, DivergenceProbe.between(model, dense, streams));
            } finally {
              restore.run();
            }
            progress.report("layers", divergences.size(), before.size());
          });
      return divergences;
    } finally {
      before.values().forEach(Streams::close);
      undo.forEach(Runnable::run);
    }
  }

  private static LayerId layer(Block block) {
    return new LayerId(block.id().stack(), block.id().layer());
  }

  /** Has a layer give nothing; returns what takes that back. */
  private Runnable silence(LayerId layer) {
    List<Runnable> undo = new ArrayList<>();
    for (Block block : sizes.blocks()) {
      if (layer(block).equals(layer)) {
        for (String part : GIVEN) {
          Optional<Parameter> parameter = parameters.find(block.id().outputRole(part));
          parameter.ifPresent(given -> undo.add(silence(given)));
        }
      }
    }
    return () -> undo.forEach(Runnable::run);
  }

  private static Runnable silence(Parameter parameter) {
    float[] values = new float[parameter.elements()];
    parameter.floats().get(0, values);
    parameter.floats().put(0, new float[values.length]);
    return () -> parameter.floats().put(0, values);
  }

  @Override
  public void close() {
    dense.close();
  }
}
