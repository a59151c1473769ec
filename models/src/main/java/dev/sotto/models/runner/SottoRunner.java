package dev.sotto.models.runner;

import dev.sotto.models.SottoVersion;
import dev.sotto.models.export.WhisperModel;
import java.util.Optional;

/** Sotto's own runner makes empty caches of the shapes that each layer declares. */
record SottoRunner() implements Runner {
  @Override
  public String name() {
    return "Sotto";
  }

  @Override
  public String version() {
    return SottoVersion.current();
  }

  @Override
  public Optional<String> obstacle(WhisperModel model) {
    return model.folder().forms().isEmpty()
        ? Optional.of("needs a decoder that takes a cache; export with past")
        : Optional.empty();
  }
}
