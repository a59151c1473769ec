package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
  @TempDir Path folder;
  private BuiltInFolder data;
  private Path out;

  @BeforeEach
  void unpack() {
    data = BuiltInFolder.unpack(folder.resolve("data"));
    out = folder.resolve("out");
  }

  private static JsonNode json(CliRun run) throws IOException {
    return new ObjectMapper().readTree(run.ok().out());
  }

  private static long mismatches(Path one, Path other) throws IOException {
    long mismatches = 0;
    try (Stream<Path> files = Files.list(one)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".onnx")).toList()) {
        mismatches += Files.mismatch(file, other.resolve(file.getFileName())) < 0 ? 0 : 1;
      }
    }
    return mismatches;
  }

  @Test
  void isSmallerHearsAsWellAndIsProven() throws IOException {
    JsonNode made = json(CliRun.of("quantize", data.model(), "--out", out, "--json"));
    assertTrue(
        made.path("bytes").asLong() < 0.4 * made.path("denseBytes").asLong(), made::toString);
    assertTrue(
        made.path("signalToNoiseDecibels").path("decoder.embed_tokens.weight").asDouble() > 35);
    assertTrue(json(CliRun.of("verify", data.model(), out, "--json")).path("holds").asBoolean());
    Path dense = folder.resolve("dense.json");
    Path quantised = folder.resolve("quantised.json");
    CliRun.of("eval", data.model(), data.test(), "--out", dense).ok();
    CliRun.of("eval", out, data.test(), "--out", quantised).ok();
    double before = new ObjectMapper().readTree(dense.toFile()).at("/wer/value").asDouble();
    double after = new ObjectMapper().readTree(quantised.toFile()).at("/wer/value").asDouble();
    assertEquals(before, after, 0.01);
  }

  @Test
  void verifyTellsWhatRoundingChangesAtEveryLevel() throws IOException {
    CliRun.of("quantize", data.model(), "--out", out).ok();
    Path smaller = folder.resolve("smaller");
    Object[] stacked = {"--remove", "layers=20%", "--score", "magnitude", "--allow-loops"};
    Object[] compress = {
      "compress", data.model(), "--eval", data.test(), "--quantize", "int4", "--out", smaller
    };
    CliRun.of(Stream.of(compress, stacked).flatMap(Stream::of).toArray()).ok();
    double[] mean = new double[2];
    for (int i = 0; i < 2; i++) {
      JsonNode told = json(CliRun.of("verify", data.model(), i == 0 ? out : smaller, "--json"));
      assertEquals(5, told.path("rounded").size());
      for (JsonNode change : told.path("rounded")) {
        mean[i] += change.path("divergenceNats").asDouble() / 5;
        assertEquals(8, change.path("tokens").asInt());
      }
      double least = i == 0 ? 35 : 15;
      told.path("signalToNoiseDecibels")
          .forEach(noise -> assertTrue(noise.asDouble() > least, told::toString));
    }
    assertTrue(mean[0] > 0 && mean[0] < 0.01, "8 bits: " + mean[0]);
    // Against the smaller model of floats, not against the dense one, which says other things.
    assertTrue(mean[1] > 5 * mean[0] && mean[1] < 0.5, "4 bits: " + mean[1]);
    Path floats = folder.resolve("floats");
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", data.model(), "--remove", "layers=5%", "--out", plan).ok();
    CliRun.of("apply", data.model(), "--plan", plan, "--out", floats).ok();
    assertFalse(json(CliRun.of("verify", data.model(), floats, "--json")).has("rounded"));
  }

  @Test
  void anEncoderByChannelHearsAsWellAndIsProven() throws IOException {
    CliRun.of("quantize", data.model(), "--format", "int8,encoder.*=int8-dynamic", "--out", out)
        .ok();
    String told = CliRun.of("inspect", out).ok().out();
    assertTrue(told.contains("DynamicQuantizeMatMul 12"), told);
    assertTrue(json(CliRun.of("verify", data.model(), out, "--json")).path("holds").asBoolean());
    CliRun.of("verify", data.model(), out, "--structure").ok();
    Path clip = data.folder().resolve("clips/test-00001.wav");
    String text = CliRun.of("transcribe", data.model(), clip).ok().out();
    assertEquals(text, CliRun.of("transcribe", out, clip).ok().out());
    assertEquals(text, CliRun.of("transcribe", out, clip, "--low-memory").ok().out());
  }

  @Test
  void convolutionsAndPositionsOf8BitsAreProvenAndHeardAsWell() throws IOException {
    CliRun.of("quantize", data.model(), "--format", "int8,others=int8-rows", "--out", out).ok();
    Path larger = data.folder().resolve("larger");
    CliRun.of("quantize", data.model(), "--out", larger).ok();
    JsonNode small = json(CliRun.of("inspect", out, "--json"));
    JsonNode large = json(CliRun.of("inspect", larger, "--json"));
    long saved = large.path("bytes").asLong() - small.path("bytes").asLong();
    assertTrue(saved > 0, small::toString);
    assertTrue(json(CliRun.of("verify", data.model(), out, "--json")).path("holds").asBoolean());
    CliRun.of("verify", data.model(), out, "--structure").ok();
    Path clip = data.folder().resolve("clips/test-00001.wav");
    String text = CliRun.of("transcribe", larger, clip).ok().out();
    assertEquals(text, CliRun.of("transcribe", out, clip).ok().out());
    assertEquals(text, CliRun.of("transcribe", out, clip, "--low-memory").ok().out());
  }

  @Test
  void aPlanGivesTheSameBytesAgainWithWhatCalibrationChose() throws IOException {
    Path plan = folder.resolve("plan.json");
    CliRun.of(
            "quantize",
            data.model(),
            "--format",
            "int4:16,embedding=int8:16",
            "--calibrate",
            data.test(),
            "--calibration-clips",
            3,
            "--plan",
            plan,
            "--out",
            out)
        .ok();
    Path again = folder.resolve("again");
    CliRun.of("apply", data.model(), "--plan", plan, "--out", again).ok();
    assertEquals(0, mismatches(out, again));
    Path nearest = folder.resolve("nearest");
    CliRun.of("quantize", data.model(), "--format", "int4:16,embedding=int8:16", "--out", nearest)
        .ok();
    assertTrue(mismatches(out, nearest) > 0);
    CliRun.of("verify", data.model(), out, "--plan", plan).ok();
    CliRun.of("verify", data.model(), out, "--plan", plan, "--structure").ok();
  }

  @Test
  void aSizeIsKeptToByWhatFormatsCost() throws IOException {
    long whole = json(CliRun.of("inspect", data.model(), "--json")).path("bytes").asLong();
    long limit = whole / 4;
    JsonNode made =
        json(
            CliRun.of(
                "quantize",
                data.model(),
                "--size",
                limit / 1000.0 + "kB",
                "--calibrate",
                data.test(),
                "--calibration-clips",
                4,
                "--out",
                out,
                "--json"));
    assertTrue(made.path("bytes").asLong() <= limit, made::toString);
    // What is left over is less than the smallest step would be.
    assertTrue(made.path("bytes").asLong() > 0.85 * limit, made::toString);
    Path other = folder.resolve("other");
    CliRun.of("quantize", data.model(), "--size", "30kB", "--out", other)
        .failsWith(2, "expected --calibrate");
    CliRun.of(
            "quantize",
            data.model(),
            "--size",
            "30kB",
            "--calibrate",
            data.test(),
            "--calibration-clips",
            2,
            "--out",
            other)
        .failsWith(4, "nothing is as small as 0.030 MB");
    assertFalse(Files.exists(other));
  }

  @Test
  void bitsAreAsFewAsABoundOfWhatIsLostAllows() throws IOException {
    long before = Long.MAX_VALUE;
    for (String bound : List.of("0.00003", "0.0003", "10")) {
      JsonNode made =
          json(
              CliRun.of(
                  "quantize",
                  data.model(),
                  "--bits",
                  "auto=" + bound,
                  "--calibrate",
                  data.test(),
                  "--calibration-clips",
                  3,
                  "--force",
                  "--out",
                  out,
                  "--json"));
      long bytes = made.path("bytes").asLong();
      assertTrue(bytes < before, bound + " gives " + bytes + ", after " + before);
      before = bytes;
    }
    Path other = folder.resolve("other");
    CliRun.of("quantize", data.model(), "--bits", "auto", "--out", other)
        .failsWith(2, "expected --calibrate");
    CliRun.of(
            "quantize",
            data.model(),
            "--bits",
            "auto=0",
            "--calibrate",
            data.test(),
            "--calibration-clips",
            2,
            "--out",
            other)
        .failsWith(4, "nothing costs as little as 0.0 nats");
    assertFalse(Files.exists(other));
  }

  @Test
  void littleMemoryHearsTheSame() throws IOException {
    CliRun.of("quantize", data.model(), "--out", out).ok();
    Path clip = data.folder().resolve("clips/test-00001.wav");
    String text = CliRun.of("transcribe", out, clip).ok().out();
    assertEquals(text, CliRun.of("transcribe", out, clip, "--low-memory").ok().out());
    assertEquals(CliRun.of("transcribe", data.model(), clip).ok().out(), text);
  }

  @Test
  void aLevelThatIsWrongShows() throws IOException {
    CliRun.of("quantize", data.model(), "--out", out).ok();
    CliRun.of("verify", data.model(), out, "--structure").ok();
    Path encoder = out.resolve("encoder_model.onnx");
    try (RandomAccessFile file = new RandomAccessFile(encoder.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int level = file.read();
      file.seek(file.length() / 2);
      file.write(level ^ 0x40);
    }
    CliRun run = CliRun.of("verify", data.model(), out, "--structure");
    run.failsWith(4, "is not what the plan makes of");
  }

  @Test
  void whatIsQuantisedIsToldAndNotChangedAgain() throws IOException {
    CliRun.of("quantize", data.model(), "--format", "int8:16", "--out", out).ok();
    String told = CliRun.of("inspect", out).ok().out();
    assertTrue(told.contains("MatMulNBits"), told);
    assertTrue(told.contains("ONNX Runtime 1.23 or later"), told);
    Path other = folder.resolve("other");
    CliRun.of("quantize", out, "--out", other).failsWith(3, "start from the float32 export");
    Path plan = folder.resolve("plan.json");
    CliRun.of("plan", out, "--remove", "params=10%", "--out", plan)
        .failsWith(3, "use the float32 export");
    CliRun.of("finetune", out, "--train", data.test(), "--steps", 1, "--out", other)
        .failsWith(3, "use the float32 export");
    assertFalse(Files.exists(other));
    assertFalse(Files.exists(plan));
  }

  @Test
  void removedTrimmedAndQuantisedStackInOneCommandAndReplayFromOnePlan() throws IOException {
    Path few = data.folder().resolve("few.jsonl");
    Files.write(few, Files.readAllLines(data.test()).subList(0, 4));
    Path stages = folder.resolve("stages");
    Object[] compress = {
      "compress",
      data.model(),
      "--eval",
      few,
      "--remove",
      "params=10%",
      "--keep-vocabulary",
      data.train(),
      "--quantize",
      "int8,encoder.*=int4:16",
      "--allow-loops",
      "--stages",
      stages,
      "--out",
      out
    };
    CliRun.of(compress).ok();
    JsonNode plan = new ObjectMapper().readTree(out.resolve("plan.json").toFile());
    assertEquals(
        List.of("remove-groups", "keep-vocabulary", "quantize"),
        plan.path("edits").findValuesAsText("edit"));
    long before = json(CliRun.of("inspect", data.model(), "--json")).path("bytes").asLong();
    long after = json(CliRun.of("inspect", out, "--json")).path("bytes").asLong();
    assertTrue(after > 0 && after < 0.4 * before, after + " of " + before);
    Path again = folder.resolve("again");
    CliRun.of("apply", data.model(), "--plan", out.resolve("plan.json"), "--out", again).ok();
    assertEquals(0, mismatches(out, again));
    CliRun.of("verify", data.model(), out).ok();
  }

  @Test
  void compressRoundsByTheSpeechThatItCalibratesOn() throws IOException {
    Path few = data.folder().resolve("few.jsonl");
    Files.write(few, Files.readAllLines(data.test()).subList(0, 4));
    Path stages = folder.resolve("stages");
    CliRun.of(
            "compress",
            data.model(),
            "--eval",
            few,
            "--calibrate",
            few,
            "--quantize",
            "int4:16",
            "--allow-loops",
            "--stages",
            stages,
            "--out",
            out)
        .ok();
    try (Stream<Path> made = Files.walk(stages)) {
      Path blocks =
          made.filter(file -> file.endsWith("blocks.safetensors")).findAny().orElseThrow();
      Path again = folder.resolve("again");
      CliRun.of("apply", data.model(), "--plan", blocks.resolveSibling("plan.json"), "--out", again)
          .ok();
      assertEquals(0, mismatches(out, again));
    }
    assertFalse(Files.exists(out.resolve("blocks.safetensors")));
  }

  @Test
  void refusesFormatsThatThereAreNot() {
    CliRun.of("quantize", data.model(), "--format", "int3", "--out", out)
        .failsWith(2, "expected a number format");
    CliRun.of("quantize", data.model(), "--format", "27MB", "--out", out)
        .failsWith(2, "expected a number format");
    CliRun.of("quantize", data.model(), "--size", "int8", "--out", out)
        .failsWith(2, "expected a size such as 26MB");
    CliRun.of("quantize", data.model(), "--bits", "4", "--out", out)
        .failsWith(2, "expected auto or auto=NATS");
    CliRun.of("quantize", data.model(), "--bits", "auto", "--size", "1MB", "--out", out)
        .failsWith(2, "mutually exclusive");
    CliRun.of("quantize", data.model(), "--format", "int8,nothing=int4", "--out", out)
        .failsWith(2, "no weight that 'nothing' fits");
    CliRun.of("quantize", data.model(), "--format", "int8,embedding=uint8", "--out", out)
        .failsWith(2, "no weight that 'embedding' fits can be stored as uint8:64");
    assertFalse(Files.exists(out));
  }

  @Test
  void refusesPlacesThatAreInTheWayBeforeAnythingIsWritten() {
    for (Path plan : new Path[] {out, out.resolve("plan.json")}) {
      CliRun.of("quantize", data.model(), "--out", out, "--plan", plan)
          .failsWith(2, "outside of --out for --plan");
    }
    CliRun.of("quantize", data.model(), "--out", out, "--stages", out.resolve("stages"))
        .failsWith(2, "outside of --out for --stages");
    Path plan = folder.resolve("plan.safetensors");
    CliRun.of("quantize", data.model(), "--out", out, "--plan", plan)
        .failsWith(2, "as its weights");
    assertFalse(Files.exists(out));
  }

  @Test
  void withoutACacheVerifyNamesTheExportThatLacksIt() throws IOException {
    Path dense = Files.createDirectories(folder.resolve("dense"));
    for (String file :
        List.of(
            "a05-optimum-nopast/decoder_model.onnx",
            "a05-optimum-nopast/config.json",
            "a01-optimum-op18/encoder_model.onnx")) {
      Path from = SharedFiles.shared("fixtures/" + file);
      Files.copy(from, dense.resolve(from.getFileName()));
    }
    CliRun.of("quantize", dense, "--out", out).ok();
    CliRun.of("verify", dense, out).failsWith(3, out + ": has no decoder with a cache");
  }
}
