package dev.sotto.models.whisper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SmallExport;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.WhisperConfig.StackSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlocksTest {
  @Test
  void rolesAreThoseOfHuggingFace() {
    BlockId cross = new BlockId(Stack.DECODER, 3, Kind.CROSS_ATTENTION);
    assertEquals("decoder.layers.3.encoder_attn", cross.name());
    assertEquals("decoder.layers.3.encoder_attn.k_proj.weight", cross.role("k_proj.weight"));
    assertEquals("decoder.layers.3.encoder_attn_layer_norm", cross.normName());
    assertEquals("decoder.layers.3.encoder_attn_layer_norm.bias", cross.normRole("bias"));
    BlockId units = new BlockId(Stack.ENCODER, 0, Kind.FEED_FORWARD);
    assertEquals("encoder.layers.0.ffn", units.toString());
    assertEquals("encoder.layers.0.fc1.bias", units.role("fc1.bias"));
    assertEquals("encoder.layers.0.final_layer_norm", units.normName());
    assertEquals(
        "encoder.layers.1.self_attn_layer_norm",
        new BlockId(Stack.ENCODER, 1, Kind.SELF_ATTENTION).normName());
    assertEquals("decoder.layer_norm", Stack.DECODER.closingNorm());
    assertThrows(
        IllegalArgumentException.class, () -> new BlockId(Stack.ENCODER, -1, Kind.FEED_FORWARD));
  }

  /** The encoder first, by layer, and in a layer in the order of the data. */
  @Test
  void blocksAreOrderedAsTheDataPassesThem() {
    List<BlockId> ordered = new ArrayList<>();
    for (Stack stack : List.of(Stack.ENCODER, Stack.DECODER)) {
      for (int layer = 0; layer < 11; layer++) {
        for (Kind kind : List.of(Kind.SELF_ATTENTION, Kind.CROSS_ATTENTION, Kind.FEED_FORWARD)) {
          ordered.add(new BlockId(stack, layer, kind));
        }
      }
    }
    List<BlockId> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(1));
    assertEquals(ordered, shuffled.stream().sorted().toList());
  }

  @Test
  void aBlockHasGroups() {
    BlockId id = new BlockId(Stack.ENCODER, 0, Kind.FEED_FORWARD);
    assertEquals(
        List.of(
            "encoder.layers.0.fc1.weight OUT",
            "encoder.layers.0.fc1.bias OUT",
            "encoder.layers.0.fc2.weight IN"),
        Block.ofUnits(id).stream().map(c -> c.role() + " " + c.axis()).toList());
    BlockId heads = new BlockId(Stack.ENCODER, 0, Kind.SELF_ATTENTION);
    assertEquals(7, Block.ofHeads(heads).size());
    assertEquals(
        new Coupling("encoder.layers.0.self_attn.out_proj.weight", LogicalAxis.IN),
        Block.ofHeads(heads).get(6));
    assertThrows(IllegalArgumentException.class, () -> new Block(id, 0, 1, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Block(id, 1, 0, List.of()));
  }

  @Test
  void theProductWithTheVocabularyIsTheEmbeddingUnlessThereIsAnother() {
    assertEquals("proj_out.weight", Roles.logits(role -> true));
    assertEquals("decoder.embed_tokens.weight", Roles.logits(role -> false));
  }

  @Test
  void sizesAreThoseOfTheFile(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("config.json"), SmallExport.CONFIG);
    assertEquals(
        new WhisperConfig(12, new StackSizes(2, 3, 10), new StackSizes(2, 3, 14), 61, 5, 7, 9),
        WhisperConfig.read(folder));
    assertEquals(14, WhisperConfig.read(folder).windowFrames());
  }
}
