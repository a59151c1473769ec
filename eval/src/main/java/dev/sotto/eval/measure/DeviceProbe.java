package dev.sotto.eval.measure;

import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.runtime.session.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Finds out whether ONNX Runtime can compute on a device, in a process of its own: a driver or
 * library that does not fit can end the whole virtual machine.
 */
public final class DeviceProbe {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private DeviceProbe() {}

  /**
   * Has a child compute on {@code device}; every machine has its CPU, so that is not tried.
   *
   * @throws SottoException with code BAD_INPUT if it cannot
   */
  public static void require(Device device) {
    if (!device.equals(Device.CPU)) {
      require(device, DeviceProbeProcess.class, TIMEOUT);
    }
  }

  static void require(Device device, Class<?> main, Duration timeout) {
    String problem;
    try (ChildFolder folder = new ChildFolder()) {
      // Before the child, whose time begins as soon as it is there.
      long latest = System.nanoTime() + timeout.toNanos();
      problem = problem(device, folder, folder.start(main, timeout, device.key()), latest);
      if (problem.isEmpty()) {
        return;
      }
    } catch (IOException e) {
      throw new SottoException(
          Code.INTERNAL, "no process can be started to try the device: " + e.getMessage(), e);
    }
    throw new SottoException(Code.BAD_INPUT, problem);
  }

  /** What the child found wrong; empty if nothing. */
  private static String problem(Device device, ChildFolder folder, Process child, long latest)
      throws IOException {
    try {
      String answer =
          new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      int exitCode = child.onExit().join().exitValue();
      if (answer.equals(DeviceProbeProcess.WORKS)) {
        return "";
      }
      if (!answer.isEmpty()) {
        return answer;
      }
      return System.nanoTime() - latest >= 0
          ? device.key() + ": the device did not answer in time"
          : device.key() + ": the process that tried it " + folder.end(exitCode);
    } finally {
      child.destroyForcibly().onExit().join();
    }
  }
}
