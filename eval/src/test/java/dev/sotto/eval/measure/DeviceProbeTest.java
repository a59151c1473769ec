package dev.sotto.eval.measure;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.runtime.natives.Signals;
import dev.sotto.runtime.session.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeviceProbeTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  /** A driver that takes the virtual machine down with it. */
  static final class Crashing {
    private Crashing() {}

    public static void main(String[] arguments) {
      System.err.println("CUDA driver of another age");
      Runtime.getRuntime().halt(134);
    }
  }

  /** A driver that never answers. */
  static final class Silent {
    private Silent() {}

    public static void main(String[] arguments) throws InterruptedException {
      Thread.sleep(LONG.toMillis());
    }
  }

  private static String refusal(Class<?> main, Duration timeout) {
    SottoException e =
        assertThrows(
            SottoException.class, () -> DeviceProbe.require(new Device.Cuda(0), main, timeout));
    assertEquals(Code.BAD_INPUT, e.code());
    assertEquals(1, e.getMessage().lines().count());
    return e.getMessage();
  }

  /** The child's way through ONNX Runtime, on the one device that every machine has. */
  @Test
  void aDeviceThatComputesIsAccepted() {
    assertDoesNotThrow(() -> DeviceProbe.require(Device.CPU, DeviceProbeProcess.class, LONG));
  }

  @Test
  void aCrashIsOneClearLine() {
    String message = refusal(Crashing.class, LONG);
    assertEquals(
        "cuda:0: the process that tried it died (signal ABRT): CUDA driver of another age",
        message);
  }

  @Test
  void aDeviceThatHangsIsGivenUp() {
    String message = refusal(Silent.class, Duration.ofSeconds(1));
    assertTrue(message.endsWith("the device did not answer in time"), message);
  }

  /** A child that hangs in a driver ends with its parent, even if that was killed. */
  @Test
  void theChildEndsWithItsParent() throws IOException, InterruptedException {
    try (ChildFolder folder = new ChildFolder()) {
      Process parent = folder.start(Starting.class, LONG);
      long child = Long.parseLong(parent.inputReader(StandardCharsets.UTF_8).readLine());
      ProcessHandle hanging = ProcessHandle.of(child).orElseThrow();
      assertTrue(hanging.isAlive());
      assertTrue(parent.destroyForcibly().waitFor(60, TimeUnit.SECONDS));
      hanging.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
  }

  /** Starts {@link Hanging}, prints its number, and waits. */
  static final class Starting {
    private Starting() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  Hanging.class.getName())
              .start();
      assertEquals('h', child.getInputStream().read());
      System.out.println(child.pid());
      Thread.sleep(LONG.toMillis());
    }
  }

  /** As the child does, but hangs where it would compute. */
  static final class Hanging {
    private Hanging() {}

    public static void main(String[] arguments) throws InterruptedException {
      Signals.endWithParent();
      System.out.println("h");
      Thread.sleep(LONG.toMillis());
    }
  }
}
