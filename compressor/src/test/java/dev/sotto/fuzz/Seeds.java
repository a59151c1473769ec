package dev.sotto.fuzz;

import dev.sotto.fuzz.FuzzTarget.Outcome;
import dev.sotto.models.Fixtures;
import dev.sotto.models.io.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Sound files to begin with: made by the project itself, and the shared exports where present. */
final class Seeds {
  private static final String CONFIG =
      """
      {"model_type": "whisper", "d_model": 8, "encoder_layers": 1, "decoder_layers": %d,
       "encoder_attention_heads": %d, "decoder_attention_heads": %d, "encoder_ffn_dim": 12,
       "decoder_ffn_dim": 12, "vocab_size": 32, "num_mel_bins": 4, "max_source_positions": 8,
       "max_target_positions": 16, "decoder_start_token_id": 30, "eos_token_id": 31}
      """;

  private final Path root;
  private final List<Path> exports = new ArrayList<>();

  /**
   * @param root an empty folder
   */
  Seeds(Path root) {
    this.root = root;
    build("fixed", 1, 2, "fixed");
    build("flexible", 2, 4, "flexible");
    Path fixtures = Path.of(System.getProperty("sotto.shared", "../../shared"), "fixtures");
    if (Files.isDirectory(fixtures)) {
      files(fixtures).stream()
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.matches("[abef]\\d\\d-.*"))
          .forEach(name -> exports.add(Fixtures.folder(name, folder("shared-" + name))));
    }
  }

  private void build(String name, int layers, int heads, String frames) {
    Path source = folder(name + "-source");
    write(
        source.resolve("config.json"),
        CONFIG.formatted(layers, heads, heads).getBytes(StandardCharsets.UTF_8));
    Path export = root.resolve(name);
    if (Answers.ofCommand("build", source, "--fresh", "--frames", frames, "--out", export)
        != Outcome.ACCEPTED) {
      throw new IllegalStateException("a sound export is refused");
    }
    exports.add(export);
  }

  /** A new empty folder. */
  Path folder(String name) {
    Path folder = root.resolve(name);
    Folders.make(folder);
    return folder;
  }

  /** The smallest sound export. */
  Path export() {
    return exports.get(0);
  }

  Path export(Random random) {
    // Those that every machine has come up every other time.
    return exports.get(random.nextInt(random.nextBoolean() ? 2 : exports.size()));
  }

  /** The files of a folder, by name. */
  static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes a folder with all that is in it, if it is there. */
  static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> tree = Files.walk(folder)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
