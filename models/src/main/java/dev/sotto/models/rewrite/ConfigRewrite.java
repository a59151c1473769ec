package dev.sotto.models.rewrite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.GenerationConfig.AlignmentHead;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Makes the JSON files of an export say what its graphs are after a plan. {@code config.json} has
 * one head count and one width for a whole stack: it gets those that all layers share, and an entry
 * {@code sotto} with those of every layer.
 */
final class ConfigRewrite {
  private final WhisperModel model;
  private final Plan plan;
  private final List<String> warnings = new ArrayList<>();

  ConfigRewrite(WhisperModel model, Plan plan) {
    this.model = model;
    this.plan = plan;
  }

  /** The files that change, by name. */
  Map<String, byte[]> files() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    if (plan.remove().isEmpty()) {
      return files;
    }
    Path folder = model.folder().folder();
    files.put(WhisperConfig.FILE_NAME, JsonFiles.write(config(folder)));
    Path generation = folder.resolve(GenerationConfig.FILE_NAME);
    if (Files.exists(generation)) {
      files.put(GenerationConfig.FILE_NAME, JsonFiles.write(generation(generation)));
    }
    return files;
  }

  /** What a user should know about the change. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private ObjectNode config(Path folder) {
    ObjectNode json = JsonFiles.readObject(folder.resolve(WhisperConfig.FILE_NAME));
    share(json, "encoder_attention_heads", Stack.ENCODER, true);
    share(json, "decoder_attention_heads", Stack.DECODER, true);
    share(json, "encoder_ffn_dim", Stack.ENCODER, false);
    share(json, "decoder_ffn_dim", Stack.DECODER, false);
    ObjectNode sotto = json.putObject("sotto");
    model.blocks().stream()
        .filter(block -> block.id().kind().isAttention())
        .findFirst()
        .ifPresent(block -> sotto.put("head_dim", block.groupSize()));
    ObjectNode blocks = sotto.putObject("groups");
    model.blocks().forEach(block -> blocks.put(block.id().name(), plan.kept(block)));
    return json;
  }

  private void share(ObjectNode json, String key, Stack stack, boolean heads) {
    TreeSet<Integer> counts = new TreeSet<>();
    for (Block block : model.blocks()) {
      if (block.id().stack() == stack && block.id().kind().isAttention() == heads) {
        counts.add(plan.kept(block));
      }
    }
    if (counts.size() == 1) {
      json.put(key, counts.first());
    } else if (heads && stack == Stack.DECODER) {
      // Heads of the encoder have no cache, so nobody sizes anything from their number.
      warnings.add(
          "decoder layers keep from "
              + counts.first()
              + " to "
              + counts.last()
              + " heads, which config.json cannot say: runners that size caches from it cannot run this"
              + " export (use uniform or portable heads for these; inspect tells which)");
    }
  }

  private ObjectNode generation(Path file) {
    ObjectNode json = JsonFiles.readObject(file);
    JsonNode listed = json.get("alignment_heads");
    if (listed == null || !listed.isArray()) {
      return json;
    }
    ArrayNode kept = JsonFiles.newObject().putArray("alignment_heads");
    List<AlignmentHead> dropped = new ArrayList<>();
    for (AlignmentHead head : GenerationConfig.read(model.folder().folder()).alignmentHeads()) {
      List<Integer> removed =
          plan.removed(new BlockId(Stack.DECODER, head.layer(), Kind.CROSS_ATTENTION).name());
      if (removed.contains(head.head())) {
        dropped.add(head);
        continue;
      }
      int before = (int) removed.stream().filter(index -> index < head.head()).count();
      kept.addArray().add(head.layer()).add(head.head() - before);
    }
    if (!dropped.isEmpty()) {
      warnings.add(
          dropped.size()
              + " of "
              + listed.size()
              + " alignment heads are removed; word times get "
              + (kept.isEmpty() ? "impossible" : "less exact"));
    }
    if (kept.isEmpty()) {
      json.remove("alignment_heads");
    } else {
      json.set("alignment_heads", kept);
    }
    return json;
  }
}
