package dev.sotto.models;

import dev.sotto.models.whisper.ExportFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Completes the small exports among the test material: all hold the same weights, so what one
 * folder lacks comes from the reference folder.
 */
public final class FixtureExport {
  public static final String REFERENCE = "a01-optimum-op18";

  private FixtureExport() {}

  /**
   * The export {@code name} in {@code target}, with an encoder and with the decoder files that it
   * has.
   */
  public static Path complete(String name, Path target) {
    Path source = SharedFiles.shared("fixtures/" + name);
    Path reference = SharedFiles.shared("fixtures/" + REFERENCE);
    copyAll(source, target);
    fill(reference, target, "encoder_model.onnx");
    if (!Files.exists(target.resolve("decoder_model_merged.onnx"))) {
      if (!Files.exists(target.resolve("decoder_with_past_model.onnx"))
          && !Files.exists(target.resolve("decoder_model.onnx"))) {
        fill(reference, target, "decoder_model_merged.onnx");
      } else {
        fill(reference, target, "decoder_model.onnx");
        fill(reference, target, "decoder_with_past_model.onnx");
      }
    }
    return target;
  }

  /** The reference export in one of the two forms of the layout. */
  public static Path reference(boolean merged, Path target) {
    Path reference = SharedFiles.shared("fixtures/" + REFERENCE);
    List<String> files =
        merged
            ? List.of("encoder_model.onnx", "decoder_model_merged.onnx", "config.json")
            : List.of(
                "encoder_model.onnx",
                "decoder_model.onnx",
                "decoder_with_past_model.onnx",
                "config.json");
    files.forEach(file -> fill(reference, target, file));
    return target;
  }

  /** Opens what {@link #complete} makes. */
  public static ExportFolder open(String name, Path target) {
    return ExportFolder.open(complete(name, target));
  }

  public static void copyAll(Path source, Path target) {
    try (Stream<Path> files = Files.list(source)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> fill(source, target, file.getFileName().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fill(Path from, Path to, String file) {
    try {
      Files.createDirectories(to);
      if (!Files.exists(to.resolve(file))) {
        Files.copy(from.resolve(file), to.resolve(file));
        to.resolve(file).toFile().setWritable(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
