package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was chosen by speech is kept beside a plan, so that the result is made and proved again. */
class KeptPlanCommandTest {
  @TempDir Path folder;
  private BuiltInFolder data;
  private Path few;
  private Path out;
  private Path plan;

  @BeforeEach
  void unpack() throws IOException {
    data = BuiltInFolder.unpack(folder.resolve("data"));
    few = data.folder().resolve("few.jsonl");
    Files.write(few, Files.readAllLines(data.test()).subList(0, 4));
    out = folder.resolve("out");
    plan = folder.resolve("kept.json");
  }

  private CliRun compress(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("compress", data.model(), "--eval", few));
    arguments.addAll(List.of("--calibrate", data.train(), "--calibration-clips", "8"));
    arguments.addAll(List.of("--remove", "layers=10%", "--allow-loops", "--out", out));
    arguments.addAll(List.of(more));
    return CliRun.of(arguments.toArray());
  }

  @Test
  void whatCompressChoseIsAppliedAndVerifiedAgain() throws IOException {
    compress("--plan", plan).ok();
    assertSame(applied());
    CliRun.of("verify", data.model(), out, "--plan", plan).ok();
    CliRun.of("verify", data.model(), out, "--plan", plan, "--structure").ok();
  }

  /** The weights of the repair and the blocks of the rounding are two files. */
  @Test
  void removedAndRoundedComesFromOnePlan() throws IOException {
    compress("--quantize", "int4", "--plan", plan).ok();
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of("kept-2.safetensors", "kept.json", "kept.safetensors"),
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.startsWith("kept"))
              .sorted()
              .toList());
    }
    assertSame(applied());
    CliRun.of("verify", data.model(), out, "--plan", plan, "--structure").ok();
  }

  @Test
  void whatQuantizeChoseIsAppliedAndVerifiedAgain() throws IOException {
    CliRun.of(
            "quantize",
            data.model(),
            "--calibrate",
            few,
            "--format",
            "int4",
            "--plan",
            plan,
            "--out",
            out)
        .ok();
    assertSame(applied());
    CliRun.of("verify", data.model(), out, "--plan", plan, "--structure").ok();
  }

  @Test
  void whoKeepsNoPlanIsToldWhatThatCosts() {
    CliRun told = CliRun.of("quantize", data.model(), "--calibrate", few, "--out", out).ok();
    assertTrue(told.out().contains("--plan FILE keeps it"), told.out());
    CliRun.of("verify", data.model(), out).failsWith(3, "name that plan with --plan");
    Path plain = folder.resolve("plain");
    CliRun run = CliRun.of("quantize", data.model(), "--out", plain).ok();
    assertFalse(run.out().contains("--plan"), run.out());
    CliRun.of("verify", data.model(), plain, "--structure").ok();
  }

  @Test
  void filesThatAreInTheWayAreRefusedBeforeAnythingIsHeard() throws IOException {
    Path second = Files.writeString(folder.resolve("kept-2.safetensors"), "mine");
    compress("--plan", plan).failsWith(3, "kept-2.safetensors: exists already");
    assertEquals("mine", Files.readString(second));
    compress("--plan", out.resolve("kept.json")).failsWith(2, "outside of --out");
    assertFalse(Files.exists(out));
    assertFalse(Files.exists(folder.resolve("out-stages")));
    assertTrue(Files.notExists(plan));
  }

  private Path applied() {
    Path again = folder.resolve("again");
    CliRun.of("apply", data.model(), "--plan", plan, "--out", again).ok();
    return again;
  }

  private void assertSame(Path again) throws IOException {
    for (String file : List.of("encoder_model.onnx", "decoder_model_merged.onnx")) {
      assertEquals(-1, Files.mismatch(out.resolve(file), again.resolve(file)), file);
    }
  }
}
