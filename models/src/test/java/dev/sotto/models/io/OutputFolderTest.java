package dev.sotto.models.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertEquals(List.of("b"), list(folder.resolve("a")));
  }

  @Test
  void hasAMarkThatListsWhatIsInIt() throws IOException {
    Path target = folder.resolve("out");
    try (OutputFolder output = OutputFolder.create(target, false)) {
      output.write("file.txt", TEXT);
      Folders.makeInside(output.path().resolve("clips"));
      output.write("clips/a.wav", new byte[9]);
      output.complete();
    }
    assertEquals(
        """
        {
          "format" : "sotto-output/1",
          "files" : {
            "clips/a.wav" : 9,
            "file.txt" : 4
          }
        }
        """,
        Files.readString(target.resolve("sotto-output.json")));
    OutputMark mark = OutputMark.in(target).orElseThrow();
    assertTrue(mark.isWhole(target));
    Files.write(target.resolve("more.txt"), TEXT);
    assertTrue(mark.isWhole(target));
    Files.write(target.resolve("clips/a.wav"), new byte[8]);
    assertFalse(mark.isWhole(target));
    Files.delete(target.resolve("clips/a.wav"));
    assertFalse(mark.isWhole(target));
  }

  @Test
  void theMarkOfAnotherFolderIsNotCopied() throws IOException {
    Path source = completed("source", "file.txt");
    try (OutputFolder output = OutputFolder.create(folder.resolve("copy"), false)) {
      output.copyAll(source, name -> true);
      output.write("more.txt", TEXT);
      output.complete();
    }
    Path copy = folder.resolve("copy");
    assertEquals(
        List.of("file.txt", "more.txt"),
        List.copyOf(OutputMark.in(copy).orElseThrow().files().keySet()));
    assertEquals(List.of("file.txt", "more.txt", "sotto-output.json"), list(copy));
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
    Path target = completed("out", "old.txt");
    assertThrows(SottoException.class, () -> OutputFolder.create(target, false));
    try (OutputFolder output = OutputFolder.create(target, true)) {
      output.write("new.txt", TEXT);
      assertTrue(Files.exists(target.resolve("old.txt")));
    }
    assertEquals(List.of("old.txt", "sotto-output.json"), list(target));
    try (OutputFolder output = OutputFolder.create(target, true)) {
      output.write("new.txt", TEXT);
      output.complete();
    }
    assertEquals(List.of("new.txt", "sotto-output.json"), list(target));
    assertEquals(List.of("out"), list(folder));
  }

  @Test
  void anEmptyFolderIsReplaced() throws IOException {
    Path target = Files.createDirectory(folder.resolve("out"));
    try (OutputFolder output = OutputFolder.create(target, true)) {
      output.write("new.txt", TEXT);
      output.complete();
    }
    assertEquals(List.of("new.txt", "sotto-output.json"), list(target));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan.json", "training.json", "sotto-build.json", "stage.json"})
  void aFolderWithoutTheMarkIsNotSottos(String record) throws IOException {
    Path target = Files.createDirectory(folder.resolve("out"));
    Files.writeString(target.resolve(record), "{}");
    assertRefused(target, "sotto-output.json");
  }

  @Test
  void whatSomebodyElsePutThereIsNamedAndKept() throws IOException {
    Path target = completed("out", "file.txt");
    Files.write(target.resolve("thesis.doc"), TEXT);
    assertRefused(target, "thesis.doc");
    Files.delete(target.resolve("thesis.doc"));

    Files.createDirectories(target.resolve("photos/summer"));
    assertRefused(target, "photos/summer/");
    Files.write(target.resolve("photos/summer/1.jpg"), TEXT);
    assertRefused(target, "photos/summer/1.jpg");
    Files.delete(target.resolve("photos/summer/1.jpg"));
    Files.delete(target.resolve("photos/summer"));
    Files.delete(target.resolve("photos"));

    Files.createSymbolicLink(target.resolve("link"), folder);
    assertRefused(target, "link");
    Files.delete(target.resolve("link"));

    Files.write(target.resolve("file.txt"), new byte[5]);
    assertRefused(target, "file.txt");
    // What is missing cannot be lost.
    Files.delete(target.resolve("file.txt"));
    OutputFolder.create(target, true).close();
  }

  @Test
  void whatIsPutThereMeanwhileIsKept() throws IOException {
    Path target = completed("out", "file.txt");
    try (OutputFolder output = OutputFolder.create(target, true)) {
      Files.write(target.resolve("thesis.doc"), TEXT);
      SottoException refusal = assertThrows(SottoException.class, output::complete);
      assertTrue(refusal.getMessage().contains("thesis.doc"), refusal.getMessage());
    }
    assertEquals(List.of("file.txt", "sotto-output.json", "thesis.doc"), list(target));
    assertEquals(List.of("out"), list(folder));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[1]",
        "{\"format\": \"sotto-output/2\", \"files\": {}}",
        "{\"format\": \"sotto-output/1\", \"files\": {\"file.txt\": -1}}",
        "{\"format\": \"sotto-output/1\", \"files\": {\"file.txt\": \"4\"}}",
        "{\"format\": \"sotto-output/1\", \"files\": {\"file.txt\": 4}}}",
      })
  void aMarkThatIsNoneIsRefused(String text) throws IOException {
    Path target = completed("out", "file.txt");
    Files.writeString(target.resolve("sotto-output.json"), text);
    assertRefused(target, "sotto-output.json");
  }

  @Test
  void aLinkIsNoMarkAndNoFolder() throws IOException {
    Path target = completed("out", "file.txt");
    Path elsewhere = Files.move(target.resolve("sotto-output.json"), folder.resolve("mark"));
    Files.createSymbolicLink(target.resolve("sotto-output.json"), elsewhere);
    assertRefused(target, "sotto-output.json");
    Path link = Files.createSymbolicLink(folder.resolve("link"), completed("other", "file.txt"));
    assertRefused(link, "is no folder");
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.write(folder.resolve("file"), TEXT);
    assertThrows(SottoException.class, () -> OutputFolder.create(file, true));
    assertThrows(SottoException.class, () -> OutputFolder.create(file.resolve("below"), false));
  }

  private Path completed(String name, String file) {
    Path target = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      output.write(file, TEXT);
      output.complete();
    }
    return target;
  }

  private static void assertRefused(Path target, String named) throws IOException {
    List<String> before = list(target);
    SottoException refusal =
        assertThrows(SottoException.class, () -> OutputFolder.create(target, true));
    assertEquals(SottoException.Code.BAD_INPUT, refusal.code());
    assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    assertEquals(before, list(target));
  }

  private static List<String> list(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
