package dev.sotto.models.whisper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;

/**
 * The sizes of a Whisper model as its {@code config.json} states them.
 *
 * <p>Head counts and FFN widths are those of the file; a pruned export can differ from layer to
 * layer, which only its graphs tell.
 *
 * @param modelDim width of the residual stream ({@code d_model})
 * @param maxSourcePositions encoder positions, half the mel frames of a window
 * @param maxTargetPositions decoder positions, the longest token sequence
 */
public record WhisperConfig(
    int modelDim,
    StackSizes encoder,
    StackSizes decoder,
    int vocabularySize,
    int melBins,
    int maxSourcePositions,
    int maxTargetPositions) {

  /**
   * The sizes of one of the two stacks.
   *
   * @param ffnDim width of the feed-forward networks
   */
  public record StackSizes(int layers, int heads, int ffnDim) {
    StackSizes fewer(int leaving) {
      return new StackSizes(layers - leaving, heads, ffnDim);
    }
  }

  public static final String FILE_NAME = "config.json";

  /** Four times those of the largest Whisper; graphs of many more take minutes to read. */
  private static final int MOST_LAYERS = 128;

  /** Far beyond every Whisper, and small enough that products of two sizes stay whole numbers. */
  private static final int MOST_POSITIONS = 1 << 16;

  private static final int MOST_BINS = 1 << 10;
  private static final int WIDEST = 1 << 16;
  private static final int WIDEST_INSIDE = 1 << 20;
  private static final int MOST_TOKENS = 1 << 22;

  /**
   * Reads {@code config.json} of an export folder.
   *
   * @throws SottoException if it is missing, malformed, not of a Whisper, or a size is not a
   *     positive whole number, or larger than any Whisper's
   */
  public static WhisperConfig read(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    return of(file, JsonFiles.readObject(file));
  }

  static WhisperConfig of(Path file, ObjectNode json) {
    if (!json.path("model_type").asText().equals("whisper")) {
      throw SottoException.badInput(
          file,
          "expected model_type \"whisper\", found "
              + JsonFiles.found(json.get("model_type"))
              + "; this is no Whisper export");
    }
    return new WhisperConfig(
        size(file, json, "d_model", WIDEST),
        stack(file, json, "encoder"),
        stack(file, json, "decoder"),
        size(file, json, "vocab_size", MOST_TOKENS),
        size(file, json, "num_mel_bins", MOST_BINS),
        size(file, json, "max_source_positions", MOST_POSITIONS),
        size(file, json, "max_target_positions", MOST_POSITIONS));
  }

  private static StackSizes stack(Path file, ObjectNode json, String stack) {
    return new StackSizes(
        size(file, json, stack + "_layers", MOST_LAYERS),
        size(file, json, stack + "_attention_heads", WIDEST),
        size(file, json, stack + "_ffn_dim", WIDEST_INSIDE));
  }

  private static int size(Path file, ObjectNode json, String key, int most) {
    JsonNode value = json.get(key);
    if (value == null
        || !value.canConvertToInt()
        || !value.isIntegralNumber()
        || value.intValue() < 1) {
      throw SottoException.badInput(
          file,
          "expected a positive whole number for \"" + key + "\", found " + JsonFiles.found(value));
    }
    if (value.intValue() > most) {
      throw SottoException.badInput(
          file, "expected at most " + most + " for \"" + key + "\", found " + value.intValue());
    }
    return value.intValue();
  }

  public StackSizes of(BlockId.Stack stack) {
    return stack == BlockId.Stack.ENCODER ? encoder : decoder;
  }

  /** These sizes without {@code leaving}. */
  public WhisperConfig without(LeavingLayers leaving) {
    return new WhisperConfig(
        modelDim,
        encoder.fewer(leaving.of(BlockId.Stack.ENCODER).size()),
        decoder.fewer(leaving.of(BlockId.Stack.DECODER).size()),
        vocabularySize,
        melBins,
        maxSourcePositions,
        maxTargetPositions);
  }

  /** These sizes with a vocabulary of {@code tokens}. */
  public WhisperConfig withTokens(int tokens) {
    return new WhisperConfig(
        modelDim, encoder, decoder, tokens, melBins, maxSourcePositions, maxTargetPositions);
  }

  /** These sizes with windows of {@code positions}. */
  public WhisperConfig withPositions(int positions) {
    return new WhisperConfig(
        modelDim, encoder, decoder, vocabularySize, melBins, positions, maxTargetPositions);
  }

  /** Mel frames of one window: the encoder's second convolution halves them. */
  public int windowFrames() {
    return 2 * maxSourcePositions;
  }
}
