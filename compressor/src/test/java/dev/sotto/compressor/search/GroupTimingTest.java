package dev.sotto.compressor.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.measure.Measurement.Window;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTimingTest {
  private static final Set<String> FAMILIES =
      Set.of(
          "encoder.self_attn",
          "encoder.ffn",
          "decoder.self_attn",
          "decoder.encoder_attn",
          "decoder.ffn");

  @TempDir Path folder;

  private ExportFolder export() {
    return Exports.open(BuiltInFolder.unpack(folder.resolve("data")).model());
  }

  private GroupMillis measured(ExportFolder export, GroupTiming.Measuring measuring) {
    return new GroupTiming(export, SessionSettings.defaults(), measuring, Progress.NONE).measure();
  }

  private static Measurement taking(double encoder, double firstToken) {
    return new Measurement(
        1,
        new Window(5, encoder, firstToken, 0),
        0.1,
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalLong.empty());
  }

  @Test
  void groupsShareWhatTheirHalfSavesInTheirStack() {
    ExportFolder export = export();
    GroupMillis millis =
        measured(export, requests -> List.of(taking(80, 40), taking(80 - 24, 40 - 6)));
    assertEquals(125, millis.whole());
    assertEquals(FAMILIES, millis.perGroup().keySet());
    for (Block block : export.read().blocks()) {
      boolean encoder = block.id().stack() == Stack.ENCODER;
      long half =
          export.read().blocks().stream()
              .filter(b -> b.id().stack() == block.id().stack())
              .filter(b -> b.id().kind() == block.id().kind())
              .mapToLong(b -> b.groups() / 2)
              .sum();
      assertEquals((encoder ? 24.0 : 6.0) / half, millis.of(block), 1e-9, block.toString());
    }
  }

  @Test
  void whatIsMeasuredIsTheDenseModelAndOneThatLacksHalfOfAFamily() {
    ExportFolder export = export();
    List<Long> parameters = new ArrayList<>();
    measured(
        export,
        requests -> {
          requests.forEach(r -> parameters.add(Exports.open(r.model()).read().parameters()));
          return List.of(taking(80, 40), taking(70, 30));
        });
    assertEquals(2 * FAMILIES.size(), parameters.size());
    for (int family = 0; family < parameters.size(); family += 2) {
      assertEquals(parameters.get(0), parameters.get(family));
      assertTrue(parameters.get(family + 1) < parameters.get(0), parameters.toString());
    }
  }

  @Test
  void slowerWithoutGroupsCountsAsNothingSaved() {
    AtomicInteger family = new AtomicInteger();
    GroupMillis millis =
        measured(
            export(),
            requests ->
                family.getAndIncrement() == 0
                    ? List.of(taking(80, 40), taking(70, 30))
                    : List.of(taking(80, 40), taking(90, 50)));
    assertEquals(1, millis.perGroup().values().stream().filter(group -> group > 0).count());
    assertTrue(millis.perGroup().values().stream().allMatch(group -> group >= 0));
  }

  @Test
  void timesThatTellNothingAreNotTakenForABudget() {
    SottoException refused =
        assertThrows(
            SottoException.class,
            () -> measured(export(), requests -> List.of(taking(80, 40), taking(81, 41))));
    assertEquals(SottoException.Code.CHECK_FAILED, refused.code());
  }

  @Test
  void processesMeasureTheBuiltInModel() {
    ExportFolder export = export();
    try {
      GroupMillis millis =
          new GroupTiming(export, SessionSettings.defaults(), Progress.NONE).measure();
      assertEquals(FAMILIES, millis.perGroup().keySet());
      assertTrue(millis.whole() > 0, millis.toString());
    } catch (SottoException busy) {
      // What a machine under load may answer, and all that it may.
      assertEquals(SottoException.Code.CHECK_FAILED, busy.code(), busy.getMessage());
    }
  }
}
