package dev.sotto.runtime.tokens;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.tokens.ByteSymbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tokenizer of 256 bytes, the merges of " the", and control tokens from {@value #FIRST_CONTROL}
 * on, as {@code tokenizer.json} or as the files it is made from.
 */
public final class SmallTokenizer {
  public static final int FIRST_CONTROL = 259;
  private static final String SPACE = ByteSymbols.spell(" ");

  private final List<String> controls;

  private SmallTokenizer(List<String> controls) {
    this.controls = List.copyOf(controls);
  }

  /** End, start, languages, tasks and what follows them in Whisper's vocabularies. */
  public static SmallTokenizer of(String... languages) {
    List<String> controls = new ArrayList<>(List.of("<|endoftext|>", "<|startoftranscript|>"));
    for (String language : languages) {
      controls.add("<|" + language + "|>");
    }
    controls.addAll(
        List.of(
            "<|translate|>",
            "<|transcribe|>",
            "<|startoflm|>",
            "<|startofprev|>",
            "<|nospeech|>",
            "<|notimestamps|>"));
    return new SmallTokenizer(controls);
  }

  /** Without that control token; those after it get lower ids. */
  public SmallTokenizer without(String control) {
    return new SmallTokenizer(controls.stream().filter(text -> !text.equals(control)).toList());
  }

  public SmallTokenizer with(String control) {
    List<String> more = new ArrayList<>(controls);
    more.add(control);
    return new SmallTokenizer(more);
  }

  public int size() {
    return FIRST_CONTROL + controls.size();
  }

  public int id(String control) {
    return FIRST_CONTROL + controls.indexOf(control);
  }

  private static ObjectNode symbols() {
    ObjectNode symbols = JsonFiles.newObject();
    for (String symbol : ByteSymbols.inOrder()) {
      symbols.put(symbol, symbols.size());
    }
    return symbols.put(SPACE + "t", 256).put("he", 257).put(SPACE + "the", 258);
  }

  private static List<List<String>> merges() {
    return List.of(List.of(SPACE, "t"), List.of("h", "e"), List.of(SPACE + "t", "he"));
  }

  /** The content of {@code tokenizer.json}. */
  public ObjectNode json() {
    ObjectNode json = JsonFiles.newObject().put("version", "1.0");
    ArrayNode added = json.putArray("added_tokens");
    for (String control : controls) {
      added.addObject().put("id", id(control)).put("content", control).put("special", true);
    }
    json.putNull("normalizer");
    json.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", false);
    json.putObject("decoder").put("type", "ByteLevel");
    ObjectNode model = json.putObject("model").put("type", "BPE");
    model.set("vocab", symbols());
    ArrayNode merges = model.putArray("merges");
    merges().forEach(merge -> merges.addArray().add(merge.get(0)).add(merge.get(1)));
    return json;
  }

  public Path write(Path folder) throws IOException {
    Files.write(folder.resolve("tokenizer.json"), JsonFiles.write(json()));
    return folder;
  }

  /** Writes {@code vocab.json}, {@code merges.txt} and {@code added_tokens.json}. */
  public Path writeParts(Path folder) throws IOException {
    ObjectNode symbols = symbols().put("<|endoftext|>", id("<|endoftext|>"));
    Files.write(folder.resolve("vocab.json"), JsonFiles.write(symbols));
    StringBuilder lines = new StringBuilder("#version: 0.2\n");
    merges().forEach(merge -> lines.append(String.join(" ", merge)).append('\n'));
    Files.writeString(folder.resolve("merges.txt"), lines);
    ObjectNode added = JsonFiles.newObject();
    controls.stream()
        .filter(control -> !control.equals("<|endoftext|>"))
        .forEach(control -> added.put(control, id(control)));
    Files.write(folder.resolve("added_tokens.json"), JsonFiles.write(added));
    return folder;
  }
}
