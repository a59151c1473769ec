package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.CachePort.Axis;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.shape.ShapeInference;
import dev.sotto.models.shape.ShapedValue;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.SlicedData;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.LogicalAxis;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.Ranges;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes how many positions an encoder has: any number up to its own, or fewer for good.
 *
 * <pre>
 *   features [B, M, 2S]                       [B, M, frames]
 *   hidden + table [S, D]           becomes   hidden + table[0 : positions]
 *   Reshape(x, [-1, S, H, K])                 Reshape(x, [-1, 0, H, K])
 *   states [B, S, D]                          [B, positions, D]
 * </pre>
 *
 * <p>With whole windows the result computes what it did before.
 */
public final class ContextRewrite {
  private static final String FRAMES = "num_frames";
  private static final String POSITIONS = "encoder_sequence_length";

  private final WhisperModel model;
  private final GraphEditor.PerGraph editors;
  private final int positions;

  private ContextRewrite(WhisperModel model, GraphEditor.PerGraph editors) {
    this.model = model;
    this.editors = editors;
    this.positions = model.config().maxSourcePositions();
  }

  /**
   * Whether the encoder takes windows of any length up to its own, as its graph declares and
   * computes.
   */
  public static boolean isFlexible(WhisperModel model) {
    OnnxModel file = model.files().get(Part.ENCODER);
    EncoderPorts ports = model.folder().layout().encoderPorts(Declared.of(file.graph()));
    return file.graph().inputs().stream()
            .filter(input -> input.name().equals(ports.features()))
            .allMatch(input -> input.size(2).isEmpty())
        && table(model).sites().stream().allMatch(site -> PositionSum.of(site).isSliced());
  }

  /**
   * Checks that an encoder can take other windows.
   *
   * @param shorter whether positions leave for good
   * @throws SottoException if its positions are read in a way that is not understood
   */
  public static void check(WhisperModel model, boolean shorter) {
    for (WeightSite site : table(model).sites()) {
      PositionSum sum = PositionSum.of(site);
      if (shorter && sum.isGathered()) {
        throw SottoException.badInput(
            WhisperModel.FIXED_POSITIONS,
            "is read by "
                + site.node().label()
                + ", whose indices are those of the whole window; have it flexible instead");
      }
    }
  }

  /**
   * Has the encoder take windows of any length up to its own.
   *
   * @return the model as it is then
   */
  public static WhisperModel flexible(WhisperModel model, GraphEditor.PerGraph editors) {
    ContextRewrite rewrite = new ContextRewrite(model, editors);
    LogicalWeight sliced = rewrite.slice();
    rewrite.reshape();
    rewrite.declare(new ValueInfo.Dim.Symbol(FRAMES), new ValueInfo.Dim.Symbol(POSITIONS));
    editors.forget();
    WhisperModel edited = rewrite.withTable(sliced);
    // Lengths without a common factor with the whole, so that nothing fits by chance.
    rewrite.prove(edited, Math.max(1, rewrite.positions / 3 - 1));
    rewrite.prove(edited, rewrite.positions);
    return edited;
  }

  /**
   * Has the encoder take shorter windows for good: the positions behind leave.
   *
   * @param left positions that stay
   * @return the model as it is then
   */
  public static WhisperModel cut(WhisperModel model, int left, GraphEditor.PerGraph editors) {
    check(model, true);
    ContextRewrite rewrite = new ContextRewrite(model, editors);
    boolean flexible = isFlexible(model);
    rewrite.reshape();
    new WeightRewrite(editors)
        .change(
            table(model).sites(),
            site ->
                SlicedData.slice(
                    site.tensor(),
                    site.storedAxis(LogicalAxis.OUT),
                    site.form().stored(site.storedAxis(LogicalAxis.OUT), Ranges.of(0, left))));
    if (!flexible) {
      rewrite.declare(new ValueInfo.Dim.Size(2L * left), new ValueInfo.Dim.Size(left));
    }
    editors.forget();
    WhisperModel edited = model.withPositions(left);
    rewrite.prove(edited, left);
    return edited;
  }

  private static LogicalWeight table(WhisperModel model) {
    return model
        .weight(WhisperModel.FIXED_POSITIONS)
        .orElseThrow(
            () ->
                SottoException.badInput(
                    model.folder().folder(), "has no table of positions that the encoder adds"));
  }

  /** Adds as many positions as there are, wherever the table is read. */
  private LogicalWeight slice() {
    List<WeightSite> sites = new ArrayList<>();
    for (WeightSite site : table(model).sites()) {
      PositionSum sum = PositionSum.of(site);
      if (!sum.isSliced()) {
        Use read = sum.slice(editors.of(site.use().graph()));
        sites.add(sum.isGathered() ? site : new WeightSite(site.part(), read, site.form()));
      } else {
        sites.add(site);
      }
    }
    return new LogicalWeight(WhisperModel.FIXED_POSITIONS, sites);
  }

  private WhisperModel withTable(LogicalWeight table) {
    Map<String, LogicalWeight> weights = new LinkedHashMap<>(model.weights());
    weights.put(table.role(), table);
    return model.with(weights, model.blocks());
  }

  /** No shape states the number of positions any more. */
  private void reshape() {
    OnnxModel file = model.files().get(Part.ENCODER);
    ShapeInference.Walk walk = walk(model, positions);
    walk.nodes().stream()
        .filter(evaluated -> evaluated.node().is("Reshape"))
        .forEach(
            evaluated ->
                StatedPositions.of(file.graph(), evaluated, positions)
                    .forEach(
                        stated ->
                            editors
                                .of(file.graph())
                                .setElement(stated.path(), stated.element(), stated.instead())));
  }

  private ShapeInference.Walk walk(WhisperModel some, int length) {
    OnnxModel file = some.files().get(Part.ENCODER);
    EncoderPorts ports = some.folder().layout().encoderPorts(Declared.of(file.graph()));
    return new ShapeInference(file.file(), file.graph())
        .walk(
            Map.of(ports.features(), ShapedValue.ofShape(1, some.config().melBins(), 2L * length)));
  }

  /** What a run with so many positions would give. */
  private void prove(WhisperModel edited, int length) {
    String states =
        edited
            .folder()
            .layout()
            .encoderPorts(Declared.of(edited.files().get(Part.ENCODER).graph()))
            .states();
    ShapedValue found = walk(edited, length).outputs().get(states);
    if (found.rank() != 3 || found.size(1) != length) {
      throw SottoException.badInput(
          edited.folder().folder(),
          "the encoder gives states of shape %s for %d frames, not of %d positions"
              .formatted(found, 2 * length, length));
    }
  }

  private void declare(ValueInfo.Dim frames, ValueInfo.Dim states) {
    for (Map.Entry<Part, OnnxModel> file : model.files().entrySet()) {
      Graph graph = file.getValue().graph();
      Declared declared = Declared.of(graph);
      if (file.getKey() == Part.ENCODER) {
        EncoderPorts ports = model.folder().layout().encoderPorts(declared);
        resize(graph.inputs(), ports.features(), 2, frames);
        resize(graph.outputs(), ports.states(), 1, states);
      } else {
        decoder(graph, model.folder().layout().decoderPorts(declared), states);
      }
      forgetInner(graph);
    }
  }

  private static void decoder(Graph graph, DecoderPorts ports, ValueInfo.Dim states) {
    ports.states().ifPresent(input -> resize(graph.inputs(), input.name(), 1, states));
    for (CachePort port : ports.caches()) {
      if (port.isCross()) {
        int axis = port.axes().indexOf(Axis.POSITIONS);
        port.past().ifPresent(value -> resize(graph.inputs(), value.name(), axis, states));
        port.present().ifPresent(value -> resize(graph.outputs(), value.name(), axis, states));
      }
    }
  }

  private static void resize(List<ValueInfo> values, String name, int axis, ValueInfo.Dim dim) {
    values.replaceAll(
        value ->
            value.name().equals(name) && value.size(axis).isPresent()
                ? value.withDim(axis, dim)
                : value);
  }

  /** What is declared of inner values is a hint, and none is better than a wrong one. */
  private void forgetInner(Graph graph) {
    graph
        .values()
        .removeIf(
            value ->
                value.shape().orElse(List.of()).stream()
                    .anyMatch(
                        dim ->
                            dim.equals(new ValueInfo.Dim.Size(positions))
                                || dim.equals(new ValueInfo.Dim.Size(2L * positions))));
    graph.nodes().forEach(node -> node.subgraphs().values().forEach(this::forgetInner));
  }
}
