package dev.sotto.runtime.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes stand for libraries: they lie on the class path as well. */
class NativeLibrariesTest {
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "one.so", "org/junit/jupiter/api/Test.class",
          "two.so", "org/junit/jupiter/api/Assertions.class",
          "three.so", "dev/sotto/runtime/natives/NativeWork.class");

  @TempDir Path root;

  @Test
  void theyAreUnpackedOnceAndUsedAgain() throws IOException {
    Path folder = unpack();
    assertEquals(List.of("one.so", "three.so", "two.so"), names(folder));
    Object written = Files.getLastModifiedTime(folder.resolve("two.so"));
    Object inode = Files.getAttribute(folder, "unix:ino");
    assertEquals(folder, unpack());
    assertEquals(written, Files.getLastModifiedTime(folder.resolve("two.so")));
    assertEquals(inode, Files.getAttribute(folder, "unix:ino"));
    assertNotEquals(
        folder,
        NativeLibraries.unpack(
            root, "test", Map.of("one.so", "dev/sotto/runtime/natives/NativeWork.class")));
  }

  @Test
  void whatWasChangedIsReplaced() throws IOException {
    Path folder = unpack();
    byte[] right = Files.readAllBytes(folder.resolve("two.so"));
    byte[] wrong = right.clone();
    wrong[100] ^= 1;
    Files.write(folder.resolve("two.so"), wrong);
    assertEquals(-1, mismatch(right, unpack().resolve("two.so")));

    Files.write(folder.resolve("two.so"), new byte[0]);
    assertEquals(-1, mismatch(right, unpack().resolve("two.so")));

    Files.delete(folder.resolve("two.so"));
    Files.createSymbolicLink(folder.resolve("two.so"), folder.resolve("one.so"));
    assertEquals(-1, mismatch(right, unpack().resolve("two.so")));

    Files.write(folder.resolve("more.so"), wrong);
    assertEquals(List.of("one.so", "three.so", "two.so"), names(unpack()));
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Files.write(Files.createDirectory(root.resolve(".unpacking-1")).resolve("one.so"), new byte[9]);
    unpack();
    assertEquals(2, names(root).size(), () -> root.toString());
  }

  @Test
  void processesThatStartTogetherDoNotDisturbEachOther() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Unpacking.class.getName(),
                  root.toString())
              .redirectErrorStream(true)
              .redirectOutput(root.resolveSibling(root.getFileName() + "-" + i).toFile())
              .start());
    }
    for (Process process : processes) {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES));
      assertEquals(0, process.exitValue());
    }
    assertEquals(2, names(root).size());
    for (int i = 0; i < 4; i++) {
      Files.delete(root.resolveSibling(root.getFileName() + "-" + i));
    }
  }

  /** One of the processes. */
  static final class Unpacking {
    private Unpacking() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = NativeLibraries.unpack(Path.of(arguments[0]), "test", LIBRARIES);
      if (names(folder).size() != LIBRARIES.size()) {
        throw new IllegalStateException(names(folder).toString());
      }
    }
  }

  @Test
  void whatCannotBeUnpackedIsOneClearLine() {
    SottoException missing =
        assertThrows(
            SottoException.class,
            () -> NativeLibraries.unpack(root, "test", Map.of("a.so", "no/such/a.so")));
    assertEquals(Code.BAD_INPUT, missing.code());
    assertTrue(missing.getMessage().contains("no/such/a.so"), missing::getMessage);
    SottoException unwritable =
        assertThrows(
            SottoException.class,
            () -> NativeLibraries.unpack(root.resolve("none"), "test", LIBRARIES));
    assertTrue(unwritable.getMessage().contains("SOTTO_CACHE"), unwritable::getMessage);
  }

  private Path unpack() {
    return NativeLibraries.unpack(root, "test", LIBRARIES);
  }

  private static long mismatch(byte[] expected, Path file) throws IOException {
    return Arrays.mismatch(expected, Files.readAllBytes(file));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
