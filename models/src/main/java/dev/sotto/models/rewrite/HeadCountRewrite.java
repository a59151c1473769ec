package dev.sotto.models.rewrite;

import dev.sotto.models.export.HeadSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.Block;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Sets the number of heads of an attention wherever a graph states it.
 *
 * <pre>
 *   Reshape(x, Concat(B, -1, <b>6</b>, 64))   becomes   Reshape(x, Concat(B, -1, <b>4</b>, 64))
 *   past_key_values.0.decoder.key [B, <b>6</b>, T, 64]   becomes   [B, <b>4</b>, T, 64]
 * </pre>
 */
final class HeadCountRewrite {
  private final WhisperModel model;
  private final GraphEditor.PerGraph editors;

  HeadCountRewrite(WhisperModel model, GraphEditor.PerGraph editors) {
    this.model = model;
    this.editors = editors;
  }

  void setHeads(Block block, int heads) {
    for (HeadSite site : model.headSites(block)) {
      if (site instanceof HeadSite.ShapeElement element) {
        editors
            .of(element.path().get(0).graph())
            .setElement(
                element.path(), element.element(), element.measure().of(heads, block.groupSize()));
      } else if (site instanceof HeadSite.DeclaredAxis axis) {
        ValueInfo.Dim size = new ValueInfo.Dim.Size(axis.measure().of(heads, block.groupSize()));
        Graph graph = axis.graph();
        declare(graph.inputs(), axis, size);
        declare(graph.outputs(), axis, size);
        declare(graph.values(), axis, size);
      } else if (site instanceof HeadSite.EmptyCache cache) {
        resize(cache, heads);
      }
    }
  }

  private static void declare(
      List<ValueInfo> values, HeadSite.DeclaredAxis axis, ValueInfo.Dim size) {
    values.replaceAll(
        value -> value.name().equals(axis.value()) ? value.withDim(axis.axis(), size) : value);
  }

  private static void resize(HeadSite.EmptyCache cache, int heads) {
    Tensor held =
        ((Attribute.TensorValue) cache.constant().attribute("value").orElseThrow()).value();
    long[] shape = held.shape();
    shape[cache.axis()] = heads;
    cache
        .constant()
        .setAttribute(
            "value",
            new Attribute.TensorValue(held.withData(shape, TensorData.of(ByteBuffer.allocate(0)))));
  }
}
