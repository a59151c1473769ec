package dev.sotto.eval.dataset.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.DataFolder;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.runtime.audio.AudioPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that speak of a part of a recording. */
class PartsTest {
  private static final DatasetOptions READING = new DatasetOptions(Filter.NONE, false, true);

  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = new DataFolder(temporary);
    folder.wav("a.wav", 3);
  }

  private Path manifest(String... bounds) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String each : bounds) {
      lines.append("{\"audio_filepath\": \"a.wav\", \"text\": \"x\"%s}\n".formatted(each));
    }
    return folder.file("test.jsonl", lines.toString());
  }

  @Test
  void offsetAndDurationSayWhichPartIsMeant() throws IOException {
    Dataset dataset =
        DataFolder.read(
            manifest(
                ", \"offset\": 0, \"duration\": 1.25",
                ", \"offset\": 1.25, \"duration\": null",
                ", \"offset\": 0.0",
                ", \"duration\": 3",
                ", \"offset\": 0, \"duration\": 1.25"));
    Path file = folder.path("a.wav").toAbsolutePath();
    assertEquals(
        List.of(
            new AudioPart(file, 0, OptionalDouble.of(1.25)),
            new AudioPart(file, 1.25, OptionalDouble.empty()),
            AudioPart.whole(file),
            AudioPart.whole(file),
            new AudioPart(file, 0, OptionalDouble.of(1.25))),
        dataset.utterances().stream().map(Utterance::audio).toList());
    assertEquals(
        List.of("a.wav@0+1.25", "a.wav@1.25", "a.wav", "a.wav#2", "a.wav@0+1.25#2"),
        DataFolder.ids(dataset));
  }

  @Test
  void aPartBeyondTheRecordingIsABadRow() throws IOException {
    Path data =
        manifest(
            ", \"offset\": 1, \"duration\": 2",
            ", \"offset\": 1, \"duration\": 2.5",
            ", \"offset\": 3",
            ", \"offset\": 1e300, \"duration\": 1");
    String message = DataFolder.failure(data, READING);
    assertTrue(message.contains("line 2: "), message);
    assertTrue(message.contains("the part @1+2.5 ends beyond the end"), message);
    assertTrue(message.contains("the part @3 begins beyond the end"), message);
    assertTrue(message.contains("line 4: "), message);
    Dataset rest = Datasets.read(data, new DatasetOptions(Filter.NONE, true, true));
    assertEquals(List.of("a.wav@1+2"), DataFolder.ids(rest));
    assertEquals(3, rest.selection().bad().count());
  }

  @Test
  void theLengthOfAPartIsWhatFiltersLookAt() throws IOException {
    Path data = manifest(", \"offset\": 1", ", \"offset\": 2.5");
    Dataset dataset = Datasets.read(data, DataFolder.options(DataFolder.seconds(1, 2)));
    assertEquals(List.of("a.wav@1"), DataFolder.ids(dataset));
    assertEquals(OptionalDouble.of(2), dataset.utterances().get(0).durationSeconds());
  }

  @Test
  void theFingerprintTellsPartsApart() {
    Path file = folder.path("a.wav").toAbsolutePath();
    String first = fingerprint(new AudioPart(file, 1, OptionalDouble.of(1)));
    assertEquals(first, fingerprint(new AudioPart(file, 1, OptionalDouble.of(1))));
    assertNotEquals(first, fingerprint(new AudioPart(file, 1, OptionalDouble.of(2))));
    assertNotEquals(first, fingerprint(new AudioPart(file, 2, OptionalDouble.of(1))));
    assertNotEquals(first, fingerprint(AudioPart.whole(file)));
  }

  private static String fingerprint(AudioPart audio) {
    Utterance utterance =
        new Utterance(
            "id", audio, "x", OptionalDouble.empty(), Optional.empty(), Optional.empty(), 1);
    return new Dataset("d", List.of(utterance)).fingerprint();
  }

  @Test
  void theOtherFormsWithFieldsKnowPartsToo() throws IOException {
    Path table = folder.file("t.csv", "path,text,offset,duration\na.wav,x,0.5,1\na.wav,y,1.5,1\n");
    assertEquals(List.of("a.wav@0.5+1", "a.wav@1.5+1"), DataFolder.ids(DataFolder.read(table)));
    folder.file("metadata.csv", "file_name,text,offset,duration\na.wav,x,0.5,1\na.wav,y,1.5,1\n");
    assertEquals(List.of("a.wav@0.5+1", "a.wav@1.5+1"), DataFolder.ids(DataFolder.read(temporary)));
  }
}
