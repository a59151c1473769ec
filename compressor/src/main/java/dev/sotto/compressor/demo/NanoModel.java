package dev.sotto.compressor.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of the nano Whisper's export beside its graphs: sizes, decoding settings, features and
 * tokenizer, in the form of Hugging Face's libraries.
 */
public final class NanoModel {
  /**
   * Positions of the decoder. A sentence takes ten of them, and decoding stops at half; {@code
   * sotto bench} writes 34 tokens whatever is said.
   */
  static final int TARGET_POSITIONS = 48;

  private static final int MODEL_DIM = 128;
  private static final int FFN_DIM = 512;
  private static final int HEADS = 4;
  private static final int LAYERS = 2;
  private static final int MEL_BINS = 80;

  /**
   * Of fresh weights. Whisper's own 0.02 suits widths of 384 and more; at 128 it makes attention so
   * even that after 500 steps it still had not found the sound.
   */
  private static final double INITIAL_DEVIATION = 0.07;

  private static final int WINDOW_SECONDS = 3;
  private static final int SAMPLE_RATE = 16_000;
  private static final int FFT_SAMPLES = 400;
  private static final int HOP_SAMPLES = 160;
  static final int WINDOW_FRAMES = WINDOW_SECONDS * SAMPLE_RATE / HOP_SAMPLES;

  private NanoModel() {}

  /** Content by file name, for a model with the tokens of {@code tokenizer}. */
  public static Map<String, byte[]> files(NanoTokenizer tokenizer) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(WhisperConfig.FILE_NAME, JsonFiles.write(config(tokenizer)));
    files.put(GenerationConfig.FILE_NAME, JsonFiles.write(generation(tokenizer)));
    files.put("preprocessor_config.json", JsonFiles.write(features()));
    files.putAll(NanoTokenizerFiles.of(tokenizer));
    return files;
  }

  private static ObjectNode config(NanoTokenizer tokenizer) {
    int end = tokenizer.id(NanoTokenizer.END);
    ObjectNode json = JsonFiles.newObject();
    json.putArray("architectures").add("WhisperForConditionalGeneration");
    json.put("model_type", "whisper")
        .put("is_encoder_decoder", true)
        .put("d_model", MODEL_DIM)
        .put("encoder_layers", LAYERS)
        .put("encoder_attention_heads", HEADS)
        .put("encoder_ffn_dim", FFN_DIM)
        .put("decoder_layers", LAYERS)
        .put("decoder_attention_heads", HEADS)
        .put("decoder_ffn_dim", FFN_DIM)
        .put("num_hidden_layers", LAYERS)
        .put("num_mel_bins", MEL_BINS)
        .put("max_source_positions", WINDOW_FRAMES / 2)
        .put("max_target_positions", TARGET_POSITIONS)
        .put("vocab_size", tokenizer.size())
        .put("activation_function", "gelu")
        .put("activation_dropout", 0.0)
        .put("attention_dropout", 0.0)
        .put("dropout", 0.0)
        .put("encoder_layerdrop", 0.0)
        .put("decoder_layerdrop", 0.0)
        .put("init_std", INITIAL_DEVIATION)
        .put("scale_embedding", false)
        .put("use_cache", true)
        .put("dtype", "float32")
        .put("bos_token_id", end)
        .put("eos_token_id", end)
        .put("pad_token_id", end)
        .put("decoder_start_token_id", tokenizer.id(NanoTokenizer.START));
    beginSuppressed(json, tokenizer);
    return json;
  }

  private static ObjectNode generation(NanoTokenizer tokenizer) {
    int end = tokenizer.id(NanoTokenizer.END);
    int noTimestamps = tokenizer.id(NanoTokenizer.NO_TIMESTAMPS);
    ObjectNode json =
        JsonFiles.newObject()
            .put("bos_token_id", end)
            .put("eos_token_id", end)
            .put("pad_token_id", end)
            .put("decoder_start_token_id", tokenizer.id(NanoTokenizer.START))
            .put("is_multilingual", false)
            .put("max_length", TARGET_POSITIONS)
            .put("no_timestamps_token_id", noTimestamps)
            .put("prev_sot_token_id", tokenizer.id(NanoTokenizer.PREVIOUS))
            .put("return_timestamps", false);
    ArrayNode suppressed = json.putArray("suppress_tokens");
    for (int id = tokenizer.id(NanoTokenizer.START); id < noTimestamps; id++) {
      suppressed.add(id);
    }
    beginSuppressed(json, tokenizer);
    return json;
  }

  /** A text starts neither with a lone space nor with its end. */
  private static void beginSuppressed(ObjectNode json, NanoTokenizer tokenizer) {
    json.putArray("begin_suppress_tokens")
        .add(tokenizer.id(String.valueOf(BytePairs.SPACE)))
        .add(tokenizer.id(NanoTokenizer.END));
  }

  private static ObjectNode features() {
    return JsonFiles.newObject()
        .put("chunk_length", WINDOW_SECONDS)
        .put("dither", 0.0)
        .put("feature_extractor_type", "WhisperFeatureExtractor")
        .put("feature_size", MEL_BINS)
        .put("hop_length", HOP_SAMPLES)
        .put("n_fft", FFT_SAMPLES)
        .put("n_samples", WINDOW_SECONDS * SAMPLE_RATE)
        .put("nb_max_frames", WINDOW_FRAMES)
        .put("padding_side", "right")
        .put("padding_value", 0.0)
        .put("processor_class", "WhisperProcessor")
        .put("return_attention_mask", false)
        .put("sampling_rate", SAMPLE_RATE);
  }
}
