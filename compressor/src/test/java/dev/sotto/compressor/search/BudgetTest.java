package dev.sotto.compressor.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.saliency.SaliencyContext;
import dev.sotto.compressor.saliency.WeightStatistics;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonRecords;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
  private static final GroupMillis MILLIS =
      new GroupMillis(
          100,
          Map.of(
              "encoder.self_attn", 3.0,
              "encoder.ffn", 0.2,
              "decoder.self_attn", 2.0,
              "decoder.encoder_attn", 4.0,
              "decoder.ffn", 0.1));

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "params=20%; params=20%",
        "params=0.2; params=20%",
        "LAYERS=40%; layers=40%",
        "flops=12.5% ; flops=12.5%",
        "bytes=60MB; bytes=60mb",
        "bytes=max:1.5GB; bytes=max:1.5gb",
        "ms=30ms; ms=30ms",
        "params=5M, flops=10%; params=5m,flops=10%",
        "wer=+0.5; wer=+0.5",
        "wer=1; wer=+1",
        "layers=20%,wer=+0.25; layers=20%,wer=+0.25"
      })
  void sayingsAreUnderstoodAndToldInOneWay(String said, String told) {
    Budget budget = Budget.parse(said);
    assertEquals(told, budget.toString());
    assertEquals(told, Budget.parse(told).toString());
    assertEquals('"' + told + '"', JsonRecords.write(budget).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "params=20",
        "params=max:20%",
        "params=5MB",
        "bytes=60",
        "bytes=0MB",
        "ms=-3ms",
        "wer=-1",
        "wer=+0.5%",
        "wer=+100",
        "layers=10%,layers=20%",
        "wer=+1,wer=+2",
        "layers=10%,",
        "layers=10%=3",
        "layers 10%"
      })
  void whatMakesNoSenseIsAUsageError(String text) {
    SottoException e = assertThrows(SottoException.class, () -> Budget.parse(text));
    assertEquals(SottoException.Code.USAGE, e.code());
  }

  @Test
  void amountsAreSharesOrLessOrWhatIsLeft() {
    assertEquals(40, Budget.parse("bytes=20%").toSave(200));
    assertEquals(60e6, Budget.parse("bytes=60MB").toSave(200e6));
    assertEquals(140e6, Budget.parse("bytes=max:60MB").toSave(200e6));
    assertTrue(Budget.parse("bytes=max:60MB").toSave(50e6) <= 0);
  }

  @Test
  void aCeilingHoldsUpToItsPoints() {
    WerCeiling ceiling = Budget.parse("wer=+0.5").ceiling().orElseThrow();
    assertTrue(ceiling.allows(0.10, 0.105));
    assertTrue(ceiling.allows(0.10, 0.05));
    assertFalse(ceiling.allows(0.10, 0.1051));
  }

  /** What the export costs is counted on its own files, not on what the plan predicts. */
  @ParameterizedTest
  @CsvSource({
    "bytes=20%, FREE, true",
    "bytes=20%, UNIFORM, true",
    "bytes=20%, FREE, false",
    "bytes=35%, UNIFORM, false",
    "bytes=50KB, FREE, true",
    "bytes=max:300KB, FREE, true",
    "params=20K, FREE, true",
    "params=max:60K, UNIFORM, true",
    "flops=max:7M, FREE, true"
  })
  void theExportSavesWhatWasAskedForAndBarelyMore(String said, HeadMode heads, boolean merged)
      throws IOException {
    ExportFolder dense = dense(merged);
    Budget budget = Budget.parse(said);
    String key = said.substring(0, said.indexOf('='));
    double whole = counted(key, dense);
    ExportFolder smaller = apply(dense, plan(dense, heads, budget));
    double saved = whole - counted(key, smaller);
    double goal = budget.toSave(whole);
    assertTrue(goal > 0.01 * whole && goal < 0.7 * whole, "a goal that says something: " + goal);
    assertTrue(saved >= goal, saved + " >= " + goal);
    assertTrue(saved <= goal + 0.08 * whole, saved + " <= " + goal + " of " + whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"layers=20%,flops=10%", "layers=10%,flops=30%", "params=5%,bytes=30%,flops=2%"})
  void allGoalsAreMetAndOneBarely(String said) throws IOException {
    ExportFolder dense = dense(true);
    ExportFolder smaller = apply(dense, plan(dense, HeadMode.FREE, Budget.parse(said)));
    double least = Double.POSITIVE_INFINITY;
    for (String part : said.split(",", -1)) {
      String key = part.substring(0, part.indexOf('='));
      double whole = counted(key, dense);
      double removable = key.equals("layers") ? inLayers(dense) : whole;
      double beyond = (whole - counted(key, smaller)) / Budget.parse(part).toSave(removable);
      assertTrue(beyond >= 1, part + " by " + beyond);
      least = Math.min(least, beyond);
    }
    assertTrue(least < 1.15, "the farthest goal is exceeded by " + least);
  }

  @Test
  void aGoalThatIsMetAlreadyTakesNothing() {
    Plan plan = plan(dense(true), HeadMode.FREE, Budget.parse("bytes=max:1GB"));
    assertEquals(Map.of(), plan.remove());
  }

  @Test
  void timeLeavesByTheMillisecondsOfEachFamily() {
    ExportFolder dense = dense(true);
    WhisperModel model = dense.read();
    CostSource source = new CostSource(new GroupCosts(model), 0, () -> MILLIS);
    Plan plan =
        new Planner(SaliencyContext.of(model)).plan(request(HeadMode.FREE, "ms=12%"), source);
    double saved = 0;
    for (Map.Entry<String, List<Integer>> removed : plan.remove().entrySet()) {
      String[] parts = removed.getKey().split("\\.", -1);
      saved += removed.getValue().size() * MILLIS.perGroup().get(parts[0] + "." + parts[3]);
    }
    assertTrue(saved >= 12 && saved < 16.1, "saved " + saved);
  }

  @Test
  void timesAndCeilingsAreRefusedWhereNothingIsMeasured() {
    for (String said : List.of("ms=10%", "wer=+1")) {
      SottoException e =
          assertThrows(
              SottoException.class,
              () -> plan(dense(true), HeadMode.FREE, Budget.parse(said)),
              said);
      assertEquals(SottoException.Code.USAGE, e.code());
    }
  }

  @Test
  void trainingDrawsToZeroTheShareThatLeaves() {
    ExportFolder dense = dense(true);
    CostSource source = CostSource.of(dense);
    double layers = inLayers(dense);
    double all = dense.read().parameters();
    assertEquals(0.4, Budget.parse("layers=40%").shareOfLayers(source).orElseThrow(), 1e-12);
    assertEquals(
        0.1 * all / layers, Budget.parse("params=10%").shareOfLayers(source).orElseThrow(), 1e-12);
    assertEquals(
        0.4, Budget.parse("layers=40%,params=1%").shareOfLayers(source).orElseThrow(), 1e-12);
    assertTrue(Budget.parse("ms=10%").shareOfLayers(source).isEmpty());
    assertTrue(Budget.parse("wer=+1").shareOfLayers(source).isEmpty());
  }

  private ExportFolder dense(boolean merged) {
    Path dense = folder.resolve("dense");
    return Exports.open(
        Files.exists(dense) ? dense : Fixtures.folder(Fixtures.REFERENCE, merged, dense));
  }

  private static Planner.Request request(HeadMode heads, String budget) {
    return new Planner.Request(
        new WeightStatistics(),
        heads,
        Optional.empty(),
        Optional.of(Budget.parse(budget)),
        Optional.empty(),
        Optional.empty());
  }

  private static Plan plan(ExportFolder dense, HeadMode heads, Budget budget) {
    return new Planner(SaliencyContext.of(dense.read()))
        .plan(request(heads, budget.toString()), WhisperCost.of(dense).flops().standard());
  }

  private ExportFolder apply(ExportFolder dense, Plan plan) {
    try (OutputFolder output = OutputFolder.create(folder.resolve("smaller"), false)) {
      ExportRewriter.apply(dense.read(), plan, output);
      output.complete();
    }
    return Exports.open(folder.resolve("smaller"));
  }

  private static double inLayers(ExportFolder export) {
    return export.read().weights().values().stream()
        .filter(weight -> weight.role().matches(".*(_attn\\.|\\.fc[12]\\.).*"))
        // The biases behind a block belong to no group.
        .filter(weight -> !weight.role().matches(".*(out_proj|fc2)\\.bias"))
        .mapToLong(weight -> weight.elements())
        .sum();
  }

  private static double counted(String key, ExportFolder export) throws IOException {
    return switch (key) {
      case "flops" -> WhisperCost.of(export).flops().standard();
      case "bytes" -> bytes(export.folder());
      default -> export.read().parameters();
    };
  }

  private static double bytes(Path export) throws IOException {
    try (Stream<Path> files = Files.walk(export)) {
      return files
          .filter(file -> file.getFileName().toString().matches(".*\\.onnx(_data)?"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }
}
