package dev.sotto.models.whisper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the files of an export say about decoding: {@code generation_config.json}, with {@code
 * config.json} where it is silent. Old exports say little of it, and some say what another model
 * has: what a model's tokens are is told by its vocabulary.
 *
 * @param multilingual {@code is_multilingual}; empty if no file has it
 * @param maxLength most tokens of a sequence; empty if no file has it
 * @param tokens the ids that either file gives for control tokens
 * @param forced the ids under {@code forced_decoder_ids}, by which old files spelled the prompt
 * @param suppressedTokens that are never written; empty if no file has the list
 * @param suppressedAtBegin that no text begins with; empty if no file has the list
 * @param alignmentHeads pairs of decoder layer and cross-attention head used for word times
 */
public record GenerationConfig(
    Optional<Boolean> multilingual,
    OptionalInt maxLength,
    List<StatedToken> tokens,
    List<Integer> forced,
    Optional<List<Integer>> suppressedTokens,
    Optional<List<Integer>> suppressedAtBegin,
    List<AlignmentHead> alignmentHeads) {

  public static final String FILE_NAME = "generation_config.json";

  /** A cross-attention head of the decoder. */
  public record AlignmentHead(int layer, int head) {}

  public GenerationConfig {
    tokens = List.copyOf(tokens);
    forced = List.copyOf(forced);
    suppressedTokens = suppressedTokens.map(List::copyOf);
    suppressedAtBegin = suppressedAtBegin.map(List::copyOf);
    alignmentHeads = List.copyOf(alignmentHeads);
  }

  /**
   * Reads the settings of an export folder.
   *
   * @throws SottoException if a file is malformed, or config.json is missing
   */
  public static GenerationConfig read(Path folder) {
    Path config = folder.resolve(WhisperConfig.FILE_NAME);
    ObjectNode both = JsonFiles.readObject(config);
    List<StatedToken> tokens = new ArrayList<>(new GenerationFields(config, both).tokens());
    Path file = folder.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      return of(new GenerationFields(config, both), tokens);
    }
    ObjectNode json = JsonFiles.readObject(file);
    tokens.addAll(new GenerationFields(file, json).tokens());
    // Hugging Face's library no longer looks for forced ids elsewhere, where old ones may be left.
    both.remove("forced_decoder_ids");
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      both.set(field.getKey(), field.getValue());
    }
    return of(new GenerationFields(file, both), tokens);
  }

  private static GenerationConfig of(GenerationFields fields, List<StatedToken> tokens) {
    return new GenerationConfig(
        fields.multilingual(),
        fields.maxLength(),
        tokens,
        fields.forced(),
        fields.ids("suppress_tokens"),
        fields.ids("begin_suppress_tokens"),
        fields.alignmentHeads());
  }
}
