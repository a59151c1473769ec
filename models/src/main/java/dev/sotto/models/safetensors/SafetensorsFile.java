package dev.sotto.models.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.MappedData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.WholeFile;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The tensors of a safetensors file, or of several files that an index puts together.
 *
 * <p>Their elements are views of the mapped files: opening a model of any size takes almost no
 * heap.
 *
 * @param file the file, or the index of several
 * @param parts the files that hold tensors
 * @param tensors by name, in the order of the header
 * @param metadata the free text entries of the header; of several files, those of the first
 */
public record SafetensorsFile(
    Path file, List<Path> parts, Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** The name that Hugging Face gives the weights of a model in one file. */
  public static final String FILE_NAME = "model.safetensors";

  /** The name of the index where the weights are spread over several files. */
  public static final String INDEX_NAME = "model.safetensors.index.json";

  public SafetensorsFile {
    parts = List.copyOf(parts);
    tensors = Collections.unmodifiableMap(tensors);
    metadata = Collections.unmodifiableMap(metadata);
  }

  /**
   * Opens the weights of a model folder: {@value #FILE_NAME}, or the files that {@value
   * #INDEX_NAME} names.
   *
   * @throws SottoException if there are neither, or as {@link #read}
   */
  public static SafetensorsFile open(Path folder) {
    if (Files.exists(folder.resolve(FILE_NAME))) {
      return read(folder.resolve(FILE_NAME));
    }
    if (Files.exists(folder.resolve(INDEX_NAME))) {
      return readIndex(folder.resolve(INDEX_NAME));
    }
    throw SottoException.badInput(folder, "lacks " + FILE_NAME + " and " + INDEX_NAME);
  }

  /**
   * Maps one file.
   *
   * @throws SottoException if it is missing or breaks a rule of the format
   */
  public static SafetensorsFile read(Path file) {
    WholeFile.checkRegular(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      SafetensorsHeader header = SafetensorsHeader.read(file, channel);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (SafetensorsHeader.Entry entry : header.entries().values()) {
        long offset = header.dataStart() + entry.from();
        // One mapping for each tensor, as a file may be larger than a buffer can be.
        ByteBuffer view =
            channel.map(FileChannel.MapMode.READ_ONLY, offset, entry.to() - entry.from());
        tensors.put(
            entry.name(),
            new Tensor(
                entry.name(),
                entry.type(),
                entry.shape().stream().mapToLong(Long::longValue).toArray(),
                new MappedData(file, offset, view)));
      }
      return new SafetensorsFile(file, List.of(file), tensors, header.metadata());
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static SafetensorsFile readIndex(Path index) {
    JsonNode places = JsonFiles.readObject(index).path("weight_map");
    if (!places.isObject() || places.isEmpty()) {
      throw SottoException.badInput(index, "expected an object \"weight_map\" with tensors");
    }
    TreeSet<String> names = new TreeSet<>();
    places.forEach(place -> names.add(place.asText()));
    Map<String, SafetensorsFile> shards = new LinkedHashMap<>();
    for (String name : names) {
      shards.put(name, read(shard(index, name)));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> place : places.properties()) {
      SafetensorsFile shard = shards.get(place.getValue().asText());
      Tensor tensor =
          shard
              .tensor(place.getKey())
              .orElseThrow(
                  () ->
                      SottoException.badInput(
                          shard.file,
                          "lacks tensor '" + place.getKey() + "', which the index names"));
      tensors.put(place.getKey(), tensor);
    }
    Map<String, String> metadata = shards.values().iterator().next().metadata;
    List<Path> parts = shards.values().stream().map(shard -> shard.file).toList();
    return new SafetensorsFile(index, parts, tensors, metadata);
  }

  /** A part lies beside the index: a model from elsewhere must not make Sotto read other files. */
  private static Path shard(Path index, String name) {
    if (!name.matches("[\\w.-]+") || name.startsWith(".")) {
      throw SottoException.badInput(
          index, "names a part that is no plain file name: '" + name + "'");
    }
    Path part = index.resolveSibling(name);
    if (!Files.isRegularFile(part)) {
      throw SottoException.badInput(index, "its part " + name + " is missing");
    }
    return part;
  }

  public Optional<Tensor> tensor(String name) {
    return Optional.ofNullable(tensors.get(name));
  }
}
