package dev.sotto.models.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * The sizes of a model to build.
 *
 * @param headDim width of a head; of a pruned model no longer {@code d_model / heads}
 * @param tied whether the output projection is the token embedding, as in every Whisper of OpenAI
 */
public record Sizes(WhisperConfig config, int headDim, boolean tied) {
  private static final long CONVOLUTION_WIDTH = 3;

  public Sizes {
    if (headDim < 1) {
      throw new IllegalArgumentException("expected a head width from 1, received " + headDim);
    }
  }

  /**
   * Reads {@code config.json} of a folder.
   *
   * @throws SottoException if it is not sound, or of a Whisper that cannot be built
   */
  public static Sizes read(Path folder) {
    WhisperConfig config = WhisperConfig.read(folder);
    Path file = folder.resolve(WhisperConfig.FILE_NAME);
    ObjectNode json = JsonFiles.readObject(file);
    String activation = json.path("activation_function").asText("gelu");
    if (!activation.equals("gelu")) {
      throw SottoException.badInput(
          file, "expected activation_function \"gelu\", found \"" + activation + "\"");
    }
    if (json.path("scale_embedding").asBoolean()) {
      throw SottoException.badInput(file, "expected scale_embedding false, found true");
    }
    if (config.modelDim() % 2 != 0) {
      throw SottoException.badInput(file, "expected an even d_model, found " + config.modelDim());
    }
    int headDim = headDim(file, json, config);
    checkLargest(file, config, headDim);
    boolean tied = json.path("tie_word_embeddings").asBoolean(true);
    return new Sizes(config, headDim, tied);
  }

  /** No weight may exceed what a file can give to one that reads it. */
  private static void checkLargest(Path file, WhisperConfig config, int headDim) {
    long rows =
        LongStream.of(
                config.vocabularySize(),
                config.encoder().ffnDim(),
                config.decoder().ffnDim(),
                (long) config.encoder().heads() * headDim,
                (long) config.decoder().heads() * headDim,
                CONVOLUTION_WIDTH * config.modelDim(),
                CONVOLUTION_WIDTH * config.melBins(),
                config.maxSourcePositions(),
                config.maxTargetPositions())
            .max()
            .orElseThrow();
    if (rows * config.modelDim() > Integer.MAX_VALUE / Float.BYTES) {
      throw SottoException.badInput(
          file, "asks for a weight of " + rows + " x " + config.modelDim() + ", more than 2 GiB");
    }
  }

  /** A pruned export says it; in any other the heads of both stacks share {@code d_model}. */
  private static int headDim(Path file, ObjectNode json, WhisperConfig config) {
    JsonNode stated = json.path("sotto").path("head_dim");
    if (stated.isInt() && stated.intValue() > 0 && stated.intValue() <= config.modelDim()) {
      return stated.intValue();
    }
    int heads = config.encoder().heads();
    if (config.modelDim() % heads != 0 || config.decoder().heads() != heads) {
      throw SottoException.badInput(
          file,
          ("expected one number of heads that divides d_model %s, found %s in the encoder"
                  + " and %s in the decoder")
              .formatted(config.modelDim(), heads, config.decoder().heads()));
    }
    return config.modelDim() / heads;
  }

  int usualHeads(Stack stack) {
    return config.of(stack).heads();
  }

  int usualUnits(Stack stack) {
    return config.of(stack).ffnDim();
  }
}
