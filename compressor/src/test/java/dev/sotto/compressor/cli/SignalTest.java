package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command in a process of its own that is asked to end while a model runs. */
class SignalTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"INT, 130, 0", "INT, 130, 150", "INT, 130, 400", "TERM, 143, 80", "HUP, 129, 250"})
  void itEndsAtOnceWithOneLine(String signal, int exitCode, int millis) throws Exception {
    assumeTrue(new File("/bin/kill").canExecute(), "this system has no kill");
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    List<String> transcribe = new ArrayList<>(List.of("transcribe", "model"));
    try (Stream<Path> files = Files.list(data.train().resolveSibling("clips"))) {
      List<String> names = files.map(file -> "clips/" + file.getFileName()).toList();
      Collections.nCopies(20, names).forEach(transcribe::addAll);
    }
    Process process = start(data, transcribe);
    Thread.sleep(1500 + millis);
    assertTrue(process.isAlive(), this::errors);
    new ProcessBuilder("/bin/kill", "-" + signal, "" + process.pid()).start().waitFor();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it lives on");

    assertEquals(exitCode, process.exitValue(), this::errors);
    assertEquals("sotto: interrupted\n", lastWord());
    try (Stream<Path> files = Files.list(data.folder())) {
      assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("hs_err")));
    }
  }

  @Test
  void oneThatGoesOnSaysSo() throws Exception {
    assumeTrue(new File("/bin/kill").canExecute(), "this system has no kill");
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    Path stages = folder.resolve("stages");
    Process process =
        start(
            data,
            List.of(
                "compress",
                "model",
                "--eval",
                "test.jsonl",
                "--remove",
                "params=20%",
                "--stages",
                stages.toString(),
                "--out",
                folder.resolve("out").toString()));
    while (process.isAlive() && !Files.exists(stages)) {
      Thread.sleep(20);
    }
    new ProcessBuilder("/bin/kill", "-TERM", "" + process.pid()).start().waitFor();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it lives on");
    assertEquals(143, process.exitValue(), this::errors);
    assertEquals("sotto: interrupted; the same command goes on from there\n", lastWord());
  }

  private Process start(BuiltInFolder data, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .directory(data.folder().toFile())
        .redirectError(folder.resolve("errors").toFile())
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  /** What it said but for its progress. */
  private String lastWord() {
    return errors().replaceAll("(?m)^(\\w+: )?transcribe: .*\\R?", "");
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
