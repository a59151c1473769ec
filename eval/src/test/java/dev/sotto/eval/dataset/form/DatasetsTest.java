package dev.sotto.eval.dataset.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.DataFolder;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Filter;
import dev.sotto.eval.dataset.Sample;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all forms of data sets have in common. */
class DatasetsTest {
  @TempDir private Path temporary;
  private DataFolder folder;

  @BeforeEach
  void makeFolder() {
    folder = new DataFolder(temporary);
  }

  private static String line(String clip, String further) {
    return "{\"audio_filepath\": \"%s\", \"text\": \"x\"%s}\n".formatted(clip, further);
  }

  /** Clips {@code 0.wav} and so on, of as many seconds as their number. */
  private Path numbered(int count) throws IOException {
    StringBuilder manifest = new StringBuilder();
    for (int i = 0; i < count; i++) {
      folder.clip(i + ".wav");
      manifest.append(line(i + ".wav", ", \"duration\": " + i));
    }
    return folder.file("test.jsonl", manifest.toString());
  }

  @Test
  void aManifestIsToldByItsContent() throws IOException {
    folder.clip("a.wav");
    Path manifest = folder.file("manifest", line("a.wav", ""));
    assertEquals(List.of("a.wav"), DataFolder.ids(DataFolder.read(manifest)));
    Path metadata = folder.file("metadata.jsonl", line("a.wav", ""));
    assertEquals(List.of("a.wav"), DataFolder.ids(DataFolder.read(metadata)));
  }

  @Test
  void whatIsNoDataSetIsNamedWithWhatOneIs() throws IOException {
    assertTrue(DataFolder.failure(folder.path("none")).contains("no such file or folder"));
    String text = DataFolder.failure(folder.file("notes.txt", "Dear diary\nmore\n"));
    assertTrue(text.contains("found a file that begins with \"Dear diary\""), text);
    String empty = DataFolder.failure(temporary);
    assertTrue(empty.contains("audiofolder (metadata.csv or metadata.jsonl)"), empty);
    assertTrue(empty.contains("in it are \"notes.txt\""), empty);
    byte[] noise = new byte[4096];
    Arrays.fill(noise, (byte) 0x9B);
    Path binary = Files.write(folder.path("noise"), noise);
    assertTrue(DataFolder.failure(binary).length() < 1_000);
  }

  @Test
  void durationsThatTheDataStatesFilterIt() throws IOException {
    Dataset dataset = Datasets.read(numbered(6), DataFolder.options(DataFolder.seconds(2, 4)));
    assertEquals(List.of("2.wav", "3.wav", "4.wav"), DataFolder.ids(dataset));
    assertEquals(3, dataset.selection().leftOut());
  }

  @Test
  void whereTheDataStatesNoDurationTheClipDecides() throws IOException {
    folder.wav("short.wav", 0.5);
    folder.wav("long.wav", 1.5);
    Path manifest = folder.file("test.jsonl", line("short.wav", "") + line("long.wav", ""));
    Dataset dataset = Datasets.read(manifest, DataFolder.options(DataFolder.seconds(1, 2)));
    assertEquals(List.of("long.wav"), DataFolder.ids(dataset));
    assertEquals(OptionalDouble.of(1.5), dataset.utterances().get(0).durationSeconds());
  }

  @ParameterizedTest
  @CsvSource({"zh, 0 1", "zh-TW, 1", "ZH_tw, 1", "en, 2"})
  void aLanguageTakesItsRegionsToo(String code, String expected) throws IOException {
    numbered(4);
    Path manifest =
        folder.file(
            "test.jsonl",
            line("0.wav", ", \"language\": \"zh\"")
                + line("1.wav", ", \"language\": \"zh-TW\"")
                + line("2.wav", ", \"language\": \"en\"")
                + line("3.wav", ""));
    Dataset dataset = Datasets.read(manifest, DataFolder.options(DataFolder.language(code)));
    assertEquals(
        Set.of(expected.split(" ")),
        Set.copyOf(DataFolder.ids(dataset).stream().map(id -> id.substring(0, 1)).toList()));
    String none = DataFolder.failure(manifest, DataFolder.options(DataFolder.language("fr")));
    assertTrue(none.contains("4 are of another language (1 of these say none)"), none);
  }

  @Test
  void aSampleIsSeededKeepsTheOrderAndTakesWhatIsThere() throws IOException {
    Path data = numbered(20);
    Dataset drawn = Datasets.read(data, DataFolder.options(DataFolder.sample(5, 1)));
    assertEquals(5, drawn.utterances().size());
    assertEquals(15, drawn.selection().leftOut());
    assertEquals(
        drawn.utterances().stream().sorted(Comparator.comparingInt(Utterance::line)).toList(),
        drawn.utterances());
    assertEquals(drawn, Datasets.read(data, DataFolder.options(DataFolder.sample(5, 1))));
    Dataset other = Datasets.read(data, DataFolder.options(DataFolder.sample(5, 2)));
    assertNotEquals(DataFolder.ids(drawn), DataFolder.ids(other));
    assertNotEquals(drawn.fingerprint(), other.fingerprint());
    Dataset all = Datasets.read(data, DataFolder.options(DataFolder.sample(50, 1)));
    assertEquals(20, all.utterances().size());
    assertEquals(DataFolder.read(data).fingerprint(), all.fingerprint());
  }

  @Test
  void everyRowIsDrawnEquallyOften() {
    List<Integer> rows = IntStream.range(0, 10).boxed().toList();
    int[] times = new int[10];
    Set<List<Integer>> samples = new HashSet<>();
    for (long seed = 0; seed < 10_000; seed++) {
      List<Integer> sample = new Sample(3, seed * 7_919).of(rows);
      samples.add(sample);
      sample.forEach(row -> times[row]++);
    }
    // 3,000 expected, with a standard deviation of 46.
    for (int time : times) {
      assertEquals(3_000, time, 5 * 46);
    }
    assertEquals(120, samples.size(), "10 over 3");
  }

  @Test
  void filtersComeBeforeTheSampleAndTheLimitLast() throws IOException {
    Filter filter =
        new Filter(
            OptionalDouble.of(10),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.of(new Sample(4, 3)),
            OptionalInt.of(2));
    Dataset dataset = Datasets.read(numbered(20), DataFolder.options(filter));
    Filter sampleAlone =
        new Filter(
            OptionalDouble.of(10),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.of(new Sample(4, 3)),
            OptionalInt.empty());
    List<String> sampled =
        DataFolder.ids(Datasets.read(numbered(20), DataFolder.options(sampleAlone)));
    assertEquals(4, sampled.size());
    assertEquals(sampled.subList(0, 2), DataFolder.ids(dataset));
    assertTrue(dataset.utterances().stream().allMatch(u -> u.line() > 10));
    assertEquals(18, dataset.selection().leftOut());
  }

  @Test
  void damagedClipsAreReportedTogetherOrSkipped() throws IOException {
    folder.wav("good.wav", 0.1);
    folder.clip("bad.wav");
    folder.file("empty.wav", "");
    Path manifest =
        folder.file(
            "test.jsonl", line("good.wav", "") + line("bad.wav", "") + line("empty.wav", ""));
    String message = DataFolder.failure(manifest, new DatasetOptions(Filter.NONE, false, true));
    assertTrue(message.contains("line 2: " + folder.path("bad.wav")), message);
    assertTrue(message.contains("; line 3: " + folder.path("empty.wav")), message);
    Dataset rest = Datasets.read(manifest, new DatasetOptions(Filter.NONE, true, true));
    assertEquals(List.of("good.wav"), DataFolder.ids(rest));
    assertEquals(2, rest.selection().bad().count());
    assertEquals(0, rest.selection().leftOut());
    assertEquals(3, DataFolder.read(manifest).utterances().size(), "not read unless asked for");
    Path only = folder.file("only.jsonl", line("bad.wav", ""));
    assertTrue(
        DataFolder.failure(only, new DatasetOptions(Filter.NONE, true, true))
            .contains("expected clips that can be read, found none"));
  }

  @Test
  void everyRowOfADamagedClipIsReportedAndBesideThoseThatAreBad() throws IOException {
    folder.clip("bad.wav");
    Path manifest = folder.file("test.jsonl", line("bad.wav", "") + "[]\n" + line("bad.wav", ""));
    String message = DataFolder.failure(manifest, new DatasetOptions(Filter.NONE, false, true));
    assertTrue(message.contains("line 1: " + folder.path("bad.wav")), message);
    assertTrue(message.contains("line 2: expected a JSON object"), message);
    assertTrue(message.contains("line 3: " + folder.path("bad.wav")), message);
  }

  @Test
  void aFilterThatLeavesNothingHidesNoBadRow() throws IOException {
    Path manifest = numbered(2);
    Files.writeString(manifest, Files.readString(manifest) + "[]\n");
    String refused = DataFolder.failure(manifest, DataFolder.options(DataFolder.seconds(7, 8)));
    assertTrue(refused.contains("line 3: expected a JSON object"), refused);
    String skipped =
        DataFolder.failure(manifest, new DatasetOptions(DataFolder.seconds(7, 8), true, false));
    assertTrue(skipped.contains("of 2, 0 are of another language"), skipped);
    assertTrue(skipped.contains("2 of another length; skipped line 3: "), skipped);
  }

  @Test
  void onlyClipsThatAreTakenAreRead() throws IOException {
    folder.wav("good.wav", 0.1);
    folder.clip("bad.wav");
    Path manifest =
        folder.file(
            "test.jsonl",
            line("good.wav", ", \"language\": \"hi\"") + line("bad.wav", ", \"language\": \"en\""));
    DatasetOptions hindi = new DatasetOptions(DataFolder.language("hi"), false, true);
    assertEquals(List.of("good.wav"), DataFolder.ids(Datasets.read(manifest, hindi)));
  }

  @Test
  void aBoundThatWasNotGivenIsNotShownAsANumber() {
    String message =
        assertThrows(
                SottoException.class,
                () ->
                    new Filter(
                        OptionalDouble.of(-1),
                        OptionalDouble.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty()))
            .getMessage();
    assertTrue(message.endsWith("found -1.0 and none"), message);
  }

  @Test
  void filtersThatMakeNoSenseAreUsageErrors() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> DataFolder.seconds(2, 1),
            () -> DataFolder.seconds(-1, 1),
            () -> DataFolder.seconds(Double.NaN, 1),
            () -> DataFolder.seconds(1, Double.POSITIVE_INFINITY),
            () -> DataFolder.language(" "),
            () -> DataFolder.sample(0, 1),
            () -> new Sample(-1, 1))) {
      SottoException error = assertThrows(SottoException.class, wrong::run);
      assertEquals(SottoException.Code.USAGE, error.code());
    }
  }
}
