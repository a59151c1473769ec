package dev.sotto.eval.dataset.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.eval.dataset.DataFolder;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms without a test of their own: what they give, and what is refused by name. */
class DatasetFormsTest {
  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new DataFolder(temporary);
    folder.clip("a.wav");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "path,sentence\na.wav,\"x, y\"\n",
        "audio_filepath,duration,text\na.wav,1.5,\"x, y\"\n",
        "\ufeffFile;Transcript\r\na.wav;x, y\r\n",
        "wav\twrd\na.wav\tx, y\n",
        "audio|text\na.wav|x, y\n",
        "wav_filename,wav_filesize,transcript\na.wav,7,\"x, y\"\n",
      })
  void aTableIsReadByItsHeader(String content) throws IOException {
    Dataset dataset = DataFolder.read(folder.file("data.csv", content));
    assertEquals(List.of("x, y"), DataFolder.references(dataset));
    assertEquals(List.of("a.wav"), DataFolder.ids(dataset));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"path\": \"a.wav\", \"sentence\": \"x\"}",
        "{\"audio\": \"a.wav\", \"text\": \"x\"}",
        "{\"audio\": {\"path\": \"a.wav\", \"bytes\": null}, \"transcription\": \"x\"}",
        "{\"file\": \"a.wav\", \"transcript\": \"x\"}",
      })
  void jsonLinesAreReadUnderTheNamesThatPeopleUse(String line) throws IOException {
    Dataset dataset = DataFolder.read(folder.file("data.jsonl", line + "\n"));
    assertEquals(List.of("x"), DataFolder.references(dataset));
    assertEquals(List.of("a.wav"), DataFolder.ids(dataset));
  }

  @Test
  void soundWithinARowIsABadRow() throws IOException {
    Path file =
        folder.file(
            "data.jsonl",
            "{\"audio\": {\"path\": \"a.wav\", \"bytes\": \"UklGRg==\"}, \"text\": \"x\"}\n");
    assertTrue(DataFolder.failure(file).contains("line 1: expected the path of a file"));
  }

  @Test
  void ljSpeechGivesTheTextInWords() throws IOException {
    folder.clip("lj/wavs/LJ1.wav");
    folder.clip("lj/wavs/LJ2.wav");
    folder.clip("lj/wavs/LJ3.wav");
    folder.file(
        "lj/metadata.csv", "LJ1|In 1990, \"yes|in nineteen ninety yes\r\nLJ2|two|\nLJ3|three\n");
    for (String data : List.of("lj", "lj/metadata.csv")) {
      Dataset dataset = DataFolder.read(folder.path(data));
      assertEquals(
          List.of("in nineteen ninety yes", "two", "three"), DataFolder.references(dataset));
      assertEquals(List.of("LJ1", "LJ2", "LJ3"), DataFolder.ids(dataset));
    }
    folder.file("lj/metadata.csv", "LJ1|one\nLJ1|one\n../../a|two\nLJ9|three\nnone\n");
    String message = DataFolder.failure(folder.path("lj"));
    assertTrue(message.contains("line 2: \"LJ1\" was in line 1"), message);
    assertTrue(message.contains("line 3: expected a clip in the folder"), message);
    assertTrue(message.contains("line 4: no such clip"), message);
    assertTrue(message.contains("line 5: expected an id"), message);
  }

  @Test
  void multilingualLibriSpeechHasClipsBySpeakerAndBook() throws IOException {
    folder.clip("mls/audio/12/34/12_34_000001.flac");
    folder.file("mls/transcripts.txt", "12_34_000001\teins zwei\n");
    Utterance utterance = DataFolder.read(folder.path("mls")).utterances().get(0);
    assertEquals("eins zwei", utterance.reference());
    assertEquals(Optional.of("12"), utterance.speaker());
    assertEquals("12_34_000001", utterance.id());
  }

  @Test
  void fleursIsToldByItsCells() throws IOException {
    folder.clip("audio/test/7.wav");
    folder.clip("audio/test/8.wav");
    String row = "1\t%s.wav\tOne, two.\tone two\to n e\t16000\tFEMALE\n";
    Path table = folder.file("test.tsv", row.formatted(7) + row.formatted(8));
    Dataset dataset = DataFolder.read(table);
    assertEquals(List.of("7.wav", "8.wav"), DataFolder.ids(dataset));
    assertEquals(List.of("one two", "one two"), DataFolder.references(dataset));
  }

  @Test
  void aFolderOfSplitsNamesThemAndTheirForms() throws IOException {
    for (String split : List.of("test", "train")) {
      folder.clip("splits/" + split + "/a.wav");
      folder.file("splits/" + split + "/metadata.csv", "file_name,text\na.wav,x\n");
    }
    String message = DataFolder.failure(folder.path("splits"));
    assertTrue(message.contains(folder.path("splits/test") + " (audiofolder"), message);
    assertTrue(message.contains(folder.path("splits/train") + " (audiofolder"), message);
    assertTrue(message.endsWith("; name the one that is meant"), message);
    assertEquals(1, DataFolder.read(folder.path("splits/test")).utterances().size());
  }

  @Test
  void anAudiofolderMayNameClipsInFoldersBelow() throws IOException {
    folder.clip("hf/test/a.wav");
    folder.file("hf/metadata.csv", "file_name,text\ntest/a.wav,x\n");
    assertEquals(List.of("test/a.wav"), DataFolder.ids(DataFolder.read(folder.path("hf"))));
  }

  @Test
  void dataOfTwoFormsIsRefused() throws IOException {
    folder.file("two/metadata.csv", "file_name,text\na.wav,x\n");
    folder.file("two/1/1.trans.txt", "1 x\n");
    String message = DataFolder.failure(folder.path("two"));
    assertTrue(message.contains("could be audiofolder"), message);
    assertTrue(message.contains(" or LibriSpeech"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x/data/test.parquet | PAR1 | x | found Parquet",
        "t.parquet | PAR1 | t.parquet | found Parquet",
        "x/wav.scp | a a.wav | x | a data folder of Kaldi",
        "x/dev.stm | a 1 b 0 1 c | x/dev.stm | found TED-LIUM",
        "asr.tsv | id~raw_text~normalized_text | asr.tsv | found VoxPopuli",
        "a.json | [ | a.json | found one JSON array",
        "a.json | [{\"text\": 1}] | a.json | found one JSON array",
        "GigaSpeech.json | { | GigaSpeech.json | found GigaSpeech",
        "x/data.tar.gz | x | x/data.tar.gz | found an archive",
        "a.srt | 1 | a.srt | found subtitles",
      })
  void whatIsNotReadIsCalledByItsName(String file, String content, String data, String found)
      throws IOException {
    folder.file(file, content.replace('~', '\t') + "\n");
    String message = DataFolder.failure(folder.path(data));
    assertTrue(message.contains(found), message);
    assertTrue(message.contains(", which is not read; "), message);
  }

  @Test
  @Timeout(20)
  void aPipeIsRefusedAndDoesNotHang() throws Exception {
    Path pipe = folder.path("pipe.jsonl");
    assumeTrue(isMade(pipe), "needs mkfifo");
    assertTrue(DataFolder.failure(pipe).contains("found a pipe or a device"));
    Files.createDirectory(folder.path("x"));
    assumeTrue(isMade(folder.path("x/metadata.csv")), "needs mkfifo");
    DataFolder.failure(folder.path("x"));
  }

  private static boolean isMade(Path pipe) throws InterruptedException {
    try {
      return new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void utf16IsOneClearLine() throws IOException {
    Path file = folder.path("data.csv");
    Files.write(file, "\ufeffpath,text\na.wav,x\n".getBytes(StandardCharsets.UTF_16LE));
    assertTrue(DataFolder.failure(file).contains("found the byte order mark of UTF-16"));
    Files.write(file, "path,text\na.wav,x\u0000\n".getBytes(StandardCharsets.UTF_8));
    assertTrue(DataFolder.failure(file).contains("line 2: holds the character NUL"));
  }

  @Test
  void theSharedExamplesAreReadOrNamed() {
    String cases = "cases/17-datasets-not-read/";
    for (String data : List.of("lj", "mls", "splits/test")) {
      Dataset dataset = DataFolder.read(SharedFiles.shared(cases + data));
      assertEquals(List.of("eight zero two"), DataFolder.references(dataset));
    }
    assertTrue(DataFolder.failure(SharedFiles.shared(cases + "splits")).contains("splits/test ("));
    for (String table : List.of("plain.csv", "hf.jsonl")) {
      String message = DataFolder.failure(SharedFiles.shared(cases + table));
      assertTrue(message.contains("no such clip: test-00001.wav"), message);
      assertFalse(message.contains("expected JSON lines"), message);
    }
  }
}
