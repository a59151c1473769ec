package dev.sotto.eval.measure;

import dev.sotto.models.io.TemporaryFolder;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A temporary folder for a child to run in: it takes the child's error output and, if the virtual
 * machine crashes, its report.
 */
final class ChildFolder implements AutoCloseable {
  /**
   * The parallel collectors would grow the heap with the number of cores, and the heap starts with
   * a share of the machine's memory unless told otherwise.
   */
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-Xms16m", "-Xmn12m", "-XX:-CreateCoredumpOnCrash");

  private static final Map<Integer, String> SIGNALS =
      Map.of(4, "ILL", 6, "ABRT", 7, "BUS", 8, "FPE", 9, "KILL", 11, "SEGV", 15, "TERM");

  private final TemporaryFolder folder = TemporaryFolder.create("sotto-measure-");

  /**
   * Starts {@code main} with this process's Java and class path, and kills it after {@code
   * timeout}, which ends the reading of an answer that never comes.
   */
  Process start(Class<?> main, Duration timeout, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.path().toFile())
            .redirectError(errors().toFile());
    builder.environment().put("CLASSPATH", absoluteClassPath());
    // Its telemetry writes files and crashes on long command lines before it can be turned off.
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    Process child = builder.start();
    CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .execute(child::destroyForcibly);
    return child;
  }

  /**
   * How a child ended that was not asked to, for example {@code died (signal ABRT)}: native code,
   * which a model that is not sound can lead astray, takes the whole process with it.
   */
  String end(int exitCode) {
    // What the system adds to the number of a signal that ended a process.
    String signal = SIGNALS.get(exitCode - 128);
    String how =
        signal == null ? "ended with exit code " + exitCode : "died (signal " + signal + ")";
    return how + ": " + lastError();
  }

  /** The last thing that the child said went wrong. */
  private String lastError() {
    try {
      return new String(Files.readAllBytes(errors()), Charset.defaultCharset())
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
          .reduce((earlier, later) -> later)
          .orElse("it gave no reason; is there enough memory?");
    } catch (IOException e) {
      return "its reason cannot be read: " + e.getMessage();
    }
  }

  private Path errors() {
    return folder.path().resolve("errors");
  }

  private static String absoluteClassPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Override
  public void close() {
    folder.close();
  }
}
