package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.GenerationConfig.AlignmentHead;
import dev.sotto.models.whisper.LeavingLayers;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Makes the JSON files of an export say what its graphs are after groups or layers are removed.
 * {@code config.json} has one head count and one width for a whole stack: it gets those that all
 * layers share, and an entry {@code sotto} with those of every layer.
 */
final class ConfigRewrite {
  private static final String ALL_LAYERS = "num_hidden_layers";

  private final Draft draft;
  private final List<Block> blocks;

  /**
   * @param draft whose model is what it is after the removal
   */
  ConfigRewrite(Draft draft) {
    this.draft = draft;
    this.blocks = draft.model().blocks();
  }

  /** Changes the files. */
  void follow(RemoveGroups removal) {
    config(draft.json(WhisperConfig.FILE_NAME));
    generation(
        (layer, head) -> {
          String block = new BlockId(Stack.DECODER, layer, Kind.CROSS_ATTENTION).name();
          List<Integer> removed = removal.groups().getOrDefault(block, List.of());
          int before = (int) removed.stream().filter(index -> index < head).count();
          return removed.contains(head)
              ? Optional.empty()
              : Optional.of(new AlignmentHead(layer, head - before));
        });
  }

  /** Changes the files. */
  void follow(LeavingLayers leaving) {
    ObjectNode json = draft.json(WhisperConfig.FILE_NAME);
    WhisperConfig left = draft.model().config();
    json.put("encoder_layers", left.encoder().layers());
    json.put("decoder_layers", left.decoder().layers());
    if (json.has(ALL_LAYERS)) {
      // Transformers has the encoder's number there.
      json.put(ALL_LAYERS, left.encoder().layers());
    }
    config(json);
    generation(
        (layer, head) ->
            leaving.has(Stack.DECODER, layer)
                ? Optional.empty()
                : Optional.of(new AlignmentHead(leaving.after(Stack.DECODER, layer), head)));
  }

  private Path folder() {
    return draft.model().folder().folder();
  }

  private void config(ObjectNode json) {
    share(json, "encoder_attention_heads", Stack.ENCODER, true);
    share(json, "decoder_attention_heads", Stack.DECODER, true);
    share(json, "encoder_ffn_dim", Stack.ENCODER, false);
    share(json, "decoder_ffn_dim", Stack.DECODER, false);
    // Other edits may have entries of their own there.
    ObjectNode sotto =
        json.path("sotto") instanceof ObjectNode there ? there : json.putObject("sotto");
    blocks.stream()
        .filter(block -> block.id().kind().isAttention())
        .findFirst()
        .ifPresent(block -> sotto.put("head_dim", block.groupSize()));
    ObjectNode groups = sotto.putObject("groups");
    blocks.forEach(block -> groups.put(block.id().name(), block.groups()));
  }

  private void share(ObjectNode json, String key, Stack stack, boolean heads) {
    TreeSet<Integer> counts = new TreeSet<>();
    for (Block block : blocks) {
      if (block.id().stack() == stack && block.id().kind().isAttention() == heads) {
        counts.add(block.groups());
      }
    }
    if (counts.size() == 1) {
      json.put(key, counts.first());
    } else if (heads && stack == Stack.DECODER) {
      // Heads of the encoder have no cache, so nobody sizes anything from their number.
      draft.warn(
          ("decoder layers keep from %s to %s heads, which config.json cannot say: runners"
                  + " that size caches from it cannot run this export (use uniform or portable"
                  + " heads for these; inspect tells which)")
              .formatted(counts.first(), counts.last()));
    }
  }

  private void generation(BiFunction<Integer, Integer, Optional<AlignmentHead>> left) {
    if (!Files.exists(folder().resolve(GenerationConfig.FILE_NAME))) {
      return;
    }
    ObjectNode json = draft.json(GenerationConfig.FILE_NAME);
    JsonNode listed = json.get("alignment_heads");
    if (listed == null || !listed.isArray()) {
      return;
    }
    ArrayNode kept = JsonFiles.newObject().putArray("alignment_heads");
    // Refuses what is malformed.
    GenerationConfig.read(folder());
    for (JsonNode pair : listed) {
      left.apply(pair.get(0).intValue(), pair.get(1).intValue())
          .ifPresent(head -> kept.addArray().add(head.layer()).add(head.head()));
    }
    int dropped = listed.size() - kept.size();
    if (dropped > 0) {
      draft.warn(
          "%s of %s alignment heads are removed; word times get %s"
              .formatted(dropped, listed.size(), (kept.isEmpty() ? "impossible" : "less exact")));
    }
    if (kept.isEmpty()) {
      json.remove("alignment_heads");
    } else {
      json.set("alignment_heads", kept);
    }
  }
}
