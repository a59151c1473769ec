package dev.sotto.eval.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The memory of GPUs, as NVIDIA's driver counts it. ONNX Runtime gives none back while a session is
 * open, so what a process holds at the end is also the most that it held.
 */
final class DeviceMemory {
  private static final long MEBIBYTE = 1 << 20;
  private static final int TIMEOUT_SECONDS = 20;
  private static final List<String> QUERY =
      List.of(
          "nvidia-smi", "--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits");

  private DeviceMemory() {}

  /**
   * Bytes that process {@code pid} holds on all GPUs; empty where the driver does not tell, such as
   * in a container that numbers processes in its own way.
   */
  static OptionalLong bytesOf(long pid) {
    try {
      Process process =
          new ProcessBuilder(QUERY).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return OptionalLong.empty();
      }
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return read(answer.lines(), pid);
    } catch (IOException e) {
      return OptionalLong.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalLong.empty();
    }
  }

  /** Reads lines such as {@code 4711, 934}: a process and its mebibytes on one GPU. */
  static OptionalLong read(Stream<String> lines, long pid) {
    return lines
        .map(line -> line.strip().split(",\\s*", -1))
        .filter(cells -> cells.length == 2 && cells[0].equals(Long.toString(pid)))
        // Some drivers have "[N/A]" there.
        .filter(cells -> cells[1].matches("\\d{1,9}"))
        .mapToLong(cells -> Long.parseLong(cells[1]) * MEBIBYTE)
        .reduce(Long::sum);
  }
}
