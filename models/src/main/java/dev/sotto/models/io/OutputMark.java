package dev.sotto.models.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The list of the files that Sotto wrote into a folder, kept in the folder itself: it tells whether
 * the folder is whole, and what in it is somebody else's. The same files give the same bytes.
 *
 * @param files bytes by name, with {@code /} between folders; the mark itself is not among them
 */
public record OutputMark(SortedMap<String, Long> files) {
  public static final String FILE = "sotto-output.json";

  private static final String FORMAT = "sotto-output/1";

  /** What stands for the size of links, empty folders and the like, which Sotto does not write. */
  private static final long NO_FILE = -1;

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public OutputMark {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /**
   * The mark for what is in {@code folder} now.
   *
   * @throws SottoException if it cannot be read
   */
  static OutputMark of(Path folder) {
    return new OutputMark(contents(folder));
  }

  /**
   * Reads the mark of a folder; empty if it has none.
   *
   * @throws SottoException if the file is none that Sotto wrote
   */
  public static Optional<OutputMark> in(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    JsonNode json;
    try {
      json = MAPPER.readTree(WholeFile.read(file));
    } catch (IOException e) {
      throw SottoException.badInput(file, "is no JSON, so it does not tell what Sotto wrote", e);
    }
    if (!json.path("format").asText().equals(FORMAT) || !json.path("files").isObject()) {
      throw SottoException.badInput(
          file,
          "expected the format " + FORMAT + " with \"files\", so that it tells what is whose");
    }
    TreeMap<String, Long> files = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json.path("files").properties()) {
      if (!entry.getValue().canConvertToExactIntegral() || entry.getValue().asLong(NO_FILE) < 0) {
        throw SottoException.badInput(
            file, "expected a number of bytes for " + entry.getKey() + ", found another value");
      }
      files.put(entry.getKey(), entry.getValue().longValue());
    }
    return Optional.of(new OutputMark(files));
  }

  /** Puts the mark into {@code folder}. */
  void writeTo(Path folder) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("format", FORMAT);
    ObjectNode sizes = json.putObject("files");
    files.forEach(sizes::put);
    try {
      Files.writeString(
          folder.resolve(FILE),
          MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Whether all that is listed is in {@code folder}, with its size; there may be more.
   *
   * @throws SottoException if the folder cannot be read
   */
  public boolean isWhole(Path folder) {
    return contents(folder).entrySet().containsAll(files.entrySet());
  }

  /**
   * What is in {@code folder} that Sotto did not write, or that has another size since.
   *
   * @throws SottoException if the folder cannot be read
   */
  List<String> foreign(Path folder) {
    return contents(folder).entrySet().stream()
        .filter(entry -> !entry.getValue().equals(files.get(entry.getKey())))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static SortedMap<String, Long> contents(Path folder) {
    TreeMap<String, Long> contents = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.filter(path -> !path.equals(folder)).toList()) {
        BasicFileAttributes attributes =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String name =
            folder.relativize(path).toString().replace(folder.getFileSystem().getSeparator(), "/");
        if (!attributes.isDirectory()) {
          contents.put(name, attributes.isRegularFile() ? attributes.size() : NO_FILE);
        } else if (isEmpty(path)) {
          contents.put(name + "/", NO_FILE);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getMessage(), e);
    }
    contents.remove(FILE);
    return contents;
  }

  static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
