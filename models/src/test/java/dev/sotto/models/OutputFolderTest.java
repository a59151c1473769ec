package dev.sotto.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void appearsWholeWhenComplete() throws IOException {
    assertThrows(
        SottoException.class, () -> OutputFolder.create(folder.resolve("a/b"), false), "no a");
    Files.createDirectory(folder.resolve("a"));
    try (OutputFolder output = OutputFolder.create(folder.resolve("a/b"), false)) {
      output.write("file.txt", TEXT);
      assertFalse(Files.exists(folder.resolve("a/b")));
      output.complete();
    }
    assertEquals("text", Files.readString(folder.resolve("a/b/file.txt")));
    assertEquals(List.of(folder.resolve("a/b")), list(folder.resolve("a")));
  }

  @Test
  void leavesNothingWhenItIsNotCompleted() throws IOException {
    try (OutputFolder output = OutputFolder.create(folder.resolve("out"), false)) {
      output.write("file.txt", TEXT);
    }
    assertEquals(List.of(), list(folder));
  }

  @Test
  void keepsTheOldFolderUntilTheNewOneIsComplete() throws IOException {
    Path target = Files.createDirectory(folder.resolve("out"));
    Files.write(target.resolve("old.txt"), TEXT);
    assertThrows(SottoException.class, () -> OutputFolder.create(target, false));
    assertThrows(SottoException.class, () -> OutputFolder.create(target, true), "not Sotto's");
    Files.write(target.resolve("plan.json"), TEXT);
    try (OutputFolder output = OutputFolder.create(target, true)) {
      output.write("new.txt", TEXT);
      assertTrue(Files.exists(target.resolve("old.txt")));
    }
    assertEquals(List.of(target.resolve("old.txt"), target.resolve("plan.json")), list(target));
    try (OutputFolder output = OutputFolder.create(target, true)) {
      output.write("new.txt", TEXT);
      output.complete();
    }
    assertEquals(List.of(target.resolve("new.txt")), list(target));
    assertEquals(List.of(target), list(folder));
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.write(folder.resolve("file"), TEXT);
    assertThrows(SottoException.class, () -> OutputFolder.create(file, true));
    assertThrows(SottoException.class, () -> OutputFolder.create(file.resolve("below"), false));
  }

  private static List<Path> list(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.sorted().toList();
    }
  }
}
