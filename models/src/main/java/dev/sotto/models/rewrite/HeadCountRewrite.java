package dev.sotto.models.rewrite;

import dev.sotto.models.export.HeadSite;
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
public final class HeadCountRewrite implements HeadSite.Visitor {
  private final Block block;
  private final GraphEditor.PerGraph editors;

  private HeadCountRewrite(Block block, GraphEditor.PerGraph editors) {
    this.block = block;
    this.editors = editors;
  }

  /** Has all {@code sites} state as many heads as {@code block} has. */
  public static void setHeads(List<HeadSite> sites, Block block, GraphEditor.PerGraph editors) {
    HeadCountRewrite rewrite = new HeadCountRewrite(block, editors);
    sites.forEach(site -> site.accept(rewrite));
  }

  @Override
  public void visit(HeadSite.ShapeElement site) {
    editors
        .of(site.path().get(0).graph())
        .setElement(site.path(), site.element(), number(site.measure()));
  }

  @Override
  public void visit(HeadSite.DeclaredAxis site) {
    ValueInfo.Dim size = new ValueInfo.Dim.Size(number(site.measure()));
    Graph graph = site.graph();
    for (List<ValueInfo> values : List.of(graph.inputs(), graph.outputs(), graph.values())) {
      values.replaceAll(
          value -> value.name().equals(site.value()) ? value.withDim(site.axis(), size) : value);
    }
  }

  @Override
  public void visit(HeadSite.EmptyCache site) {
    Tensor held =
        ((Attribute.TensorValue) site.constant().attribute("value").orElseThrow()).value();
    long[] shape = held.shape();
    shape[site.axis()] = block.groups();
    Tensor empty = held.withData(shape, TensorData.of(ByteBuffer.allocate(0)));
    site.constant().setAttribute("value", new Attribute.TensorValue(empty));
  }

  private long number(HeadSite.Measure measure) {
    return measure.of(block.groups(), block.groupSize());
  }
}
