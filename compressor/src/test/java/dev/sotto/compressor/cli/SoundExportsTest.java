package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.onnx.OnnxModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written can be read, and what could not be run is not rewritten. */
class SoundExportsTest {
  private static final String MERGED = "decoder_model_merged.onnx";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"true, uniform", "true, free", "false, free"})
  void weightsThatAreInputsTooAreDeclaredAsTheyAre(boolean merged, String heads)
      throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, merged, folder.resolve("dense"));
    try (var files = Files.list(dense)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".onnx")).toList()) {
        edit(
            file,
            graph ->
                graph.initializers().forEach(tensor -> graph.inputs().add(ValueInfo.of(tensor))));
      }
    }
    Path out = prune(dense, "--remove", "params=20%", "--heads", heads);
    CliRun.of("inspect", out).ok();
    CliRun verified = CliRun.of("verify", dense, out, "--threads", "1").ok();
    assertEquals(5, verified.out().lines().filter(line -> line.endsWith("equal")).count());
    Graph encoder = OnnxModel.read(out.resolve("encoder_model.onnx")).graph();
    for (ValueInfo input : encoder.inputs()) {
      encoder
          .initializer(input.name())
          .ifPresent(tensor -> assertEquals(ValueInfo.of(tensor), input));
    }
  }

  /** Runners are let in by a loosened input; then only the output says how wide a head is. */
  @Test
  void theWidthOfHeadsIsDeclaredSomewhereEvenIfOnlyAnInputDid() {
    Path sound = Fixtures.folder("a10-pruned-uniform", true, folder.resolve("sound"));
    Path silent = Fixtures.folder("a10-pruned-uniform", true, folder.resolve("silent"));
    edit(
        silent.resolve(MERGED),
        graph ->
            graph
                .outputs()
                .replaceAll(
                    value ->
                        value.name().equals("present.1.decoder.key")
                            ? withoutSizes(value)
                            : value));
    String flops =
        CliRun.of("inspect", prune(sound, "--remove", "params=20%"))
            .ok()
            .out()
            .lines()
            .filter(line -> line.startsWith("FLOPs"))
            .findFirst()
            .orElseThrow();
    Path out = prune(silent, "--remove", "params=20%");
    assertTrue(CliRun.of("inspect", out).ok().out().contains(flops));
    ValueInfo present =
        OnnxModel.read(out.resolve(MERGED)).graph().outputs().stream()
            .filter(value -> value.name().equals("present.1.decoder.key"))
            .findFirst()
            .orElseThrow();
    assertEquals(new Dim.Size(3), present.shape().orElseThrow().get(1));
    assertEquals(new Dim.Size(8), present.shape().orElseThrow().get(3));
  }

  @Test
  void theMutantThatCameOutUnreadableComesOutReadable() {
    Path mutant = SharedFiles.shared("cases/30-hostile-onnx-3-17533");
    Path out = prune(mutant, "--remove", "params=20%", "--heads", "uniform");
    CliRun.of("inspect", out).ok();
    CliRun.of("verify", mutant, out, "--threads", "1").ok();
  }

  @Test
  void anExportThatInspectRefusesIsNotEqual() {
    // 32 channels in 3 heads of 8: only declarations tell the width.
    Path dense = Fixtures.folder("a10-pruned-uniform", true, folder.resolve("dense"));
    Path out = prune(dense, "--remove", "params=20%");
    edit(
        out.resolve(MERGED),
        graph -> {
          graph.inputs().replaceAll(SoundExportsTest::withoutSizesOfCache);
          graph.outputs().replaceAll(SoundExportsTest::withoutSizesOfCache);
        });
    assertEquals(3, CliRun.of("inspect", out).exitCode());
    CliRun verified = CliRun.of("verify", dense, out, "--threads", "1");
    assertEquals(4, verified.exitCode(), verified.out());
  }

  private static ValueInfo withoutSizesOfCache(ValueInfo value) {
    return value.name().contains(".decoder.key") ? withoutSizes(value) : value;
  }

  private static ValueInfo withoutSizes(ValueInfo value) {
    return new ValueInfo(
        value.name(), value.type(), Optional.of(Collections.nCopies(4, new Dim.Symbol(""))));
  }

  @Test
  void aBranchThatCannotRunIsFoundBeforeAnythingIsWritten() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    Files.copy(
        SharedFiles.shared("fixtures/h-negative/51-onnxslim-broken-merged.onnx"),
        dense.resolve(MERGED),
        StandardCopyOption.REPLACE_EXISTING);
    Path config = dense.resolve("config.json");
    String oneLayer =
        Files.readString(config).replaceFirst("(\"decoder_layers\"\\s*:\\s*)2", "$11");
    Files.writeString(config, oneLayer);
    CliRun.of("inspect", dense).failsWith(3, MERGED);
    CliRun.of("plan", dense, "--remove", "params=20%", "--out", plan).failsWith(3, MERGED);
    assertFalse(Files.exists(plan));
  }

  /** What no rule on shapes sees, ONNX Runtime does. */
  @Test
  void aGraphThatOnnxRuntimeDoesNotRunIsRefusedByPlanAndApply() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", dense, "--remove", "params=20%", "--out", plan).ok();
    // Another type than the graph has; shapes are the same.
    edit(
        dense.resolve("encoder_model.onnx"),
        graph ->
            graph
                .outputs()
                .replaceAll(
                    value ->
                        new ValueInfo(
                            value.name(), Optional.of(ElementType.INT64), value.shape())));
    CliRun.of("plan", dense, "--remove", "params=20%", "--out", plan, "--force")
        .failsWith(3, "trial run");
    CliRun.of(
            "plan",
            dense,
            "--remove",
            "params=20%",
            "--out",
            plan,
            "--force",
            "--trial-run",
            "never")
        .ok();
    CliRun.of("apply", dense, "--plan", plan, "--out", folder.resolve("out"))
        .failsWith(3, "encoder_model.onnx");
    assertFalse(Files.exists(folder.resolve("out")));
    // The zeroed copy is Sotto's own; what fails there fails in the user's file.
    CliRun verified = CliRun.of("verify", dense, prunedAnyhow(dense, plan), "--threads", "1");
    verified.failsWith(3, dense.resolve("encoder_model.onnx").toString());
  }

  private Path prunedAnyhow(Path dense, Path plan) {
    Path out = folder.resolve("anyhow");
    CliRun.of("apply", dense, "--plan", plan, "--out", out, "--trial-run", "never").ok();
    return out;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a02-optimum-op14",
        "a04-optimum-untied",
        "a05-optimum-nopast",
        "a08-optimum-cross-attentions",
        "a10-pruned-uniform",
        "a11-pruned-free",
        "b01-optimum1.13-bmm",
        "b02-optimum1.21-cache-position",
        "f06-external-data",
        "f07-onnxslim",
      })
  void whateverPlanWritesApplyAccepts(String fixture) throws IOException {
    Path dense =
        fixture.startsWith("a1")
            ? SharedFiles.shared("fixtures/" + fixture)
            : Fixtures.folder(fixture, folder.resolve("dense"));
    int applied = 0;
    for (String heads : List.of("uniform", "portable", "free")) {
      for (List<String> budget :
          List.of(
              List.of("--remove", "params=1%"),
              List.of("--remove", "params=20%"),
              List.of("--remove", "flops=30%", "--zero", "params=5%"),
              List.of("--zero", "params=10%"),
              List.of("--structured-scale", "0.5"),
              List.of("--structured-scale", "100"))) {
        Path plan = folder.resolve("plan.json");
        Path out = folder.resolve("out");
        List<Object> arguments = new ArrayList<>(List.of("plan", dense, "--out", plan, "--force"));
        arguments.addAll(budget);
        arguments.addAll(List.of("--heads", heads));
        CliRun planned = CliRun.of(arguments.toArray());
        if (planned.exitCode() == 0) {
          applied++;
          CliRun.of("apply", dense, "--plan", plan, "--out", out, "--force").ok();
          CliRun.of("verify", dense, out, "--structure").ok();
        } else {
          planned.failsWith(4, "budget");
        }
      }
    }
    assertTrue(applied >= 10, fixture + " " + applied);
  }

  @Test
  void unevenHeadsAreLevelledWithinTheBudgetOrRefused() {
    Path uneven = SharedFiles.shared("fixtures/a11-pruned-free");
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", uneven, "--remove", "params=1%", "--out", plan)
        .failsWith(4, "use --heads free");
    CliRun run = CliRun.of("plan", uneven, "--remove", "params=20%", "--out", plan).ok();
    assertTrue(run.err().contains("from 3 to 4 heads"), run.err());
    Path out = folder.resolve("out");
    CliRun.of("apply", uneven, "--plan", plan, "--out", out).ok();
    CliRun.of("verify", uneven, out, "--threads", "1").ok();
  }

  @Test
  void aPlanThatChangesNothingSaysSo() {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    CliRun run = CliRun.of("plan", dense, "--structured-scale", "100", "--out", plan).ok();
    assertTrue(run.err().contains("the plan removes nothing"), run.err());
    for (String budget : List.of("params=0%", "params=100%", "params=0", "layers=0.0%")) {
      CliRun.of("plan", dense, "--remove", budget, "--out", plan, "--force")
          .failsWith(2, "above 0 %");
    }
    for (String budget : List.of("params=-5%", "params=NaN", "params=1e-9%")) {
      CliRun.of("plan", dense, "--remove", budget, "--out", plan, "--force")
          .failsWith(2, "params=20%");
    }
  }

  @Test
  void structureFindsEveryKindOfDifference() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Files.writeString(dense.resolve("tokenizer.json"), "{}");
    Path out = prune(dense, "--remove", "params=20%");
    CliRun same = CliRun.of("verify", dense, out, "--structure").ok();
    assertTrue(same.out().contains("exactly what the plan makes"), same.out());

    Path encoder = out.resolve("encoder_model.onnx");
    byte[] sound = Files.readAllBytes(encoder);
    byte[] damaged = sound.clone();
    damaged[damaged.length / 2] ^= (byte) 0x80;
    Files.write(encoder, damaged);
    differs(dense, out, "encoder_model.onnx: weight encoder.");
    Files.write(encoder, sound);

    edit(encoder, graph -> graph.nodes().get(0).setInput(0, graph.inputs().get(0).name()));
    CliRun.of("verify", dense, out, "--structure").ok();
    edit(
        encoder,
        graph -> graph.outputs().replaceAll(value -> value.withDim(1, new Dim.Symbol("anything"))));
    differs(dense, out, "expected the output");
    Files.write(encoder, sound);

    Path config = out.resolve("config.json");
    String said = Files.readString(config);
    Files.writeString(config, said.replace("\"head_dim\" : 8", "\"head_dim\" : 9"));
    differs(dense, out, "config.json");
    Files.writeString(config, said);
    Files.delete(out.resolve("tokenizer.json"));
    differs(dense, out, "tokenizer.json is missing");
    differs(dense, dense, "expected", out.resolve("plan.json"));
  }

  private static void differs(Path dense, Path out, String what) {
    differs(dense, out, what, out.resolve("plan.json"));
  }

  private static void differs(Path dense, Path out, String what, Path plan) {
    CliRun run = CliRun.of("verify", dense, out, "--structure", "--plan", plan);
    run.failsWith(4, what);
  }

  private Path prune(Path dense, Object... options) {
    Path plan = folder.resolve(dense.getFileName() + ".json");
    Path out = folder.resolve(dense.getFileName() + "-pruned");
    List<Object> arguments = new ArrayList<>(List.of("plan", dense, "--out", plan));
    arguments.addAll(List.of(options));
    CliRun.of(arguments.toArray()).ok();
    CliRun.of("apply", dense, "--plan", plan, "--out", out).ok();
    return out;
  }

  private static void edit(Path file, Consumer<Graph> change) {
    OnnxModel model = OnnxModel.read(file);
    change.accept(model.graph());
    Path edited = file.resolveSibling("edited.onnx");
    model.write(edited);
    try {
      Files.move(edited, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
