package dev.sotto.compressor.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.data.HeldOut.By;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
  private static Dataset data(int clips, Function<Integer, String> file, String... speakers) {
    return new Dataset(
        "data",
        IntStream.range(0, clips)
            .mapToObj(
                clip ->
                    new Utterance(
                        "id" + clip,
                        Path.of(file.apply(clip)),
                        "text",
                        speakers.length == 0
                            ? Optional.empty()
                            : Optional.of(speakers[clip % speakers.length]),
                        clip + 1))
            .toList());
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "speaker" + i).toArray(String[]::new);
  }

  /** Nothing is lost, twice, or out of order. */
  private static HeldOut split(Dataset data) {
    HeldOut split = HeldOut.split(data, 0.1, 5).orElseThrow();
    List<Utterance> both = new ArrayList<>(split.train().utterances());
    both.addAll(split.heldOut().utterances());
    both.sort((a, b) -> Integer.compare(a.line(), b.line()));
    assertEquals(data.utterances(), both);
    assertTrue(split.heldOut().utterances().size() >= 4);
    assertTrue(split.heldOut().utterances().size() <= 32);
    return split;
  }

  private static <T> Set<T> of(Dataset data, Function<Utterance, T> key) {
    return data.utterances().stream().map(key).collect(Collectors.toSet());
  }

  private static <T> void assertApart(HeldOut split, Function<Utterance, T> key) {
    Set<T> trained = of(split.train(), key);
    assertTrue(of(split.heldOut(), key).stream().noneMatch(trained::contains));
  }

  @Test
  void speakersStayTogether() {
    HeldOut split = split(data(200, clip -> "clip" + clip + ".wav", names(40)));
    assertEquals(By.SPEAKER, split.by());
    assertApart(split, clip -> clip.speaker().orElseThrow());
    assertEquals(20, split.heldOut().utterances().size());
  }

  @Test
  void recordingsStayTogether() {
    List<Utterance> parts =
        data(120, clip -> "chapter" + clip / 3 + ".flac").utterances().stream()
            .map(
                clip ->
                    new Utterance(
                        clip.id(),
                        new AudioPart(clip.audio().file(), clip.line() % 3, OptionalDouble.of(1)),
                        clip.reference(),
                        OptionalDouble.of(1),
                        Optional.empty(),
                        Optional.empty(),
                        clip.line()))
            .toList();
    HeldOut split = split(new Dataset("parts", parts));
    assertEquals(By.RECORDING, split.by());
    assertApart(split, clip -> clip.audio().file());
  }

  @Test
  void chaptersStayTogetherByTheirNames() {
    HeldOut split = split(data(46, clip -> "book_%02d_reader_%04d.wav".formatted(clip / 2, clip)));
    assertEquals(By.NAME, split.by());
    assertApart(split, clip -> clip.audio().file().toString().substring(0, 7));
    assertEquals(By.CLIP, split(data(46, clip -> "book_%04d.wav".formatted(clip))).by());
  }

  @Test
  void aFewGreatGroupsAreSplitClipByClip() {
    HeldOut split = split(data(300, clip -> "digit-" + clip + ".wav", names(5)));
    assertEquals(By.CLIP, split.by());
    assertEquals(30, split.heldOut().utterances().size());
  }

  @Test
  void largeSetsLoseFewClipsAndSmallOnesNone() {
    assertEquals(32, split(data(5000, clip -> clip + ".wav")).heldOut().utterances().size());
    assertEquals(Optional.empty(), HeldOut.split(data(19, clip -> clip + ".wav"), 0.1, 5));
    assertEquals(4, split(data(20, clip -> clip + ".wav")).heldOut().utterances().size());
    assertEquals(Optional.empty(), HeldOut.split(data(200, clip -> clip + ".wav"), 0, 5));
  }

  @Test
  void theDrawIsThatOfTheSeed() {
    Dataset data = data(100, clip -> clip + ".wav");
    assertEquals(HeldOut.split(data, 0.1, 5), HeldOut.split(data, 0.1, 5));
    assertNotEquals(HeldOut.split(data, 0.1, 5), HeldOut.split(data, 0.1, 6));
  }
}
