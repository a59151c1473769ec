package dev.sotto.models.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to outputs whose process is ended, or was killed. */
class WorkspaceTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void afterADropNothingIsCompletedOrWritten() throws IOException {
    Workspace workspace = Workspace.create(folder, ".out.partial-");
    Files.createDirectory(workspace.fresh());
    Files.write(workspace.fresh().resolve("file"), TEXT);
    workspace.atExit();
    SottoException refusal =
        assertThrows(
            SottoException.class, () -> workspace.complete(() -> Files.createFile(target())));
    assertEquals(SottoException.Code.INTERRUPTED, refusal.code());
    assertThrows(SottoException.class, workspace::makeFolder);
    assertThrows(SottoException.class, workspace::makeFile);
    assertThrows(
        NoSuchFileException.class, () -> Files.write(workspace.fresh().resolve("other"), TEXT));
    assertEquals(List.of(), list(folder));
  }

  @Test
  void theEndWaitsForACompletionThatBegan() throws Exception {
    Workspace workspace = Workspace.create(folder, ".out.partial-");
    Files.createDirectory(workspace.fresh());
    CountDownLatch began = new CountDownLatch(1);
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () -> {
              await(began);
              workspace.atExit();
            });
    workspace.complete(
        () -> {
          began.countDown();
          assertThrows(
              java.util.concurrent.TimeoutException.class,
              () -> end.get(100, TimeUnit.MILLISECONDS));
          workspace.exchange(target());
        });
    end.get(10, TimeUnit.SECONDS);
    assertEquals(List.of("out"), list(folder));
  }

  @Test
  void theOldFolderComesBackIfTheNewOneCannotBeMoved() throws IOException {
    Files.createDirectory(target());
    Files.write(target().resolve("old"), TEXT);
    try (Workspace workspace = Workspace.create(folder, ".out.partial-")) {
      // There is no new one.
      assertThrows(NoSuchFileException.class, () -> workspace.exchange(target()));
    }
    assertEquals(List.of("out"), list(folder));
    assertEquals(List.of("old"), list(target()));
  }

  @Test
  void whatADeadProcessLeftIsCleared() throws IOException {
    Path dead = left(".out.partial-123");
    Files.write(dead.resolve("new/file"), TEXT);
    // Killed before it had a lock, or after that was removed.
    Files.createDirectory(folder.resolve(".out.partial-4"));
    OutputFolder.create(target(), false).close();
    assertEquals(List.of(), list(folder));
  }

  @Test
  void oneThatIsTakenForDeadBeforeItIsLockedIsMadeAgain() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> others =
        CompletableFuture.runAsync(
            () -> {
              while (!over.get()) {
                deleteEmptyOnes();
              }
            });
    try {
      for (int time = 0; time < 200; time++) {
        try (Workspace workspace = Workspace.create(folder, ".out.partial-")) {
          assertTrue(Files.exists(workspace.makeFolder()));
        }
      }
    } finally {
      over.set(true);
      others.get(10, TimeUnit.SECONDS);
    }
    assertEquals(List.of(), list(folder));
  }

  private void deleteEmptyOnes() {
    for (File file : Objects.requireNonNull(folder.toFile().listFiles())) {
      // Fails, as is meant, if anything is in it.
      boolean unused = file.delete();
    }
  }

  @Test
  void theOldFolderComesBackIfAProcessDiedBetweenTheMoves() throws IOException {
    Path dead = left(".out.partial-123");
    Files.write(dead.resolve("new/file"), TEXT);
    Files.createDirectory(dead.resolve("old"));
    Files.write(dead.resolve("old/file"), TEXT);
    SottoException refusal =
        assertThrows(SottoException.class, () -> OutputFolder.create(target(), false));
    assertTrue(refusal.getMessage().contains("exists already"), refusal.getMessage());
    assertEquals(List.of("out"), list(folder));
    assertEquals("text", Files.readString(target().resolve("file")));
  }

  @Test
  void theOldFolderStaysWhereItIsIfItsPlaceWasTaken() throws IOException {
    Path dead = left(".out.partial-123");
    Files.createDirectory(dead.resolve("old"));
    Files.write(dead.resolve("old/file"), TEXT);
    Files.createDirectory(target());
    OutputFolder.create(target(), true).close();
    assertEquals("text", Files.readString(dead.resolve("old/file")));
  }

  @Test
  void anOldFolderThatWasReplacedDoesNotComeBack() throws IOException {
    Path dead = left(".out.partial-123");
    Files.delete(dead.resolve("new"));
    Files.createDirectory(dead.resolve("old"));
    Files.write(dead.resolve("old/file"), TEXT);
    OutputFolder.create(target(), false).close();
    assertEquals(List.of(), list(folder));
  }

  @Test
  void whatOthersLeftUnderSuchANameIsNeitherFollowedNorRemoved() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.write(elsewhere.resolve("lock"), TEXT);
    Files.createDirectory(folder.resolve(".out.partial-1"));
    Files.write(folder.resolve(".out.partial-1/mine"), TEXT);
    Files.createSymbolicLink(folder.resolve(".out.partial-2"), elsewhere);
    Files.createDirectory(folder.resolve(".out.partial-3"));
    Files.createSymbolicLink(folder.resolve(".out.partial-3/lock"), elsewhere.resolve("lock"));
    Files.write(folder.resolve(".out.partial-4"), TEXT);
    left(".out.partial-5.partial-6");
    left(".out.partial-");
    List<String> before = list(folder);
    OutputFolder.create(target(), false).close();
    OutputFile.write(target(), TEXT, false);
    Files.delete(target());
    assertEquals(before, list(folder));
    assertEquals("text", Files.readString(elsewhere.resolve("lock")));
  }

  @Test
  void whatALivingProcessWritesIsLeftAlone() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                target().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = other.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("holding", said.readLine());
      try (OutputFolder mine = OutputFolder.create(target(), false)) {
        OutputFolder.create(target(), false).close();
        assertEquals(2, list(folder).size());
        mine.write("file", TEXT);
      }
      assertEquals(1, list(folder).size());
      other.destroyForcibly().waitFor();
      OutputFolder.create(target(), false).close();
      assertEquals(List.of(), list(folder));
    } finally {
      other.destroyForcibly();
    }
  }

  /** Begins an output and waits to be killed. */
  static final class Holder {
    public static void main(String[] arguments) throws InterruptedException {
      OutputFolder output = OutputFolder.create(Path.of(arguments[0]), false);
      System.out.println("holding");
      new CountDownLatch(1).await();
      output.close();
    }
  }

  @Test
  void aFileIsWrittenThroughNoLinkAndReplacesItsOldOneInOneStep() throws IOException {
    Path elsewhere = Files.write(folder.resolve("elsewhere"), TEXT);
    long pid = ProcessHandle.current().pid();
    Files.createSymbolicLink(folder.resolve(".out.partial-" + pid), elsewhere);
    OutputFile.write(target(), new byte[9], false);
    OutputFile.write(target(), new byte[7], true);
    assertEquals(7, Files.size(target()));
    assertEquals("text", Files.readString(elsewhere));
    assertTrue(Files.isSymbolicLink(folder.resolve(".out.partial-" + pid)));
  }

  @Test
  void aTemporaryFolderOfADeadProcessGoesWithTheNextOfItsKind() throws IOException {
    String prefix = "sotto-workspace-test-" + System.nanoTime() + "-";
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    Path dead = Files.createDirectory(parent.resolve(prefix + "1"));
    Files.createFile(dead.resolve("lock"));
    try (TemporaryFolder mine = TemporaryFolder.create(prefix)) {
      assertTrue(Files.isDirectory(mine.path()));
      assertFalse(Files.exists(dead));
    }
  }

  private Path target() {
    return folder.resolve("out");
  }

  /** A workspace whose process is dead. */
  private Path left(String name) throws IOException {
    Path dead = Files.createDirectory(folder.resolve(name));
    FileChannel.open(dead.resolve("lock"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
        .close();
    Files.createDirectory(dead.resolve("new"));
    return dead;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> list(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
