package dev.sotto.compressor.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a Whisper tokenizer as Hugging Face's libraries read them. */
final class NanoTokenizerFiles {
  private final NanoTokenizer tokenizer;

  private NanoTokenizerFiles(NanoTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Content by file name. */
  static Map<String, byte[]> of(NanoTokenizer tokenizer) {
    NanoTokenizerFiles files = new NanoTokenizerFiles(tokenizer);
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put("tokenizer.json", JsonFiles.write(files.tokenizer()));
    contents.put("tokenizer_config.json", JsonFiles.write(files.settings()));
    contents.put("vocab.json", JsonFiles.write(files.vocabulary()));
    contents.put("merges.txt", files.merges().getBytes(StandardCharsets.UTF_8));
    contents.put("added_tokens.json", JsonFiles.write(files.added()));
    contents.put("special_tokens_map.json", JsonFiles.write(files.specials()));
    return contents;
  }

  private ObjectNode tokenizer() {
    ObjectNode json = JsonFiles.newObject().put("version", "1.0");
    json.putNull("truncation").putNull("padding");
    ArrayNode added = json.putArray("added_tokens");
    for (String control : NanoTokenizer.controls()) {
      ObjectNode token = added.addObject().put("id", tokenizer.id(control));
      token.setAll(form(control));
      token.put("special", true);
    }
    json.putNull("normalizer");
    json.putObject("pre_tokenizer")
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", true);
    json.set("post_processor", template());
    json.putObject("decoder")
        .put("type", "ByteLevel")
        .put("add_prefix_space", true)
        .put("trim_offsets", true)
        .put("use_regex", true);
    json.set("model", model());
    return json;
  }

  private ObjectNode model() {
    ObjectNode model = JsonFiles.newObject().put("type", "BPE");
    model.putNull("dropout").putNull("unk_token");
    model
        .put("continuing_subword_prefix", "")
        .put("end_of_word_suffix", "")
        .put("fuse_unk", false)
        .put("byte_fallback", false)
        .put("ignore_merges", false);
    model.set("vocab", vocabulary());
    ArrayNode merges = model.putArray("merges");
    for (BytePairs.Pair pair : tokenizer.pairs().merges()) {
      merges.addArray().add(pair.left()).add(pair.right());
    }
    return model;
  }

  /** Start and no timestamps before a text, end after it. */
  private ObjectNode template() {
    ObjectNode template = JsonFiles.newObject().put("type", "TemplateProcessing");
    ArrayNode single = template.putArray("single");
    control(single, NanoTokenizer.START, 0);
    control(single, NanoTokenizer.NO_TIMESTAMPS, 0);
    sequence(single, "A", 0);
    control(single, NanoTokenizer.END, 0);
    ArrayNode pair = template.putArray("pair");
    control(pair, NanoTokenizer.START, 0);
    control(pair, NanoTokenizer.NO_TIMESTAMPS, 0);
    sequence(pair, "A", 0);
    sequence(pair, "B", 1);
    control(pair, NanoTokenizer.END, 1);
    ObjectNode used = template.putObject("special_tokens");
    for (String control :
        List.of(NanoTokenizer.END, NanoTokenizer.NO_TIMESTAMPS, NanoTokenizer.START)) {
      ObjectNode token = used.putObject(control).put("id", control);
      token.putArray("ids").add(tokenizer.id(control));
      token.putArray("tokens").add(control);
    }
    return template;
  }

  private static void control(ArrayNode template, String token, int type) {
    template.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
  }

  private static void sequence(ArrayNode template, String name, int type) {
    template.addObject().putObject("Sequence").put("id", name).put("type_id", type);
  }

  private static ObjectNode form(String token) {
    return JsonFiles.newObject()
        .put("content", token)
        .put("lstrip", false)
        .put("normalized", false)
        .put("rstrip", false)
        .put("single_word", false);
  }

  /** Symbols and the end token; the other control tokens are "added". */
  private ObjectNode vocabulary() {
    ObjectNode vocabulary = JsonFiles.newObject();
    for (String token : tokenizer.tokens().subList(0, tokenizer.id(NanoTokenizer.START))) {
      vocabulary.put(token, tokenizer.id(token));
    }
    return vocabulary;
  }

  private String merges() {
    StringBuilder lines = new StringBuilder("#version: 0.2\n");
    for (BytePairs.Pair pair : tokenizer.pairs().merges()) {
      lines.append(pair.left()).append(' ').append(pair.right()).append('\n');
    }
    return lines.toString();
  }

  private ObjectNode added() {
    ObjectNode added = JsonFiles.newObject();
    for (String control : NanoTokenizer.controls()) {
      if (!control.equals(NanoTokenizer.END)) {
        added.put(control, tokenizer.id(control));
      }
    }
    return added;
  }

  private ObjectNode specials() {
    ObjectNode specials = JsonFiles.newObject();
    for (String use : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
      specials.set(use, form(NanoTokenizer.END));
    }
    return specials;
  }

  private ObjectNode settings() {
    ObjectNode settings = JsonFiles.newObject().put("add_prefix_space", false);
    ObjectNode decoder = settings.putObject("added_tokens_decoder");
    for (String control : NanoTokenizer.controls()) {
      ObjectNode token = form(control).put("special", true);
      decoder.set(String.valueOf(tokenizer.id(control)), token);
    }
    return settings
        .put("bos_token", NanoTokenizer.END)
        .put("clean_up_tokenization_spaces", false)
        .put("eos_token", NanoTokenizer.END)
        .put("model_max_length", NanoModel.TARGET_POSITIONS)
        .put("pad_token", NanoTokenizer.END)
        .put("processor_class", "WhisperProcessor")
        .put("tokenizer_class", "WhisperTokenizer")
        .put("unk_token", NanoTokenizer.END);
  }
}
