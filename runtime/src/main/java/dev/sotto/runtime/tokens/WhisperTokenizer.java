package dev.sotto.runtime.tokens;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.tokens.ByteSymbols;
import dev.sotto.models.tokens.ControlToken;
import dev.sotto.models.tokens.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tokenizer of an export.
 *
 * <p>Text is always plain text: a literal such as {@code <|en|>} inside it becomes the ordinary
 * tokens of its characters, never a control token, so that no transcript can steer the decoder.
 * Control tokens are asked for by {@link #tokenId}. To that end the library gets the vocabulary
 * without them, and they are spliced in here.
 */
public final class WhisperTokenizer implements AutoCloseable {
  static {
    // DJL reports its use to Amazon when it runs on an EC2 machine, and on a machine with CUDA
    // downloads another build of the tokenizers. Both switches are read before its first use.
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("RUST_FLAVOR", "cpu");
    TokenizerLibraries.unpack();
  }

  private final Vocabulary vocabulary;
  private final HuggingFaceTokenizer plainText;
  private final Map<Integer, ControlToken> controlsById = new HashMap<>();
  private final Set<Character> unknownBytes;

  private WhisperTokenizer(Vocabulary vocabulary, HuggingFaceTokenizer plainText) {
    this.vocabulary = vocabulary;
    this.plainText = plainText;
    vocabulary.controls().values().forEach(token -> controlsById.put(token.id(), token));
    this.unknownBytes =
        ByteSymbols.inOrder().stream()
            .filter(symbol -> !vocabulary.symbols().containsKey(symbol))
            .map(symbol -> symbol.charAt(0))
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Reads the tokenizer of an export folder.
   *
   * @throws SottoException as {@link Vocabulary#read}
   */
  public static WhisperTokenizer open(Path folder) {
    Vocabulary vocabulary = Vocabulary.read(folder);
    try {
      HuggingFaceTokenizer plainText =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(JsonFiles.writeCompact(withoutControls(vocabulary))),
              Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
      return new WhisperTokenizer(vocabulary, plainText);
    } catch (IOException | RuntimeException e) {
      throw SottoException.badInput(
          vocabulary.source(),
          "expected a byte-pair tokenizer of Whisper, found: " + firstLine(e),
          e);
    }
  }

  /** What the tokenizers library gets of {@code vocabulary}: no control tokens, nothing added. */
  private static ObjectNode withoutControls(Vocabulary vocabulary) {
    ObjectNode json = JsonFiles.newObject().put("version", "1.0");
    json.putArray("added_tokens");
    byteLevel(json.putObject("pre_tokenizer"));
    byteLevel(json.putObject("decoder"));
    ObjectNode model = json.putObject("model").put("type", "BPE");
    model.put("ignore_merges", vocabulary.ignoresMerges());
    ObjectNode symbols = model.putObject("vocab");
    vocabulary.symbols().forEach(symbols::put);
    ArrayNode merges = model.putArray("merges");
    vocabulary.merges().forEach(merge -> merges.addArray().add(merge.left()).add(merge.right()));
    return json;
  }

  private static void byteLevel(ObjectNode component) {
    component.put("type", "ByteLevel");
    component.put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", true);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /**
   * The ids of {@code text}, nothing added before or after.
   *
   * @throws SottoException if the vocabulary lacks a byte of it, which would be lost silently
   */
  public List<Integer> encode(String text) {
    if (!unknownBytes.isEmpty()
        && ByteSymbols.spell(text).chars().anyMatch(c -> unknownBytes.contains((char) c))) {
      throw SottoException.badInput(
          vocabulary.source(), "expected tokens for every byte of \"" + text + "\"");
    }
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
      ControlToken added = controlsById.get(id);
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
    ControlToken token = vocabulary.controls().get(text);
    if (token == null) {
      throw SottoException.badInput(
          vocabulary.source(), "expected the control token \"" + text + "\", found none");
    }
    return token.id();
  }

  @Override
  public void close() {
    plainText.close();
  }
}
