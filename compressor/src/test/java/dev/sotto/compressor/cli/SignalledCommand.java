package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command in a process of its own that is sent a signal while it writes {@code output}. */
final class SignalledCommand implements AutoCloseable {
  /** What a command can be sent, with the exit code that says so. */
  enum Signal {
    INT(130),
    TERM(143),
    KILL(137);

    final int exitCode;

    Signal(int exitCode) {
      this.exitCode = exitCode;
    }
  }

  private final Path log;
  private final Path output;
  private final Process process;
  private final Process shell = new ProcessBuilder("sh").start();
  private final Writer commands = shell.outputWriter(StandardCharsets.UTF_8);

  SignalledCommand(Path log, Path output, Object... arguments) throws IOException {
    this.log = log;
    this.output = output;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    this.process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile())
            .start();
  }

  /** Waits until something is written on the way to the output. */
  void awaitBeginning() throws IOException {
    while (process.isAlive() && hidden(output).isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /** Waits until {@code name} is in the hidden folder, such as the mark, the last of the files. */
  void await(String name) throws IOException {
    while (process.isAlive()) {
      for (Path folder : hidden(output)) {
        if (Files.exists(folder.resolve(name))) {
          return;
        }
      }
    }
  }

  void send(Signal signal) throws IOException {
    commands.write("kill -" + signal + " " + process.pid() + " 2>/dev/null\n");
    commands.flush();
  }

  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "does not end");
    return process.exitValue();
  }

  List<String> said() throws IOException {
    return Files.readAllLines(log);
  }

  /** What it has beside its output. */
  List<Path> hidden() throws IOException {
    return hidden(output);
  }

  /** What lies beside {@code output} on the way to its name. */
  static List<Path> hidden(Path output) throws IOException {
    if (!Files.isDirectory(output.getParent())) {
      return List.of();
    }
    String prefix = "." + output.getFileName() + ".partial-";
    try (Stream<Path> files = Files.list(output.getParent())) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    commands.close();
  }
}
