package dev.sotto.eval.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of this process. */
final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final long KIBIBYTE = 1024;

  private ResidentMemory() {}

  /** The most bytes ever resident ("high water mark"); empty anywhere but on Linux. */
  static OptionalLong peakBytes() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(ResidentMemory::kibibytes)
          .map(size -> size * KIBIBYTE)
          .findFirst();
    } catch (IOException e) {
      throw new IllegalStateException(STATUS + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Of a line such as {@code VmHWM: 1234 kB}. */
  private static long kibibytes(String line) {
    return Long.parseLong(line.substring(PEAK.length()).strip().split(" ", 2)[0]);
  }
}
