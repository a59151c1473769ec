package dev.sotto.eval.measure;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.runtime.session.Device;
import java.io.IOException;
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
        "cuda:0: trying it ended a process with exit code 134: CUDA driver of another age",
        message);
  }

  @Test
  void aDeviceThatHangsIsGivenUp() {
    String message = refusal(Silent.class, Duration.ofSeconds(1));
    assertTrue(message.endsWith("the device did not answer within 1 s"), message);
  }

  /** A child that hangs in a driver ends when nobody waits for it any more. */
  @Test
  void theChildEndsWithItsParent() throws IOException, InterruptedException {
    try (ChildFolder folder = ChildFolder.create()) {
      Process child = folder.start(Hanging.class, LONG);
      assertEquals('h', child.getInputStream().read());
      child.getOutputStream().close();
      assertTrue(child.waitFor(60, TimeUnit.SECONDS), "it lives on");
    }
  }

  /** As the child does, but hangs where it would compute. */
  static final class Hanging {
    private Hanging() {}

    public static void main(String[] arguments) throws InterruptedException {
      DeviceProbeProcess.endWithParent();
      System.out.println("h");
      Thread.sleep(LONG.toMillis());
    }
  }
}
