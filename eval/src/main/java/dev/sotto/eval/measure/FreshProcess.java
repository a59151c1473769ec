package dev.sotto.eval.measure;

import dev.sotto.eval.measure.MeasuringProcess.Answer;
import dev.sotto.eval.measure.MeasuringProcess.Order;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A Java process that measures one model, see {@link MeasuringProcess}. It waits, idle, between one
 * round and the next, so that two of them can take turns.
 */
public final class FreshProcess implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(30);

  private final Path model;
  private final ChildFolder folder;
  private final Process child;
  private final Duration timeout;
  private final long started = System.nanoTime();
  private final BufferedWriter requests;
  private final BufferedReader answers;

  private FreshProcess(Path model, ChildFolder folder, Process child, Duration timeout) {
    this.model = model;
    this.folder = folder;
    this.child = child;
    this.timeout = timeout;
    this.requests = child.outputWriter(StandardCharsets.UTF_8);
    this.answers = child.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process that loads the model and warms it up; it may live for half an hour.
   *
   * @throws SottoException if the model or a clip cannot be used, or the process fails
   */
  public static FreshProcess start(MeasuringRequest request) {
    return start(request, MeasuringProcess.class, TIMEOUT);
  }

  static FreshProcess start(MeasuringRequest request, Class<?> main, Duration timeout) {
    ChildFolder folder = new ChildFolder();
    FreshProcess process;
    try {
      process = new FreshProcess(request.model(), folder, folder.start(main, timeout), timeout);
    } catch (IOException e) {
      folder.close();
      throw new SottoException(
          Code.INTERNAL, "no process can be started to measure in: " + e.getMessage(), e);
    }
    try {
      process.ask(request);
      return process;
    } catch (SottoException e) {
      process.close();
      throw e;
    }
  }

  /**
   * Measures in a process of its own; nothing else should run on the machine meanwhile.
   *
   * @throws SottoException if the model or a clip cannot be used, or the process fails
   */
  public static Measurement measure(MeasuringRequest request) {
    try (FreshProcess process = start(request)) {
      for (int round = 0; round < request.rounds(); round++) {
        process.round();
      }
      return process.finish();
    }
  }

  /** Has it go through the standard windows once. */
  public void round() {
    ask(Order.ROUND);
  }

  /** Has it transcribe the clips it was given for that, and ends it. */
  public Measurement finish() {
    return ask(Order.FINISH).measured().orElseThrow();
  }

  private Answer ask(Object request) {
    Answer answer;
    try {
      requests.write(Wire.write(request) + "\n");
      requests.flush();
      String text = answers.readLine();
      if (text == null) {
        throw failure(null);
      }
      answer = Wire.read(text, Answer.class);
    } catch (IOException e) {
      throw failure(e);
    }
    if (answer.problem().isPresent()) {
      throw new SottoException(answer.problem().get(), answer.message());
    }
    return answer;
  }

  /** Says how the child ended that does not answer. */
  private SottoException failure(IOException cause) {
    boolean late = Duration.ofNanos(System.nanoTime() - started).compareTo(timeout) >= 0;
    int exitCode = child.destroyForcibly().onExit().join().exitValue();
    String how = late ? "did not end within " + timeout.toSeconds() + " s" : folder.end(exitCode);
    return new SottoException(Code.INTERNAL, model + ": the measuring process " + how, cause);
  }

  @Override
  public void close() {
    // The folder can only be removed once the child is gone.
    child.destroyForcibly().onExit().join();
    folder.close();
  }
}
