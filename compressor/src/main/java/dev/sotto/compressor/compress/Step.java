package dev.sotto.compressor.compress;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.json.JsonRecords;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Work that is to be done once.
 *
 * @param name what its folder's name begins with
 * @param identity everything that the work depends on, files by their hashes: a record, or JSON
 * @param form of the result, which is kept beside the files
 * @param work writes its files into the folder and returns what it found
 * @param <R> the result
 */
public record Step<R>(String name, Object identity, Form<R> form, Function<OutputFolder, R> work) {

  /**
   * How a result is kept.
   *
   * @param reader gets the file that holds the JSON, too
   */
  public record Form<R>(Function<R, JsonNode> writer, BiFunction<Path, JsonNode, R> reader) {}

  /** Work that finds a record. */
  public static <R extends Record> Step<R> of(
      String name, Object identity, Class<R> type, Function<OutputFolder, R> work) {
    return new Step<>(
        name,
        identity,
        new Form<>(JsonRecords::write, (file, json) -> read(file, json, type)),
        work);
  }

  private static <R extends Record> R read(Path file, JsonNode json, Class<R> type) {
    try {
      return JsonRecords.read(json, type);
    } catch (IllegalArgumentException e) {
      throw SottoException.badInput(
          file, "does not tell what the stage found; remove its folder: " + e.getMessage(), e);
    }
  }

  /** Work that makes files and finds nothing. */
  public static Step<Void> of(String name, Object identity, Consumer<OutputFolder> work) {
    return new Step<>(
        name,
        identity,
        new Form<>(nothing -> JsonFiles.newObject(), (file, json) -> null),
        output -> {
          work.accept(output);
          return null;
        });
  }
}
