package dev.sotto.compressor.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.saliency.Listening;
import dev.sotto.compressor.saliency.Saliency;
import dev.sotto.compressor.saliency.SaliencyContext;
import dev.sotto.compressor.saliency.WeightStatistics;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.plan.PlanJson;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlannerTest {
  @TempDir Path folder;
  private ExportFolder dense;
  private WhisperModel model;

  @BeforeEach
  void readTheReferenceExport() {
    dense = Listening.export(folder.resolve("dense"));
    model = dense.read();
  }

  @ParameterizedTest
  @ValueSource(strings = {"params=10%", "params=20%", "layers=50%", "layers=80%"})
  void portableHeadsDivideTheWidth(String budget) {
    Plan plan = plan(HeadMode.PORTABLE, Budget.parse(budget), 0);
    for (Block block : model.blocks()) {
      int kept = block.groups() - removed(plan, block.id().name()).size();
      assertTrue(!block.id().kind().isAttention() || 32 % kept == 0, block + " keeps " + kept);
    }
    PlanCheck.check(plan, model);
  }

  @ParameterizedTest
  @CsvSource({
    "params=5%, FREE",
    "params=20%, FREE",
    "params=20%, UNIFORM",
    "flops=15%, FREE",
    "flops=30%, UNIFORM"
  })
  void aBudgetIsMetAndBarelyExceeded(String budget, HeadMode mode) {
    long flops = WhisperCost.of(dense).flops().standard();
    Plan plan = plan(mode, Budget.parse(budget), flops);
    GroupCosts costs = new GroupCosts(model);
    boolean params = budget.startsWith("params");
    PlanCosts planned = PlanCosts.of(model, plan);
    double saved = params ? planned.parameters() : planned.flops();
    double goal = Budget.parse(budget).toSave((double) (params ? model.parameters() : flops));
    Block unit = model.block("encoder.layers.0.ffn").orElseThrow();
    Block head = model.block("encoder.layers.0.self_attn").orElseThrow();
    // Units of both stacks leave one at a time; a free head is the largest step there is.
    double step = 2.0 * (params ? costs.parameters(unit) : costs.flops(unit));
    if (mode == HeadMode.FREE) {
      step += params ? costs.parameters(head) : costs.flops(head);
    }
    assertTrue(saved >= goal, saved + " >= " + goal);
    assertTrue(saved <= goal + step, saved + " <= " + goal + " + " + step);
  }

  @Test
  void uniformHeadsAreTheSameInEveryAttentionOfAStack() {
    Plan plan = plan(HeadMode.UNIFORM, Budget.parse("params=25%"), 0);
    for (BlockId.Stack stack : BlockId.Stack.values()) {
      Set<Integer> counts = new HashSet<>();
      for (Block block : model.blocks()) {
        if (block.id().stack() == stack && block.id().kind().isAttention()) {
          counts.add(removed(plan, block.id().name()).size());
        }
      }
      assertEquals(1, counts.size(), stack + " " + counts);
    }
  }

  /** Training with a target leaves heads and units of zeros, and these are what is to go. */
  @ParameterizedTest
  @FieldSource("dev.sotto.compressor.saliency.Saliencies#ALL")
  void allGroupsOfZerosLeaveBeforeAnyOtherHeadsToo(Saliency saliency) {
    Map<String, List<Integer>> zeros =
        Map.of(
            "encoder.layers.0.self_attn", List.of(1),
            "encoder.layers.1.self_attn", List.of(0),
            "decoder.layers.1.ffn", List.of(2, 3, 5, 7, 11, 13));
    Plan zeroing =
        new Plan(ExportRewriter.identities(model), HeadMode.UNIFORM, Map.of(), zeros, Map.of());
    long share = PlanCosts.of(model, zeroing).parameters();
    Path zeroed = folder.resolve("zeroed");
    try (OutputFolder output = OutputFolder.create(zeroed, false)) {
      ExportRewriter.applyAsZeros(model, zeroing, output);
      output.complete();
    }
    ExportFolder sparse = Exports.open(zeroed);
    model = sparse.read();
    Budget barelyLess = Budget.share(new ModelParameters(), 0.98 * share / model.parameters());
    SaliencyContext context = Listening.context(model, sparse, folder);
    Plan plan = plan(context, saliency, HeadMode.UNIFORM, barelyLess, 0);
    for (Block block : model.blocks()) {
      String name = block.id().name();
      assertEquals(zeros.getOrDefault(name, List.of()), removed(plan, name), name);
    }
  }

  @Test
  void whatAPlanPredictsIsWhatTheResultHas() {
    Plan plan = plan(HeadMode.FREE, Budget.parse("params=20%"), 0);
    PlanCosts costs = PlanCosts.of(model, plan);
    long parameters = model.parameters() - costs.parameters();
    long flops = WhisperCost.of(dense).flops().standard() - costs.flops();
    try (OutputFolder output = OutputFolder.create(folder.resolve("out"), false)) {
      ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    ExportFolder compressed = Exports.open(folder.resolve("out"));
    assertEquals(parameters, compressed.read().parameters());
    assertEquals(flops, WhisperCost.of(compressed).flops().standard());
  }

  @Test
  void aBudgetInZerosSetsThatManyWeightsToZero() {
    Planner.Request request =
        new Planner.Request(
            new WeightStatistics(),
            HeadMode.FREE,
            Optional.of(1.5),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Budget.parse("params=10%")));
    Plan plan = new Planner(SaliencyContext.of(model)).plan(request, 0);
    long zeroed =
        new dev.sotto.compressor.saliency.ElementThresholds(model, plan.remove())
            .zeroed(Double.parseDouble(plan.settings().get("unstructuredScale")));
    assertEquals(0.1 * model.parameters(), (double) zeroed, 2);
  }

  @Test
  void aBudgetBeyondWhatCanLeaveIsRefused() {
    SottoException e =
        assertThrows(
            SottoException.class, () -> plan(HeadMode.FREE, Budget.parse("params=99%"), 0));
    assertEquals(SottoException.Code.CHECK_FAILED, e.code());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "params",
        "params=",
        "params=0%",
        "params=100%",
        "params=-3%",
        "speed=10%",
        "params=ten"
      })
  void aBudgetInAnotherFormIsAUsageError(String text) {
    SottoException e = assertThrows(SottoException.class, () -> Budget.parse(text));
    assertEquals(SottoException.Code.USAGE, e.code());
  }

  @Test
  void aPlanSurvivesItsJson() throws IOException {
    Plan plan =
        new Plan(
            Map.of("encoder_model.onnx", new dev.sotto.models.io.FileIdentity(3, "0a", "00")),
            HeadMode.FREE,
            Map.of("method", "by hand"),
            Map.of("encoder.layers.0.ffn", List.of(3, 1)),
            Map.of("encoder.layers.0.fc1.weight", 0.25));
    Path file = folder.resolve("plan.json");
    Files.write(file, PlanJson.write(plan));
    assertEquals(plan, PlanJson.read(file));
    assertEquals(List.of(1, 3), removed(plan, "encoder.layers.0.ffn"));
  }

  private Plan plan(HeadMode mode, Budget budget, long flops) {
    return plan(SaliencyContext.of(model), new WeightStatistics(), mode, budget, flops);
  }

  private static Plan plan(
      SaliencyContext context, Saliency saliency, HeadMode mode, Budget budget, long flops) {
    Planner.Request request =
        new Planner.Request(
            saliency,
            mode,
            Optional.empty(),
            Optional.of(budget),
            Optional.empty(),
            Optional.empty());
    return new Planner(context).plan(request, flops);
  }

  private static List<Integer> removed(Plan plan, String block) {
    return plan.remove().getOrDefault(block, List.of());
  }
}
