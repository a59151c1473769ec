package dev.sotto.eval.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.session.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the tiny random Whisper: its windows are 1.2 s. */
class FreshProcessTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);

  @TempDir Path folder;

  /** A model that decodes: the fixture's files name no start and end token. */
  private MeasuringRequest request() throws IOException {
    Fixtures.folder(Fixtures.REFERENCE, true, folder);
    Files.writeString(
        folder.resolve("generation_config.json"),
        "{\"decoder_start_token_id\": 151, \"eos_token_id\": 150}");
    return MeasuringRequest.standard(folder, SETTINGS);
  }

  @Test
  void measuresEveryPartOfTheWork() throws IOException {
    Measurement measured = FreshProcess.measure(request());
    assertTrue(measured.loadMillis() > 0);
    assertTrue(measured.window().featureMillis() > 0);
    assertTrue(measured.window().encoderMillis() > 0);
    assertTrue(measured.window().firstTokenMillis() > 0);
    assertTrue(measured.window().perTokenMillis() > 0);
    double windowSeconds = 1.2;
    double factor = measured.window().millis() / 1000 / windowSeconds;
    assertEquals(1, measured.standardRealTimeFactor() / factor, 0.9);
    assertTrue(measured.realTimeFactor().isEmpty());
    if (Files.exists(Path.of("/proc/self/status"))) {
      long peak = measured.peakResidentBytes().orElseThrow();
      assertTrue(peak > 10_000_000 && peak < 2_000_000_000, () -> "peak " + peak);
    }
  }

  @Test
  void twoSystemsTakeTurns() throws IOException {
    MeasuringRequest request = request();
    Bench bench = Bench.run(List.of(request, request), 2, Progress.NONE);
    for (Metric figure : EnumSet.complementOf(EnumSet.of(Metric.DEVICE_MEMORY))) {
      Median ratio = bench.ratio(0, 1, figure).orElseThrow();
      assertTrue(ratio.low() <= ratio.value() && ratio.value() <= ratio.high());
    }
    assertTrue(bench.median(0, Metric.DEVICE_MEMORY).isEmpty(), "a CPU has no memory of its own");
    assertEquals(2, bench.systems().get(1).size());
  }

  @Test
  void whatTheChildRefusesIsSaidAsItWouldBeHere() {
    Path missing = folder.resolve("missing");
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> FreshProcess.measure(MeasuringRequest.standard(missing, SETTINGS)));
    assertEquals(Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().startsWith(missing + ": no such folder"), e.getMessage());
  }

  /** A child that fails as a crash of native code does: without an answer. */
  static final class Crashing {
    private Crashing() {}

    public static void main(String[] arguments) {
      System.err.println("out of memory");
      Runtime.getRuntime().halt(9);
    }
  }

  /** A child that never answers. */
  static final class Silent {
    private Silent() {}

    public static void main(String[] arguments) throws InterruptedException {
      Thread.sleep(LONG.toMillis());
    }
  }

  /** A child that answers what is no answer. */
  static final class Babbling {
    private Babbling() {}

    public static void main(String[] arguments) {
      System.out.println("{{{");
    }
  }

  private String failure(Class<?> main, Duration timeout) {
    MeasuringRequest request = MeasuringRequest.standard(folder, SETTINGS);
    SottoException e =
        assertThrows(SottoException.class, () -> FreshProcess.start(request, main, timeout));
    assertEquals(Code.INTERNAL, e.code());
    assertEquals(1, e.getMessage().lines().count());
    return e.getMessage();
  }

  @Test
  void aCrashIsOneClearLineWithItsReason() {
    String message = failure(Crashing.class, LONG);
    assertTrue(message.endsWith("ended with exit code 9: out of memory"), message);
  }

  @Test
  void aChildThatHangsIsEnded() {
    String message = failure(Silent.class, Duration.ofSeconds(1));
    assertTrue(message.endsWith("did not end within 1 s"), message);
  }

  @Test
  void anAnswerThatIsNoneIsAFailure() {
    String message = failure(Babbling.class, LONG);
    assertTrue(message.contains("the measuring process"), message);
  }

  @Test
  void noChildLeavesItsFolderBehind() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    long before = folders(temporary);
    failure(Crashing.class, LONG);
    assertEquals(before, folders(temporary));
  }

  private static long folders(Path temporary) throws IOException {
    try (var files = Files.list(temporary)) {
      return files.filter(f -> f.getFileName().toString().startsWith("sotto-measure-")).count();
    }
  }
}
