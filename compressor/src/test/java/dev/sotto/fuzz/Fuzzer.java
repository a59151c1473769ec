package dev.sotto.fuzz;

import dev.sotto.fuzz.FuzzTarget.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs in a process of its own: {@code Fuzzer FOLDER SECONDS SEED [TARGET INPUT-SEED]}. Each target
 * gets the same time. The input at work lies below {@code FOLDER/current}, so that it is there when
 * the process dies; one input of each kind of failure is kept below {@code FOLDER/failures}.
 */
final class Fuzzer {
  /** No reader of inputs of this size works longer. */
  private static final long MOST_SECONDS = 10;

  /** What a busy machine may make of them, and the limit for one that waits for others. */
  private static final long MOST_WALL_SECONDS = 60;

  /** What the process ends with when an input takes longer. */
  static final int HANGS = 99;

  private static final int SOME_FRAMES = 3;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Path folder;
  private final PrintStream out;
  private final Map<FuzzTarget, Figures> figures = new LinkedHashMap<>();
  private final Set<String> kinds = new HashSet<>();
  private volatile String at = "";
  private volatile long since = Long.MAX_VALUE;
  private volatile long cpuSince;
  private int failures;

  private static final class Figures {
    private long nanos;
    private int inputs;
    private int accepted;
  }

  private Fuzzer(Path folder, PrintStream out) throws IOException {
    this.folder = folder;
    this.out = out;
    Seeds seeds = new Seeds(Files.createTempDirectory(Files.createDirectories(folder), "seeds"));
    List<FuzzTarget> targets = new ArrayList<>();
    targets.add(new OnnxTarget(seeds));
    targets.add(new SafetensorsTarget(seeds));
    targets.add(new CheckpointTarget(seeds));
    targets.add(new PlanTarget(seeds));
    targets.add(new ResultTarget(seeds));
    targets.add(new ManifestTarget());
    targets.add(new AudioTarget(seeds));
    targets.add(new TokenizerTarget(seeds));
    String only = System.getProperty("sotto.fuzz.targets", "");
    for (FuzzTarget target : targets) {
      if (only.isEmpty() || List.of(only.split(",")).contains(target.name())) {
        figures.put(target, new Figures());
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    // Decoders print there now and then.
    System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    Fuzzer fuzzer = new Fuzzer(Path.of(arguments[0]), out);
    fuzzer.watch();
    if (arguments.length > 3) {
      fuzzer.once(arguments[3], Long.parseLong(arguments[4]));
    } else {
      fuzzer.run(Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
    }
    fuzzer.report();
    System.exit(fuzzer.failures == 0 ? 0 : 1);
  }

  private void watch() {
    Thread main = Thread.currentThread();
    Thread watchdog =
        new Thread(
            () -> {
              while (true) {
                if (hangs(main.getId())) {
                  out.println("HANGS " + at);
                  for (StackTraceElement frame : main.getStackTrace()) {
                    out.println("  at " + frame);
                  }
                  out.flush();
                  Runtime.getRuntime().halt(HANGS);
                }
                sleep();
              }
            },
            "watchdog");
    watchdog.setDaemon(true);
    watchdog.start();
  }

  private boolean hangs(long thread) {
    long start = since;
    return start != Long.MAX_VALUE
        && (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(MOST_WALL_SECONDS)
            || THREADS.getThreadCpuTime(thread) - cpuSince
                > TimeUnit.SECONDS.toNanos(MOST_SECONDS));
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(long seconds, long seed) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    Random seeds = new Random(seed);
    while (System.nanoTime() < end) {
      FuzzTarget next = null;
      for (Map.Entry<FuzzTarget, Figures> entry : figures.entrySet()) {
        if (next == null || entry.getValue().nanos < figures.get(next).nanos) {
          next = entry.getKey();
        }
      }
      one(next, seeds.nextLong());
    }
  }

  private void once(String target, long inputSeed) throws IOException {
    for (FuzzTarget candidate : figures.keySet()) {
      if (candidate.name().equals(target)) {
        one(candidate, inputSeed);
      }
    }
  }

  private void one(FuzzTarget target, long inputSeed) throws IOException {
    at = target.name() + " " + inputSeed;
    Figures figure = figures.get(target);
    Path current = folder.resolve("current");
    Seeds.remove(current);
    Path input = Files.createDirectories(current.resolve("input"));
    Path scratch = Files.createDirectories(current.resolve("scratch"));
    Files.writeString(current.resolve("seed.txt"), at);
    long start = System.nanoTime();
    target.make(new Random(inputSeed), input);
    cpuSince = THREADS.getCurrentThreadCpuTime();
    since = System.nanoTime();
    try {
      figure.accepted += target.read(input, scratch) == Outcome.ACCEPTED ? 1 : 0;
    } catch (Throwable e) {
      since = Long.MAX_VALUE;
      failed(target, current, e);
    }
    since = Long.MAX_VALUE;
    figure.inputs++;
    figure.nanos += System.nanoTime() - start;
  }

  /** Keeps the first input of each kind of failure. */
  private void failed(FuzzTarget target, Path current, Throwable failure) throws IOException {
    failures++;
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    if (!kinds.add(target.name() + kind(trace.toString()))) {
      return;
    }
    Path kept = Files.createDirectories(folder.resolve("failures")).resolve(at.replace(' ', '-'));
    Seeds.remove(kept);
    Files.move(current, kept);
    Files.writeString(kept.resolve("why.txt"), trace.toString());
    out.println("FAILS " + at + ": " + trace.toString().lines().findFirst().orElse(""));
    kind(trace.toString()).lines().forEach(line -> out.println("  " + line));
    out.flush();
  }

  /** The places of Sotto at the top of the traces. */
  private static String kind(String trace) {
    String places =
        trace
            .lines()
            .filter(line -> line.contains("at dev.sotto.") && !line.contains("dev.sotto.fuzz."))
            .limit(SOME_FRAMES)
            .map(String::strip)
            .collect(Collectors.joining("\n"));
    return places.isEmpty()
        ? trace.lines().limit(SOME_FRAMES).collect(Collectors.joining("\n"))
        : places;
  }

  private void report() {
    figures.forEach(
        (target, figure) ->
            out.printf(
                "FUZZED %s: %d inputs in %d s, %d accepted%n",
                target.name(),
                figure.inputs,
                TimeUnit.NANOSECONDS.toSeconds(figure.nanos),
                figure.accepted));
    out.println("FAILURES " + failures);
    out.flush();
  }
}
