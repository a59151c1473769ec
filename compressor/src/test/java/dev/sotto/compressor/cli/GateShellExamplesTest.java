package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code docs/gate.md}, run by the shell as they are written there, in a project as
 * it is described there: the built-in model in use, and a tenth of its parameters less.
 */
class GateShellExamplesTest {
  private static final int PASSED = 0;
  private static final int FAILED_THE_GATE = 4;
  private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
  private static final Pattern STEP = Pattern.compile("- name: Gate\n +run: \\|\n((?: {10}.*\n)+)");

  @TempDir static Path project;

  /** What the shell said. */
  private record Said(int exitCode, String text) {}

  @BeforeAll
  static void lay() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "there is no shell");
    BuiltInFolder data = BuiltInFolder.unpack(project.resolve("unpacked"));
    Path inUse = Files.createDirectory(project.resolve("models")).resolve("in-use");
    Files.move(data.model(), inUse);
    Files.move(data.folder(), project.resolve("data"));
    Files.writeString(
        project.resolve("data/test.jsonl"),
        String.join("\n", Files.readAllLines(project.resolve("data/test.jsonl")).subList(0, 12)));
    Path plan = project.resolve("plan.json");
    CliRun.of("plan", inUse, "--remove", "params=15%", "--out", plan).ok();
    CliRun.of("apply", inUse, "--plan", plan, "--out", project.resolve("models/smaller")).ok();
    Path sotto = Files.createDirectory(project.resolve("bin")).resolve("sotto");
    Files.writeString(
        sotto,
        "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -cp '%s' dev.sotto.compressor.cli.Main \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(sotto, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String documentation() throws IOException {
    return Files.readString(Path.of("../docs/gate.md"));
  }

  private static List<String> examples() throws IOException {
    return SHELL.matcher(documentation()).results().map(found -> found.group(1)).toList();
  }

  private static Said run(String commands) throws IOException, InterruptedException {
    Path log = project.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-e", "-c", commands)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().merge("PATH", project.resolve("bin") + ":", (path, own) -> own + path);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process shell = builder.start();
    assertTrue(shell.waitFor(5, TimeUnit.MINUTES), commands);
    return new Said(shell.exitValue(), Files.readString(log));
  }

  private static Said verdict(String commands) throws IOException, InterruptedException {
    Said said = run(commands);
    assertTrue(
        said.exitCode == PASSED || said.exitCode == FAILED_THE_GATE, said.exitCode + said.text);
    return said;
  }

  @Test
  void theShellExamplesRunAsWritten() throws IOException, InterruptedException {
    List<String> examples = examples();
    assertEquals(3, examples.size(), "examples in docs/gate.md");
    Said both = verdict(examples.get(0));
    for (String report : List.of("gate.json", "gate.xml", "gate.md")) {
      assertTrue(Files.size(project.resolve(report)) > 0, report);
    }
    Said one = verdict(examples.get(1));
    assertTrue(
        both.text.contains("size-ratio") && one.text.contains("wer-increase"),
        both.text + one.text);
    assertEquals(PASSED, verdict(examples.get(2)).exitCode);
  }

  /** The one step of the workflow that is Sotto's own. */
  @Test
  void theStepOfTheWorkflowRunsAsWritten() throws IOException, InterruptedException {
    Matcher step = STEP.matcher(documentation());
    assertTrue(step.find(), "no such step");
    Path results = Files.createDirectories(project.resolve("results"));
    CliRun.of(
            "eval",
            project.resolve("models/in-use"),
            project.resolve("data/test.jsonl"),
            "--out",
            results.resolve("baseline.json"))
        .ok();
    try (Stream<Path> files = Files.list(project)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("gate.")).toList()) {
        Files.delete(file);
      }
    }
    verdict(step.group(1).stripIndent());
    assertTrue(Files.size(project.resolve("gate.md")) > 0);
  }
}
