package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.cli.SignalledCommand.Signal;
import dev.sotto.compressor.demo.BuiltInFolder;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Signals aimed at the last moments of an output: it is whole or absent, and an old one is kept
 * until then. {@code -Dsotto.slow=true} sends 200 and kills 40 more.
 */
@DisabledOnOs(OS.WINDOWS)
class SignalledOutputTest {
  /** Writing the built-in model takes less. */
  private static final long LAST_MILLIS = 200;

  private static final long AFTER_MARK_MICROS = 3000;

  private static final long AFTER_MOVE_MICROS = 200;

  @TempDir Path folder;

  private Path model;
  private Path few;
  private Path plan;
  private Path out;
  private Map<String, String> whole;
  private Map<String, String> old;
  private SplittableRandom random;
  private final Map<Ending, Integer> endings = new EnumMap<>(Ending.class);

  private enum Ending {
    COMPLETED,
    ENDED_WITH_THE_NEW_ONE,
    ENDED_WITHOUT
  }

  @BeforeEach
  void makeReference() throws IOException {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    model = data.model();
    few = data.folder().resolve("few.jsonl");
    Files.write(few, Files.readAllLines(data.test()).subList(0, 2));
    plan = folder.resolve("plan.json");
    CliRun.of("plan", model, "--remove", "params=20%", "--out", plan).ok();
    Path other = folder.resolve("other.json");
    CliRun.of("plan", model, "--remove", "params=10%", "--out", other).ok();
    out = folder.resolve("out");
    CliRun.of("apply", model, "--plan", plan, "--out", out).ok();
    whole = contents(out);
    delete(out);
    CliRun.of("apply", model, "--plan", other, "--out", out).ok();
    old = contents(out);
    assertNotEquals(whole, old);
    delete(out);
    long seed = System.nanoTime();
    System.out.println("signals of seed " + seed);
    random = new SplittableRandom(seed);
  }

  @Test
  void aFewSignals() throws Exception {
    applySignalled(2, Signal.INT, Signal.TERM);
    forcedSignalled(4, Signal.INT, Signal.TERM, Signal.KILL);
    stageSignalled(2, Signal.INT, Signal.TERM);
    System.out.println(endings);
  }

  @Test
  @EnabledIfSystemProperty(named = "sotto.slow", matches = "true")
  void seventySignalsAtANewOutput() throws Exception {
    applySignalled(70, Signal.INT, Signal.TERM);
    System.out.println("apply: " + endings);
  }

  @Test
  @EnabledIfSystemProperty(named = "sotto.slow", matches = "true")
  void eightySignalsAtAReplacement() throws Exception {
    forcedSignalled(80, Signal.INT, Signal.TERM);
    System.out.println("apply --force: " + endings);
  }

  @Test
  @EnabledIfSystemProperty(named = "sotto.slow", matches = "true")
  void fiftySignalsAtAStage() throws Exception {
    stageSignalled(50, Signal.INT, Signal.TERM);
    System.out.println("stage: " + endings);
  }

  @Test
  @EnabledIfSystemProperty(named = "sotto.slow", matches = "true")
  void fortyKillsAtAReplacement() throws Exception {
    forcedSignalled(40, Signal.KILL);
    System.out.println("apply --force, KILL: " + endings);
  }

  private void applySignalled(int times, Signal... signals) throws Exception {
    for (int time = 0; time < times; time++) {
      Signal signal = signals[time % signals.length];
      try (SignalledCommand command = start(out, "apply", model, "--plan", plan, "--out", out)) {
        int exitCode = signal(command, signal, false);
        Map<String, String> found = contents(out);
        assertTrue(found.isEmpty() || found.equals(whole), found::toString);
        check(command, signal, exitCode, found.equals(whole));
      }
      if (!Files.exists(out)) {
        CliRun.of("apply", model, "--plan", plan, "--out", out).ok();
      }
      assertEquals(whole, contents(out));
      assertEquals(List.of(), SignalledCommand.hidden(out));
      delete(out);
    }
  }

  private void forcedSignalled(int times, Signal... signals) throws Exception {
    for (int time = 0; time < times; time++) {
      CliRun.of("apply", model, "--plan", folder.resolve("other.json"), "--out", out).ok();
      Signal signal = signals[time % signals.length];
      try (SignalledCommand command =
          start(out, "apply", model, "--plan", plan, "--out", out, "--force")) {
        int exitCode = signal(command, signal, true);
        // A killed process brings nothing back; the next one does.
        CliRun.of("apply", model, "--plan", plan, "--out", out).failsWith(3, "exists already");
        Map<String, String> found = contents(out);
        assertTrue(found.equals(old) || found.equals(whole), found::toString);
        check(command, signal, exitCode, found.equals(whole));
      }
      CliRun.of("apply", model, "--plan", plan, "--out", out, "--force").ok();
      assertEquals(whole, contents(out));
      assertEquals(List.of(), SignalledCommand.hidden(out));
      delete(out);
    }
  }

  private void stageSignalled(int times, Signal... signals) throws Exception {
    Path stages = folder.resolve("stages");
    Object[] compress = {
      "compress", model, "--eval", few, "--remove", "params=20%", "--stages", stages, "--out", out
    };
    CliRun.of(compress).ok();
    Path pruned;
    try (Stream<Path> files = Files.list(stages)) {
      pruned = files.filter(file -> file.toString().contains("pruned-")).findAny().orElseThrow();
    }
    Map<String, String> stage = contents(pruned);
    for (int time = 0; time < times; time++) {
      delete(out);
      delete(pruned);
      Signal signal = signals[time % signals.length];
      try (SignalledCommand command = start(pruned, compress)) {
        int exitCode = signal(command, signal, false);
        Map<String, String> found = contents(pruned);
        assertTrue(found.isEmpty() || found.equals(stage), found::toString);
        // The report tells which stages were found, so no two outputs are equal.
        boolean finished = Files.exists(out);
        assertTrue(!finished || OutputMark.in(out).orElseThrow().isWhole(out));
        check(command, signal, exitCode, found.equals(stage));
        assertTrue(finished || exitCode != 0);
      }
      delete(out);
      CliRun.of(compress).ok();
      assertEquals(stage, contents(pruned));
      assertTrue(OutputMark.in(out).orElseThrow().isWhole(out));
      assertEquals(List.of(), SignalledCommand.hidden(pruned));
    }
  }

  private SignalledCommand start(Path output, Object... arguments) throws IOException {
    return new SignalledCommand(folder.resolve("log"), output, arguments);
  }

  /** Sends {@code signal} somewhere in the last moments; most of them where folders are moved. */
  private int signal(SignalledCommand command, Signal signal, boolean replaces) throws Exception {
    long micros;
    switch (random.nextInt(replaces ? 3 : 2)) {
      case 0 -> {
        command.awaitBeginning();
        micros = random.nextLong(LAST_MILLIS * 1000);
      }
      case 1 -> {
        command.await("new/sotto-output.json");
        micros = random.nextLong(AFTER_MARK_MICROS);
      }
      default -> {
        command.await("old");
        micros = random.nextLong(AFTER_MOVE_MICROS);
      }
    }
    long at = System.nanoTime() + micros * 1000;
    while (System.nanoTime() < at) {
      Thread.onSpinWait();
    }
    command.send(signal);
    return command.exitCode();
  }

  private void check(SignalledCommand command, Signal signal, int exitCode, boolean complete)
      throws IOException {
    if (exitCode == 0) {
      assertTrue(complete, "exit 0 without an output");
      endings.merge(Ending.COMPLETED, 1, Integer::sum);
      return;
    }
    assertEquals(signal.exitCode, exitCode, () -> String.valueOf(signal));
    if (signal != Signal.KILL) {
      List<String> said = command.said();
      // One that has printed its result has nothing to add.
      // A command with stages says in its line that these stay.
      assertTrue(
          (said.size() == 1 && said.get(0).startsWith("sotto: interrupted"))
              || (complete && said.isEmpty()),
          said::toString);
      assertEquals(List.of(), command.hidden());
    }
    endings.merge(complete ? Ending.ENDED_WITH_THE_NEW_ONE : Ending.ENDED_WITHOUT, 1, Integer::sum);
  }

  /** Hashes by name; none if there is no folder. */
  private static Map<String, String> contents(Path output) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    if (Files.exists(output)) {
      try (Stream<Path> files = Files.walk(output)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          contents.put(output.relativize(file).toString(), FileHash.sha256(file));
        }
      }
    }
    return contents;
  }

  private static void delete(Path output) throws IOException {
    for (String name : contents(output).keySet()) {
      Files.delete(output.resolve(name));
    }
    Files.deleteIfExists(output);
  }
}
