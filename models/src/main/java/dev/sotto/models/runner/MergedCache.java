package dev.sotto.models.runner;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.whisper.Part;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The cache inputs {@code [B, heads, positions, width]} that a merged decoder declares. */
record MergedCache(List<ValueInfo> inputs) {
  private static final int HEADS_AXIS = 1;
  private static final int WIDTH_AXIS = 3;

  /** Those of a model; empty if it has no merged decoder. */
  static Optional<MergedCache> of(WhisperModel model) {
    return Optional.ofNullable(model.files().get(Part.DECODER_MERGED))
        .map(
            file ->
                new MergedCache(
                    file.graph().inputs().stream()
                        .filter(input -> input.name().startsWith("past_key_values."))
                        .toList()));
  }

  static boolean isCross(ValueInfo input) {
    return input.name().contains(".encoder.");
  }

  /**
   * Why ONNX Runtime would refuse an empty cache, which must fit the declared sizes though the
   * first step does not read it.
   *
   * @param which the inputs that get it
   * @param heads its second axis
   * @param width its last axis
   */
  Optional<String> misfit(Predicate<ValueInfo> which, long heads, long width) {
    return inputs.stream()
        .filter(which)
        .filter(input -> !fits(input, HEADS_AXIS, heads) || !fits(input, WIDTH_AXIS, width))
        .findFirst()
        .map(
            input ->
                "starts with caches of %d heads of %d, as config.json says; %s has %s of %s"
                    .formatted(
                        heads,
                        width,
                        input.name(),
                        declared(input, HEADS_AXIS),
                        declared(input, WIDTH_AXIS)));
  }

  private static boolean fits(ValueInfo input, int axis, long size) {
    return !(dim(input, axis) instanceof Dim.Size declared) || declared.value() == size;
  }

  private static String declared(ValueInfo input, int axis) {
    return dim(input, axis) instanceof Dim.Size size ? Long.toString(size.value()) : "any";
  }

  private static Dim dim(ValueInfo input, int axis) {
    List<Dim> dims = input.shape().orElse(List.of());
    return axis < dims.size() ? dims.get(axis) : new Dim.Symbol("");
  }
}
