package dev.sotto.models.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, their hashes and places, and work done elsewhere. */
class SmallFilesTest {
  private static final byte[] ABC = "abc".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  /** The values of the standards' own examples. */
  @Test
  void hashesAreThoseOfTheStandards() throws IOException {
    Path file = Files.write(folder.resolve("abc"), ABC);
    String sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertEquals(sha, FileHash.sha256(file));
    assertEquals(sha, FileHash.sha256(ABC));
    byte[] digits = "123456789".getBytes(StandardCharsets.UTF_8);
    FileIdentity identity = FileIdentity.of(Files.write(folder.resolve("digits"), digits));
    assertEquals("e3069283", identity.crc32c());
    assertEquals(9, identity.bytes());
    assertEquals(FileHash.sha256(digits), identity.sha256());
  }

  @Test
  void anIdentityTellsAWrongFile() throws IOException {
    Path file = Files.write(folder.resolve("abc"), ABC);
    FileIdentity identity = FileIdentity.of(file);
    assertTrue(identity.fits(file));
    Files.writeString(file, "abd");
    assertTrue(identity.hasSizeOf(file));
    assertFalse(identity.fits(file));
    Files.writeString(file, "abcd");
    assertFalse(identity.hasSizeOf(file));
    assertFalse(identity.fits(file));
    Path absent = folder.resolve("absent");
    assertThrows(SottoException.class, () -> identity.fits(absent));
    assertThrows(SottoException.class, () -> FileIdentity.of(folder));
    assertThrows(SottoException.class, () -> FileHash.sha256(absent));
  }

  @Test
  void aFileIsWrittenWholeAndOverNothingThatIsThere() throws IOException {
    Path file = folder.resolve("out");
    OutputFile.write(file, ABC, false);
    assertArrayEquals(ABC, Files.readAllBytes(file));
    refused(file + ": exists already; ", () -> OutputFile.write(file, new byte[0], false));
    OutputFile.write(file, channel -> channel.write(ByteBuffer.wrap(new byte[2])), true);
    assertEquals(2, Files.size(file));
    refused(folder + ": is a folder; ", () -> OutputFile.write(folder, ABC, true));
    Path nowhere = folder.resolve("absent/out");
    refused(
        nowhere + ": cannot be written: no such folder",
        () -> OutputFile.write(nowhere, ABC, true));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    refused(link + ": is no regular file", () -> OutputFile.checkWritable(link, true));
    refused(link + ": exists already", () -> OutputFile.checkWritable(link, false));
  }

  @Test
  void aFailureLeavesTheOldFile() throws IOException {
    Path file = Files.write(folder.resolve("out"), ABC);
    refused(
        file + ": cannot be written: disk on fire",
        () ->
            OutputFile.write(
                file,
                channel -> {
                  channel.write(ByteBuffer.allocate(1));
                  throw new IOException("disk on fire");
                },
                true));
    assertArrayEquals(ABC, Files.readAllBytes(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  private static void refused(String start, Runnable action) {
    SottoException e = assertThrows(SottoException.class, action::run, start);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().startsWith(start), e::getMessage);
  }

  @Test
  void aResultIsNotWrittenOverWhatIsRead() throws IOException {
    Path input = Files.createDirectory(folder.resolve("model"));
    Path file = Files.createFile(input.resolve("graph"));
    for (Path output :
        List.of(
            input,
            file,
            folder,
            input.resolve("new/deep"),
            folder.resolve("other/../model"),
            Files.createSymbolicLink(folder.resolve("link"), input).resolve("x"))) {
      SottoException e = assertThrows(SottoException.class, () -> OutputGuard.check(output, input));
      assertEquals(
          output + ": would overwrite " + input + ", which is read; name another place",
          e.getMessage());
    }
    OutputGuard.check(folder.resolve("model2"), input, file);
    OutputGuard.check(folder.resolve("beside"), input, folder.resolve("absent"));
    OutputGuard.check(folder.resolve("absent/below"), folder.resolve("absent"));
    SottoException e = assertThrows(SottoException.class, () -> OutputGuard.check(Path.of(" ")));
    assertEquals(SottoException.Code.USAGE, e.code());
    assertEquals("expected a name for --out, found nothing", e.getMessage());
  }

  @Test
  void treesAreRemovedAndLinksNotFollowed() throws IOException {
    Path kept = Files.write(folder.resolve("kept"), ABC);
    Path tree = folder.resolve("tree");
    Folders.make(tree.resolve("a/b"));
    Files.write(tree.resolve("a/b/file"), ABC);
    Files.createSymbolicLink(tree.resolve("link"), kept);
    Files.createSymbolicLink(tree.resolve("up"), folder);
    Folders.deleteTree(tree);
    assertFalse(Files.exists(tree));
    assertTrue(Files.exists(kept));
    Folders.deleteTree(tree);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), tree);
    Folders.deleteTree(dangling);
    assertFalse(Files.isSymbolicLink(dangling));
  }

  @Test
  void foldersAreMadeWhereTheyCanBe() throws IOException {
    Folders.makeInside(folder);
    Folders.makeInside(folder.resolve("inside"));
    assertTrue(Files.isDirectory(folder.resolve("inside")));
    assertThrows(IOException.class, () -> Folders.makeInside(folder.resolve("absent/inside")));
    Path file = Files.write(folder.resolve("file"), ABC);
    refused(file + ": cannot be made", () -> Folders.make(file));
    refused(file.resolve("below") + ": cannot be made", () -> Folders.make(file.resolve("below")));
  }

  @Test
  void progressIsPassedOnUnderTheNameOfAPiece() {
    List<String> said = new ArrayList<>();
    Progress plain = (stage, done, total) -> said.add(stage + " " + done + "/" + total);
    plain.of("one").of("two").report("read", 1, 2);
    plain.of("one").report("read", "quickly", 2, 2);
    Progress wordy =
        new Progress() {
          @Override
          public void report(String stage, long done, long total) {
            said.add(stage);
          }

          @Override
          public void report(String stage, String detail, long done, long total) {
            said.add(stage + ", " + detail);
          }
        };
    wordy.of("one").report("read", "quickly", 2, 2);
    Progress.NONE.report("read", 1, 2);
    assertEquals(List.of("one: two: read 1/2", "one: read 2/2", "one: read, quickly"), said);
  }

  @Test
  void aFailureElsewhereIsTheSameHere() {
    assertEquals("done", Futures.join(CompletableFuture.completedFuture("done")));
    SottoException problem = new SottoException(SottoException.Code.USAGE, "no");
    AssertionError error = new AssertionError("never");
    IOException checked = new IOException("disk");
    assertSame(
        problem,
        assertThrows(
            SottoException.class,
            () -> Futures.join(CompletableFuture.supplyAsync(() -> thrown(problem)))));
    assertSame(
        error,
        assertThrows(
            AssertionError.class, () -> Futures.join(CompletableFuture.failedFuture(error))));
    assertSame(
        checked,
        assertThrows(
                CompletionException.class,
                () -> Futures.join(CompletableFuture.failedFuture(checked)))
            .getCause());
  }

  private static String thrown(RuntimeException problem) {
    throw problem;
  }

  @Test
  void aTemporaryPlaceIsNamedAsTheUserKnowsIt() {
    Path used = Path.of("/tmp/x");
    Path shown = Path.of("model");
    assertEquals(3, ShownPath.of(used, shown, () -> 3));
    SottoException e =
        assertThrows(
            SottoException.class,
            () ->
                ShownPath.during(
                    used,
                    shown,
                    () -> {
                      throw SottoException.badInput(used.resolve("a"), "differs from /tmp/x/b");
                    }));
    assertEquals("model/a: differs from model/b", e.getMessage());
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
  }

  @Test
  void aTemporaryFolderGoesWithAllThatIsInIt() throws IOException {
    Path path;
    try (TemporaryFolder temporary = TemporaryFolder.create("sotto-small-test-")) {
      path = temporary.path();
      Files.write(path.resolve("file"), ABC);
      assertTrue(Files.isDirectory(path));
    }
    assertFalse(Files.exists(path));
    assertFalse(Files.exists(path.getParent()));
  }

  @Test
  void filesAreCopiedByName() throws IOException {
    Path source = Files.createDirectory(folder.resolve("source"));
    for (String name : List.of("a.txt", "b.txt", "c.bin", OutputMark.FILE)) {
      Files.write(source.resolve(name), ABC);
    }
    Files.createDirectory(source.resolve("d.txt"));
    Path target = folder.resolve("target");
    try (OutputFolder output = OutputFolder.create(target, false)) {
      assertEquals(target.toAbsolutePath(), output.target());
      output.copyAll(source, name -> !name.endsWith(".bin"));
      assertThrows(SottoException.class, () -> output.copy(source.resolve("a.txt")), "twice");
      refused(
          target.resolve("no/such") + ": cannot be written", () -> output.write("no/such", ABC));
      refused(
          folder.resolve("absent") + ": cannot be read",
          () -> output.copyAll(folder.resolve("absent"), any -> true));
      output.complete();
    }
    try (Stream<Path> files = Files.list(target)) {
      assertEquals(
          List.of("a.txt", "b.txt", OutputMark.FILE),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
    OutputMark mark = OutputMark.in(target).orElseThrow();
    assertEquals("{a.txt=3, b.txt=3}", mark.files().toString());
    assertTrue(mark.isWhole(target));
    Files.delete(target.resolve("a.txt"));
    assertFalse(mark.isWhole(target));
  }
}
