package dev.sotto.models.runner;

import dev.sotto.models.export.WhisperModel;
import java.util.Optional;

/** Sotto's own runner makes empty caches of the shapes that each layer declares. */
record SottoRunner(String name, String version) implements Runner {
  @Override
  public Optional<String> obstacle(WhisperModel model) {
    return model.folder().forms().isEmpty()
        ? Optional.of("needs a decoder that takes a cache; export with past")
        : Optional.empty();
  }
}
