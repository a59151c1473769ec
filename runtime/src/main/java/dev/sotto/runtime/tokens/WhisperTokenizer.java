package dev.sotto.runtime.tokens;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.JsonFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokenizer of an export: {@code tokenizer.json}.
 *
 * <p>Text is always plain text: a literal such as {@code <|en|>} inside it becomes the ordinary
 * tokens of its characters, never a control token, so that no transcript can steer the decoder.
 * Control tokens are asked for by {@link #tokenId}. To that end the library gets the tokenizer
 * without its added tokens, and these are spliced in here.
 */
public final class WhisperTokenizer implements AutoCloseable {
  public static final String FILE_NAME = "tokenizer.json";

  static {
    // DJL reports its use to Amazon when it runs on an EC2 machine, and on a machine with CUDA
    // downloads another build of the tokenizers. Both switches are read before its first use.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
    TokenizerLibraries.unpack();
  }

  /** A token outside the byte-pair vocabulary, such as {@code <|en|>} or {@code <|0.02|>}. */
  private record AddedToken(int id, String text, boolean special) {}

  private final Path file;
  private final HuggingFaceTokenizer plainText;
  private final Map<Integer, AddedToken> addedById;
  private final Map<String, AddedToken> addedByText;

  private WhisperTokenizer(Path file, HuggingFaceTokenizer plainText, List<AddedToken> added) {
    this.file = file;
    this.plainText = plainText;
    this.addedById = new HashMap<>();
    this.addedByText = new HashMap<>();
    for (AddedToken token : added) {
      addedById.put(token.id(), token);
      addedByText.put(token.text(), token);
    }
  }

  /**
   * Reads the tokenizer of an export folder.
   *
   * @throws SottoException if the file is missing or no tokenizer
   */
  public static WhisperTokenizer open(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    ObjectNode json = JsonFiles.readObject(file);
    List<AddedToken> added = new ArrayList<>();
    for (JsonNode token : json.path("added_tokens")) {
      added.add(addedToken(file, token));
    }
    // What would add tokens to the text, cut it, or fill it up.
    json.remove(List.of("added_tokens", "post_processor", "truncation", "padding"));
    try {
      HuggingFaceTokenizer plainText =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(JsonFiles.write(json)),
              Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
      return new WhisperTokenizer(file, plainText, added);
    } catch (IOException | RuntimeException e) {
      throw SottoException.badInput(
          file, "expected a byte-pair tokenizer of Whisper, found: " + firstLine(e), e);
    }
  }

  private static AddedToken addedToken(Path file, JsonNode token) {
    if (!token.path("id").isInt() || !token.path("content").isTextual()) {
      throw SottoException.badInput(
          file, "expected an id and content for each of \"added_tokens\", found " + token);
    }
    return new AddedToken(
        token.get("id").intValue(),
        token.get("content").textValue(),
        token.path("special").asBoolean());
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** The ids of {@code text}, nothing added before or after. */
  public List<Integer> encode(String text) {
    List<Integer> ids = new ArrayList<>();
    for (long id : plainText.encode(text).getIds()) {
      ids.add(Math.toIntExact(id));
    }
    return List.copyOf(ids);
  }

  /**
   * The text of {@code ids}; bytes that are no valid UTF-8 become U+FFFD. Ids unknown to the
   * tokenizer give nothing: some exports leave the timestamp tokens out of {@code tokenizer.json}.
   *
   * @param skipSpecial whether control tokens are left out of the text; timestamps count as such
   *     only where the file says so
   */
  public String decode(List<Integer> ids, boolean skipSpecial) {
    StringBuilder text = new StringBuilder();
    List<Integer> plain = new ArrayList<>();
    for (int id : ids) {
      AddedToken added = addedById.get(id);
      if (added == null) {
        plain.add(id);
      } else if (!added.special() || !skipSpecial) {
        text.append(decodePlain(plain)).append(added.text());
        plain.clear();
      }
    }
    return text.append(decodePlain(plain)).toString();
  }

  private String decodePlain(List<Integer> ids) {
    return plainText.decode(ids.stream().mapToLong(Integer::longValue).toArray(), false);
  }

  /**
   * The id of a control token such as {@code <|notimestamps|>}.
   *
   * @throws SottoException if the tokenizer has none of that text
   */
  public int tokenId(String text) {
    AddedToken token = addedByText.get(text);
    if (token == null) {
      throw SottoException.badInput(
          file, "expected the control token \"" + text + "\" among \"added_tokens\", found none");
    }
    return token.id();
  }

  @Override
  public void close() {
    plainText.close();
  }
}
