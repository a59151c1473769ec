package dev.sotto.compressor.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.compressor.saliency.GroupScores;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupSelectionTest {
  @TempDir Path folder;
  private WhisperModel model;
  private List<Block> attentions;
  private GroupScores scores;

  /** Heads of the encoder score 1, 2, 3, ...; in its last layer 1, 100, 101, ... */
  @BeforeEach
  void scoreTheReferenceExport() {
    model = Exports.open(Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"))).read();
    attentions =
        model.blocks().stream()
            .filter(block -> block.id().stack() == Stack.ENCODER)
            .filter(block -> block.id().kind().isAttention())
            .toList();
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Block block : model.blocks()) {
      double[] own = new double[block.groups()];
      if (attentions.contains(block)) {
        boolean last = block.equals(attentions.get(attentions.size() - 1));
        Arrays.setAll(own, head -> head == 0 ? 1 : last ? 99.0 + head : 1.0 + head);
      } else {
        Arrays.fill(own, 1000);
      }
      values.put(block.id().name(), own);
    }
    scores = new GroupScores(values, 0);
  }

  private List<Integer> leaving(HeadMode mode, boolean addUp, double threshold) {
    Map<String, List<Integer>> below =
        new GroupSelection(model, scores, mode, addUp).below(threshold);
    return attentions.stream().map(block -> below.get(block.id().name()).size()).toList();
  }

  @Test
  void lossesThatAddUpKeepAHeadThatOneAttentionCannotMiss() {
    assertEquals(2, attentions.size());
    assertEquals(List.of(0, 0), leaving(HeadMode.UNIFORM, true, 1));
    assertEquals(List.of(1, 1), leaving(HeadMode.UNIFORM, true, 3));
    assertEquals(List.of(1, 1), leaving(HeadMode.UNIFORM, true, 50));
    // (2 + 100) / 2 is what the second head of each loses on average.
    assertEquals(List.of(2, 2), leaving(HeadMode.UNIFORM, true, 51.5));
  }

  @Test
  void otherScoresTakeWhatIsMarkedOnAverage() {
    assertEquals(List.of(2, 2), leaving(HeadMode.UNIFORM, false, 3));
  }

  @Test
  void freeHeadsGoByTheirOwnScores() {
    assertEquals(List.of(2, 1), leaving(HeadMode.FREE, true, 2.5));
  }
}
