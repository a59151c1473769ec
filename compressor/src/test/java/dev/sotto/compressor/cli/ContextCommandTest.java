package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

class ContextCommandTest {
  private static final String ENCODER = "encoder_model.onnx";

  @TempDir Path folder;
  private BuiltInFolder data;
  private Path out;

  @BeforeEach
  void unpack() {
    data = BuiltInFolder.unpack(folder.resolve("data"));
    out = folder.resolve("out");
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private JsonNode heard(Path model, String name, Object... options) throws IOException {
    Path file = folder.resolve(name);
    Stream<Object> all =
        Stream.concat(Stream.of("eval", model, data.test(), "--out", file), Stream.of(options));
    CliRun.of(all.toArray()).ok();
    return json(file);
  }

  @Test
  void anEncoderThatTakesAnyLengthWorksLessAndHearsAsWell() throws IOException {
    Path plan = folder.resolve("plan.json");
    CliRun planned = CliRun.of("plan", data.model(), "--context", "flexible", "--out", plan).ok();
    assertTrue(planned.err().isEmpty(), planned.err());
    CliRun.of("apply", data.model(), "--plan", plan, "--out", out).ok();
    CliRun.of("verify", data.model(), out, "--plan", plan).ok();
    JsonNode dense = heard(data.model(), "dense.json");
    JsonNode flexible = heard(out, "flexible.json");
    assertEquals(dense.at("/wer/value").asDouble(), flexible.at("/wer/value").asDouble(), 0.02);
    double whole = dense.path("encoderFlopsPerClip").asDouble();
    assertTrue(flexible.path("encoderFlopsPerClip").asDouble() < 0.9 * whole, flexible::toString);
    assertEquals("auto", flexible.at("/settings/context").asText());
    JsonNode asBefore = heard(out, "whole.json", "--windows", "whole");
    assertEquals(whole, asBefore.path("encoderFlopsPerClip").asDouble());
    assertEquals(dense.at("/wer/value"), asBefore.at("/wer/value"));
  }

  @Test
  void oneCommandRemovesQuantisesAndMakesWindowsFlexible() throws IOException {
    CliRun.of(
            "compress",
            data.model(),
            "--eval",
            data.test(),
            "--remove",
            "layers=5%",
            "--context",
            "flexible",
            "--quantize",
            "int8",
            "--allow-loops",
            "--out",
            out)
        .ok();
    JsonNode config = json(out.resolve("config.json"));
    assertTrue(config.at("/sotto/context/flexible").asBoolean());
    assertTrue(config.at("/sotto/groups").isObject());
    Path again = folder.resolve("again");
    CliRun.of("apply", data.model(), "--plan", out.resolve("plan.json"), "--out", again).ok();
    assertEquals(-1, Files.mismatch(out.resolve(ENCODER), again.resolve(ENCODER)));
  }

  @Test
  void windowsCanBeCutForGood() throws IOException {
    CliRun.of(
            "compress",
            data.model(),
            "--eval",
            data.test(),
            "--context",
            "2",
            "--allow-loops",
            "--out",
            out)
        .ok();
    assertEquals(100, json(out.resolve("config.json")).path("max_source_positions").asInt());
    CliRun.of("plan", data.model(), "--context", "3", "--out", folder.resolve("plan.json"))
        .failsWith(3, "windows of 3 s");
  }

  @Test
  void marginsAreRefusedWhereWindowsAreWhole() {
    CliRun.of("eval", data.model(), data.test(), "--windows", "0.5")
        .failsWith(2, "takes whole windows only");
    CliRun.of("plan", data.model(), "--context", "soon", "--out", out)
        .failsWith(2, "--context: expected \"flexible\" or whole seconds");
  }

  @Test
  void aModelLearnsToHearWithoutTheRestOfItsWindow() throws IOException {
    Path flexible = flexible();
    CliRun.of(
            "finetune",
            flexible,
            "--context-robust",
            "--train",
            data.test(),
            "--steps",
            2,
            "--out",
            out)
        .ok();
    JsonNode context = json(out.resolve("config.json")).at("/sotto/context");
    assertTrue(context.path("flexible").asBoolean());
    assertEquals(0.5, context.path("margin_seconds").asDouble());
    assertTrue(Files.mismatch(flexible.resolve(ENCODER), out.resolve(ENCODER)) >= 0);
  }

  @Test
  void onlyModelsThatTakeShortWindowsLearnToHearInThem() {
    CliRun.of("finetune", data.model(), "--context-robust", "--train", data.test(), "--out", out)
        .failsWith(3, "takes whole windows only");
    CliRun.of(
            "compress",
            data.model(),
            "--train",
            data.train(),
            "--eval",
            data.test(),
            "--context",
            "2",
            "--context-robust",
            "--out",
            out)
        .failsWith(2, "--context flexible");
    CliRun.of(
            "finetune",
            data.model(),
            "--context-robust",
            "--hidden",
            1,
            "--train",
            data.test(),
            "--out",
            out)
        .failsWith(3, "takes whole windows only");
  }

  @Test
  void compressTeachesItBehindTheRepair() throws IOException {
    teaching(data.model(), out, "--context", "flexible").ok();
    assertEquals(
        0.5, json(out.resolve("config.json")).at("/sotto/context/margin_seconds").asDouble());
    JsonNode stages = json(out.resolve("compression.json")).path("stages");
    assertTrue(stages.findValuesAsText("name").contains("context-robust"), stages::toString);
  }

  /** The same of a model that takes windows of any length already. */
  @Test
  void compressTeachesAModelThatIsFlexible() throws IOException {
    teaching(flexible(), out).ok();
    assertEquals(
        0.5, json(out.resolve("config.json")).at("/sotto/context/margin_seconds").asDouble());
    teaching(data.model(), folder.resolve("other")).failsWith(3, "takes whole windows only");
  }

  private Path flexible() {
    Path flexible = folder.resolve("flexible");
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", data.model(), "--context", "flexible", "--out", plan).ok();
    CliRun.of("apply", data.model(), "--plan", plan, "--out", flexible).ok();
    return flexible;
  }

  private CliRun teaching(Path model, Path to, Object... more) {
    List<Object> all =
        new ArrayList<>(List.of("compress", model, "--train", data.test(), "--eval", data.test()));
    all.addAll(List.of("--steps", 2, "--repair-steps", 0, "--remove", "layers=2%"));
    all.addAll(List.of("--context-robust", "--allow-loops", "--out", to));
    all.addAll(List.of(more));
    return CliRun.of(all.toArray());
  }

  /** Before the first clip is heard, or a model is looked for. */
  @Test
  void aTeacherInWholeWindowsTakesNoJoinedClips() {
    Path none = folder.resolve("none");
    CliRun.of("finetune", none, "--context-robust", "--join", "20%", "--train", none, "--out", out)
        .failsWith(2, "expected no --join");
  }

  @Test
  void positionsThatLeaveAreNotCountedAsLayers() {
    CliRun run =
        CliRun.of("plan", data.model(), "--context", "2", "--out", folder.resolve("shorter.json"))
            .ok();
    assertTrue(run.out().contains("of the layers 0.0 %"), run.out());
    assertFalse(run.out().contains("removes 0 parameters"), run.out());
  }
}
