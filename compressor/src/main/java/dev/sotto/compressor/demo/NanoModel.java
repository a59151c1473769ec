package dev.sotto.compressor.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of the nano Whisper's export beside its graphs: sizes, decoding settings, features and
 * tokenizer, in the form of Hugging Face's libraries. They lie as templates in the resources, where
 * {@code "#TOKEN"} stands for the id of a token, {@code "@TOKEN"} for the same as a text, and
 * {@code "#size"} for the number of tokens.
 *
 * <p>The decoder has 48 positions: a sentence takes ten of them, and decoding stops at half; {@code
 * sotto bench} writes 34 tokens whatever is said. Fresh weights deviate by 0.07: Whisper's own 0.02
 * suits widths of 384 and more; at 128 it makes attention so even that after 500 steps it still had
 * not found the sound.
 */
public final class NanoModel {
  /** Three seconds. */
  static final int WINDOW_FRAMES = 300;

  private static final String TOKENIZER = "tokenizer.json";
  private static final List<String> TEMPLATES =
      List.of(
          "config.json",
          "generation_config.json",
          "preprocessor_config.json",
          TOKENIZER,
          "tokenizer_config.json",
          "added_tokens.json",
          "special_tokens_map.json");

  private NanoModel() {}

  /** Content by file name, for a model with the tokens of {@code tokenizer}. */
  public static Map<String, byte[]> files(NanoTokenizer tokenizer) {
    Map<String, ObjectNode> filled = new LinkedHashMap<>();
    TEMPLATES.forEach(name -> filled.put(name, filled(name, tokenizer)));
    // Symbols and the end token; the other control tokens are "added".
    ObjectNode vocabulary = JsonFiles.newObject();
    for (String token : tokenizer.tokens().subList(0, tokenizer.id(NanoTokenizer.START))) {
      vocabulary.put(token, tokenizer.id(token));
    }
    filled.put("vocab.json", vocabulary);
    ObjectNode model = (ObjectNode) filled.get(TOKENIZER).path("model");
    model.set("vocab", vocabulary);
    ArrayNode merges = model.putArray("merges");
    StringBuilder lines = new StringBuilder("#version: 0.2\n");
    for (BytePairs.Pair pair : tokenizer.pairs().merges()) {
      merges.addArray().add(pair.left()).add(pair.right());
      lines.append(pair.left()).append(' ').append(pair.right()).append('\n');
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    filled.forEach((name, json) -> files.put(name, JsonFiles.write(json)));
    files.put("merges.txt", lines.toString().getBytes(StandardCharsets.UTF_8));
    return files;
  }

  private static ObjectNode filled(String name, NanoTokenizer tokenizer) {
    String text = template(name).replace("\"#size\"", Integer.toString(tokenizer.tokens().size()));
    for (String token : tokenizer.tokens()) {
      String id = Integer.toString(tokenizer.id(token));
      text = text.replace("\"#" + token + "\"", id).replace("\"@" + token + "\"", "\"" + id + "\"");
    }
    return JsonFiles.parseObject(Path.of(name), text.getBytes(StandardCharsets.UTF_8));
  }

  private static String template(String name) {
    try (InputStream resource = NanoModel.class.getResourceAsStream("nano/" + name)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
