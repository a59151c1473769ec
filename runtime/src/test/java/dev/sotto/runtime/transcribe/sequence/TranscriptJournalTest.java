package dev.sotto.runtime.transcribe.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.align.Word;
import dev.sotto.runtime.transcribe.Segment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptJournalTest {
  private static final HeardWindow FIRST =
      new HeardWindow(
          0,
          400_000,
          List.of(
              new Segment(
                  0,
                  2.5,
                  " Grüße, \"你好\"\n",
                  List.of(100, 5, 225),
                  List.of(new Word(" Grüße,", 0.25, 1.5)))),
          Optional.of("de"),
          0.4,
          true);
  private static final HeardWindow SECOND =
      new HeardWindow(400_000, 480_001, List.of(), Optional.empty(), 0, false);

  @TempDir Path folder;

  private Path file() {
    return folder.resolve(".a.sotto-part.jsonl");
  }

  private void write(String key, HeardWindow... windows) {
    try (TranscriptJournal journal = TranscriptJournal.open(file(), key)) {
      List.of(windows).forEach(journal::add);
    }
  }

  private List<HeardWindow> read(String key) {
    try (TranscriptJournal journal = TranscriptJournal.open(file(), key)) {
      return journal.heard();
    }
  }

  @Test
  void whatWasHeardIsThereAgain() {
    write("k", FIRST);
    write("k", SECOND);
    assertEquals(List.of(FIRST, SECOND), read("k"));
    try (TranscriptJournal journal = TranscriptJournal.open(file(), "k")) {
      assertFalse(journal.isWhole());
      journal.complete();
    }
    try (TranscriptJournal journal = TranscriptJournal.open(file(), "k")) {
      assertTrue(journal.isWhole());
      assertEquals(List.of(FIRST, SECOND), journal.heard());
    }
    TranscriptJournal.delete(file());
    assertFalse(Files.exists(file()));
  }

  @Test
  void anotherKeyBeginsAnew() {
    write("k", FIRST);
    assertEquals(List.of(), read("other"));
    assertEquals(List.of(), read("k"));
  }

  @Test
  void aLineThatWasNotWrittenToItsEndDoesNotCount() throws IOException {
    write("k", FIRST, SECOND);
    byte[] whole = Files.readAllBytes(file());
    for (int cut = 1; cut < 70; cut += 7) {
      Files.write(file(), java.util.Arrays.copyOf(whole, whole.length - cut));
      assertEquals(List.of(FIRST), read("k"), "without " + cut);
      write("k", SECOND);
      assertEquals(List.of(FIRST, SECOND), read("k"));
    }
  }

  @Test
  void whatFollowsNonsenseDoesNotCount() throws IOException {
    write("k", FIRST);
    Files.writeString(file(), "{\"from\": 1}\n", StandardOpenOption.APPEND);
    write("k", SECOND);
    assertEquals(List.of(FIRST, SECOND), read("k"));
  }

  @Test
  void twoDoNotWriteAtATime() {
    try (TranscriptJournal journal = TranscriptJournal.open(file(), "k")) {
      journal.add(FIRST);
      SottoException e =
          assertThrows(SottoException.class, () -> TranscriptJournal.open(file(), "k"));
      assertTrue(e.getMessage().contains("another run"), e.getMessage());
    }
  }
}
