package dev.sotto.models.runner;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Part;
import java.util.Optional;

/** transformers.js from version 4 makes empty caches of the shapes that the decoder declares. */
record TransformersJs4Runner() implements Runner {
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
    return needsMerged(model);
  }

  /** Both versions run merged decoders alone. */
  static Optional<String> needsMerged(WhisperModel model) {
    return model.files().containsKey(Part.DECODER_MERGED)
        ? Optional.empty()
        : Optional.of("needs " + model.folder().layout().fileName(Part.DECODER_MERGED));
  }
}
