package dev.sotto.compressor.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTimingTest {
  @TempDir Path folder;

  @Test
  void allGroupsTogetherTakeAPartOfAWindow() {
    Path model = BuiltInFolder.unpack(folder.resolve("data")).model();
    GroupMillis millis =
        new GroupTiming(Exports.open(model), SessionSettings.defaults(), Progress.NONE).measure();
    assertEquals(
        Set.of(
            "encoder.self_attn",
            "encoder.ffn",
            "decoder.self_attn",
            "decoder.encoder_attn",
            "decoder.ffn"),
        millis.perGroup().keySet());
    WhisperModel whisper = Exports.open(model).read();
    double all = 0;
    for (Block block : whisper.blocks()) {
      assertTrue(millis.of(block) >= 0, block + " in " + millis);
      all += block.groups() * millis.of(block);
    }
    // However much a busy machine wavers, some group takes some time.
    assertTrue(all > 0 && millis.whole() > 0, millis.toString());
  }
}
