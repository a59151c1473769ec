package dev.sotto.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.io.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A minute of mutated inputs of every kind from a fixed seed, in a process with 256 MB of heap, so
 * that an abort is a failure as any other. {@code -Dsotto.fuzz=SECONDS,SEED} runs longer or
 * elsewhere, {@code -Dsotto.fuzz=TARGET:INPUT-SEED} repeats one input.
 */
class FuzzTest {
  private static final String USUAL = "60,1";
  private static final Path FOLDER = Path.of("target", "fuzz");

  @Test
  void everyInputIsReadOrRefusedInOneLine() throws IOException, InterruptedException {
    String wish = System.getProperty("sotto.fuzz", USUAL);
    List<String> arguments = new ArrayList<>();
    if (wish.contains(":")) {
      arguments.addAll(List.of("0", "0"));
      arguments.addAll(List.of(wish.split(":")));
    } else {
      arguments.addAll(List.of(wish.split(",")));
    }
    Seeds.remove(FOLDER);
    Folders.make(FOLDER);
    Path log = FOLDER.resolve("log.txt");
    int exit = run(arguments, log);
    String printed = Files.readString(log, StandardCharsets.UTF_8);
    printed.lines().filter(line -> line.startsWith("FUZZED")).forEach(System.out::println);
    String repeat =
        "; repeat one with -Dsotto.fuzz=TARGET:SEED, the input lies below "
            + FOLDER.toAbsolutePath();
    assertEquals(0, exit, () -> printed + died(exit) + repeat);
    assertTrue(printed.contains("FAILURES 0"), printed);
  }

  private static String died(int exit) {
    Path current = FOLDER.resolve("current/seed.txt");
    if (exit == 1 || !Files.exists(current)) {
      return "";
    }
    try {
      return "ended with " + exit + " at " + Files.readString(current);
    } catch (IOException e) {
      return "ended with " + exit;
    }
  }

  private static int run(List<String> arguments, Path log)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    for (String property : List.of("sotto.shared", "sotto.fuzz.targets")) {
      if (System.getProperty(property) != null) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Fuzzer.class.getName(), FOLDER.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    // As the launcher has it: with it, a long command line ends the process.
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process process = builder.start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }
}
