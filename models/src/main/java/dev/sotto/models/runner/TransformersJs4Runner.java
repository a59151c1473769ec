package dev.sotto.models.runner;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Part;
import java.util.Optional;

/** transformers.js from version 4 makes empty caches of the shapes that the decoder declares. */
record TransformersJs4Runner(String name, String version) implements Runner {
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
