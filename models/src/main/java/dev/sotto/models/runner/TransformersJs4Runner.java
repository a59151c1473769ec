package dev.sotto.models.runner;

import dev.sotto.models.export.WhisperModel;
import java.util.Optional;

/** transformers.js from version 4 makes empty caches of the shapes that the decoder declares. */
record TransformersJs4Runner() implements Runner {
  static final String NEEDS_MERGED = "needs decoder_model_merged.onnx";

  @Override
  public String name() {
    return "transformers.js 4";
  }

  @Override
  public String version() {
    return "4.3.2";
  }

  @Override
  public Optional<String> obstacle(WhisperModel model) {
    return MergedCache.of(model).isEmpty() ? Optional.of(NEEDS_MERGED) : Optional.empty();
  }
}
