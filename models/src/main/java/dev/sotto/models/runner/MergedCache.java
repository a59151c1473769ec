package dev.sotto.models.runner;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.CachePort.Axis;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Part;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The caches that a merged decoder takes. */
record MergedCache(List<CachePort> ports) {
  /** Those of a model; empty if it has no merged decoder. */
  static Optional<MergedCache> of(WhisperModel model) {
    return Optional.ofNullable(model.files().get(Part.DECODER_MERGED))
        .map(file -> model.folder().layout().decoderPorts(Declared.of(file.graph())))
        .map(ports -> new MergedCache(ports.pasts()));
  }

  /**
   * Why ONNX Runtime would refuse an empty cache, which must fit the declared sizes though the
   * first step does not read it.
   *
   * @param which the inputs that get it
   * @param heads how many it has
   * @param width that of one head
   */
  Optional<String> misfit(Predicate<CachePort> which, long heads, long width) {
    return ports.stream()
        .filter(which)
        .filter(
            port ->
                port.taken(Axis.HEADS).orElse(heads) != heads
                    || port.taken(Axis.WIDTH).orElse(width) != width)
        .findFirst()
        .map(
            port ->
                "starts with caches of %d heads of %d, as config.json says; %s has %s of %s"
                    .formatted(
                        heads,
                        width,
                        port.past().orElseThrow().name(),
                        shown(port.taken(Axis.HEADS)),
                        shown(port.taken(Axis.WIDTH))));
  }

  private static String shown(OptionalLong declared) {
    return declared.isPresent() ? Long.toString(declared.getAsLong()) : "any";
  }
}
