package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
  private static final List<String> SEPARATE =
      List.of("encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx");

  @TempDir Path folder;

  @Test
  void inspectGivesHeadsAndWidthsPerLayer() throws IOException {
    Path model = SharedFiles.shared("fixtures/a11-pruned-free");
    JsonNode json = new ObjectMapper().readTree(CliRun.of("inspect", model, "--json").ok().out());
    assertEquals("Optimum", json.get("layout").asText());
    assertEquals(3, json.get("layers").get(0).get("heads").intValue());
    assertEquals(4, json.get("layers").get(1).get("heads").intValue());
    assertEquals(60, json.get("layers").get(1).get("ffn").intValue());
    JsonNode runners = json.get("runners");
    assertTrue(runners.get(0).get("runs").booleanValue());
    assertEquals("Optimum", runners.get(2).get("name").asText());
    assertFalse(runners.get(2).get("runs").booleanValue());
  }

  @Test
  void planApplyAndVerifyGoTogetherInBothForms() {
    for (boolean merged : List.of(true, false)) {
      Path dense = Fixtures.folder(Fixtures.REFERENCE, merged, folder.resolve("dense" + merged));
      Path plan = folder.resolve("plan" + merged + ".json");
      Path out = folder.resolve("out" + merged);
      CliRun.of("plan", dense, "--remove", "params=20%", "--heads", "free", "--out", plan).ok();
      CliRun.of("apply", dense, "--plan", plan, "--out", out).ok();
      CliRun verified = CliRun.of("verify", dense, out, "--threads", "1").ok();
      assertEquals(5, verified.out().lines().filter(line -> line.endsWith("equal")).count());
      CliRun.of("inspect", out).ok();
    }
  }

  @Test
  void verifyFailsOnAnExportThatWasDamagedByHand() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    Path out = folder.resolve("out");
    CliRun.of("plan", dense, "--remove", "params=10%", "--out", plan).ok();
    CliRun.of("apply", dense, "--plan", plan, "--out", out).ok();
    Path encoder = out.resolve("encoder_model.onnx");
    byte[] bytes = Files.readAllBytes(encoder);
    // The sign of a weight: initializers fill the last two thirds of the file.
    bytes[bytes.length / 2 / 4 * 4 + 3] ^= (byte) 0x80;
    Files.write(encoder, bytes);
    CliRun run = CliRun.of("verify", dense, out, "--threads", "1");
    assertEquals(4, run.exitCode(), run.err());
    Files.write(encoder, new byte[] {8, 8});
    assertEquals(4, CliRun.of("verify", dense, out, "--threads", "1").exitCode());
  }

  @Test
  void verifyRefusesADenseExportThatDoesNotRunItself() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Files.copy(
        SharedFiles.shared("fixtures/h-negative/51-onnxslim-broken-merged.onnx"),
        dense.resolve("decoder_model_merged.onnx"),
        StandardCopyOption.REPLACE_EXISTING);
    Path plan = folder.resolve("plan.json");
    CliRun planned = CliRun.of("plan", dense, "--remove", "params=10%", "--out", plan);
    if (planned.exitCode() != 0) {
      planned.failsWith(3, "decoder_model_merged.onnx");
      return;
    }
    CliRun.of("apply", dense, "--plan", plan, "--out", folder.resolve("out")).ok();
    CliRun.of("verify", dense, folder.resolve("out")).failsWith(3, "decoder_model_merged.onnx");
  }

  @Test
  void aPlanForAnotherModelIsRefusedAndLeavesNothing() throws IOException {
    Path one = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("one"));
    Path other = Fixtures.folder("a10-pruned-uniform", true, folder.resolve("other"));
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", one, "--remove", "params=10%", "--out", plan).ok();
    List<Path> before = list();
    CliRun.of("apply", other, "--plan", plan, "--out", folder.resolve("out"))
        .failsWith(3, "the plan");
    CliRun.of("verify", other, one, "--plan", plan).failsWith(3, "the plan is for another model");
    assertEquals(before, list());
  }

  @Test
  void nothingThatExistsIsOverwrittenWithoutForce() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.writeString(out.resolve("mine.txt"), "mine");
    CliRun.of("plan", dense, "--remove", "params=10%", "--out", plan).ok();
    CliRun.of("plan", dense, "--remove", "params=10%", "--out", plan)
        .failsWith(3, "exists already");
    CliRun.of("apply", dense, "--plan", plan, "--out", out).failsWith(3, "exists already");
    assertEquals("mine", Files.readString(out.resolve("mine.txt")));
    CliRun.of("apply", dense, "--plan", plan, "--out", out, "--force")
        .failsWith(3, "Sotto did not write it");
    assertEquals("mine", Files.readString(out.resolve("mine.txt")));
    Path export = folder.resolve("export");
    CliRun.of("apply", dense, "--plan", plan, "--out", export).ok();
    Files.writeString(export.resolve("mine.txt"), "mine");
    CliRun.of("apply", dense, "--plan", plan, "--out", export, "--force").failsWith(3, "mine.txt");
    assertEquals("mine", Files.readString(export.resolve("mine.txt")));
    Files.delete(export.resolve("mine.txt"));
    CliRun.of("apply", dense, "--plan", plan, "--out", export, "--force").ok();
    assertEquals(List.of(dense, export, out, plan), list());
  }

  @Test
  void nothingThatIsReadIsOverwrittenEvenWithForce() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", dense, "--remove", "params=10%", "--out", plan).ok();
    for (Path out : List.of(dense, dense.resolve(".."), dense.resolve("inside"), plan)) {
      CliRun.of("apply", dense, "--plan", plan, "--out", out, "--force")
          .failsWith(3, "would overwrite");
    }
    CliRun.of("apply", dense, "--plan", plan, "--out", "", "--force").failsWith(2, "--out");
    CliRun.of(
            "plan",
            dense,
            "--remove",
            "params=1%",
            "--out",
            dense.resolve("config.json"),
            "--force")
        .failsWith(3, "would overwrite");
    CliRun.of("inspect", dense).ok();
    CliRun.of("apply", dense, "--plan", plan, "--out", folder.resolve("out")).ok();
  }

  @Test
  void whatIsKeptBesideAnOutputIsNotKeptInIt() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    Path out = folder.resolve("out");
    Path data = folder.resolve("data.jsonl");
    CliRun.of("finetune", dense, "--train", data, "--out", out, "--checkpoints", out)
        .failsWith(2, "--checkpoints");
    CliRun.of(
            "compress",
            dense,
            "--eval",
            data,
            "--remove",
            "layers=10%",
            "--out",
            out,
            "--stages",
            out.resolve("../out/stages"))
        .failsWith(2, "--stages");
    assertEquals(List.of(dense), list());
  }

  @Test
  void badInputGetsOneLineAndItsExitCode() throws IOException {
    Path dense = Fixtures.folder(Fixtures.REFERENCE, false, folder.resolve("dense"));
    Path plan = folder.resolve("plan.json");
    CliRun.of("inspect", folder.resolve("missing")).failsWith(3, "no such folder");
    CliRun.of("inspect", folder).failsWith(3, "encoder_model.onnx");
    CliRun.of("inspect").failsWith(2, "MODEL");
    CliRun.of("inspect", dense, "--colour").failsWith(2, "--colour");
    CliRun.of("expect").failsWith(2, "expect");
    CliRun.of("plan", dense, "--out", plan).failsWith(2, "--remove");
    CliRun.of("plan", dense, "--remove", "much", "--out", plan).failsWith(2, "params=20%");
    CliRun.of("plan", dense, "--remove", "params=99%", "--out", plan).failsWith(4, "budget");
    CliRun.of("apply", dense, "--plan", plan, "--out", folder.resolve("o"))
        .failsWith(3, "no such file");
    Files.writeString(plan, "{ not json");
    CliRun.of("apply", dense, "--plan", plan, "--out", folder.resolve("o")).failsWith(3, "JSON");
    for (String file : SEPARATE) {
      byte[] sound = Files.readAllBytes(dense.resolve(file));
      Files.write(dense.resolve(file), new byte[0]);
      CliRun.of("inspect", dense).failsWith(3, "empty");
      Files.write(dense.resolve(file), java.util.Arrays.copyOf(sound, sound.length / 2));
      CliRun.of("inspect", dense).failsWith(3, file);
      Files.write(dense.resolve(file), sound);
    }
    assertTrue(list().stream().noneMatch(path -> path.getFileName().toString().startsWith(".")));
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
