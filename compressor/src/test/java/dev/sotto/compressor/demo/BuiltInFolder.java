package dev.sotto.compressor.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The built-in model and its clips, for tests: a real Whisper that hears, in a few megabytes. */
public record BuiltInFolder(Path folder) {

  /** Unpacks them into a new folder {@code target}. */
  public static BuiltInFolder unpack(Path target) {
    try {
      BuiltIn.unpack(Files.createDirectory(target));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuiltInFolder(target);
  }

  public Path model() {
    return folder.resolve(DemoData.MODEL);
  }

  public Path train() {
    return folder.resolve(DemoData.manifest(Split.TRAINING));
  }

  public Path test() {
    return folder.resolve(DemoData.manifest(Split.TEST));
  }
}
