package dev.sotto.models.runner;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Optional;

/**
 * transformers.js up to version 3 sizes the caches of self-attention from config.json's decoder
 * heads and those of cross-attention from its encoder heads, without rounding {@code d_model /
 * heads}: a width of 76.8 is no tensor.
 */
record TransformersJs3Runner(String name, String version) implements Runner {
  @Override
  public Optional<String> obstacle(WhisperModel model) {
    WhisperConfig config = model.config();
    int width = config.modelDim();
    for (int heads : new int[] {config.decoder().heads(), config.encoder().heads()}) {
      if (width % heads != 0) {
        return Optional.of(
            "needs a number of heads that divides d_model %d, config.json says %d"
                .formatted(width, heads));
      }
    }
    return MergedCache.of(model)
        .map(cache -> misfit(cache, config))
        .orElseGet(() -> TransformersJs4Runner.needsMerged(model));
  }

  private static Optional<String> misfit(MergedCache cache, WhisperConfig config) {
    int decoder = config.decoder().heads();
    int encoder = config.encoder().heads();
    int width = config.modelDim();
    return cache
        .misfit(port -> !port.isCross(), decoder, width / decoder)
        .or(() -> cache.misfit(CachePort::isCross, encoder, width / encoder));
  }
}
