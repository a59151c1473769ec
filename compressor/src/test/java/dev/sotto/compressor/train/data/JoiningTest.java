package dev.sotto.compressor.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.features.LogMel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoiningTest {
  private static final int WINDOW = 3000;
  private static final int END = 9;

  @TempDir Path folder;

  @Test
  void aFifthOfTheBatchesIsJoinedAndNoneOfThemIsOneOfWholeWindows() {
    Joining joining = new Joining(set(16, 300), 0.2, WINDOW, 5);
    List<Long> joined = new ArrayList<>();
    for (long number = 0; number < 100; number++) {
      if (joining.sounds(indices(16), number).size() < 16) {
        joined.add(number);
      }
    }
    assertEquals(20, joined.size());
    assertEquals(List.of(2L, 7L, 12L), joined.subList(0, 3));
    ClipLengths lengths = new ClipLengths(160, WINDOW, 0.1);
    assertTrue(joined.stream().noneMatch(n -> lengths.of(160, n, 0) == WINDOW));
  }

  @Test
  void whatIsNotJoinedIsHeardClipByClip() {
    assertEquals(
        Sound.each(indices(16)), new Joining(set(16, 300), 0, WINDOW, 5).sounds(indices(16), 2));
  }

  /** Of any lengths: no sound is longer than the window, and a long set of short clips fills it. */
  @Test
  void soundsAreOfAllLengthsUpToTheWindow() {
    Random random = new Random(6);
    List<TrainingClip> clips =
        IntStream.range(0, 16).mapToObj(i -> clip(20 + random.nextInt(600), 3, 1)).toList();
    TrainingSet set = new TrainingSet(clips, 2, 449);
    Joining joining = new Joining(set, 1, WINDOW, 7);
    int longest = 0;
    int shortest = WINDOW;
    for (long number = 0; number < 300; number++) {
      List<Sound> sounds = joining.sounds(indices(16), number);
      assertTrue(sounds.size() <= 4, sounds.toString());
      int next = 0;
      for (Sound sound : sounds) {
        assertEquals(next, sound.first());
        next += sound.clips().size();
        int frames = sound.clips().stream().mapToInt(i -> clips.get(i).frames()).sum();
        frames += sound.pause() * (sound.clips().size() - 1);
        assertTrue(frames <= WINDOW, "" + frames);
        longest = Math.max(longest, frames);
        if (sound.clips().size() > 1) {
          shortest = Math.min(shortest, frames);
        }
      }
    }
    assertTrue(longest > 0.9 * WINDOW, "" + longest);
    assertTrue(shortest < 0.3 * WINDOW, "" + shortest);
    assertEquals(joining.sounds(indices(16), 3), joining.sounds(indices(16), 3));
  }

  @Test
  void aSoundHasNoMoreTokensThanTheDecoderHasPositionsFor() {
    TrainingSet set =
        new TrainingSet(IntStream.range(0, 8).mapToObj(i -> clip(100, 7, 1)).toList(), 2, 20);
    for (long number = 0; number < 50; number++) {
      for (Sound sound : new Joining(set, 1, WINDOW, 8).sounds(indices(8), number)) {
        // A prompt of 2, 7 for each text, and the end: two texts take 17, three 24.
        assertTrue(sound.clips().size() <= 2, sound.toString());
        assertEquals(3 + 7 * sound.clips().size(), sound.tokens(set).length);
      }
    }
  }

  @Test
  void clipsOfTwoLanguagesStayApart() {
    List<TrainingClip> clips =
        IntStream.range(0, 8).mapToObj(i -> clip(100, 3, i < 4 ? 1 : 2)).toList();
    TrainingSet set = new TrainingSet(clips, 2, 449);
    for (long number = 0; number < 50; number++) {
      for (Sound sound : new Joining(set, 1, WINDOW, 9).sounds(indices(8), number)) {
        assertTrue(
            sound.clips().stream().allMatch(i -> i < 4)
                || sound.clips().stream().allMatch(i -> i >= 4),
            sound.toString());
      }
    }
  }

  @Test
  void clipsOfAWholeWindowStayAlone() {
    Joining joining = new Joining(set(4, WINDOW), 1, WINDOW, 5);
    assertEquals(
        List.of(Sound.of(0).clips()),
        joining.sounds(indices(4), 0).stream().map(Sound::clips).toList());
  }

  @Test
  void aJoinedSoundHasThePromptOnceAllTextsAndOneEnd() {
    List<TrainingClip> clips =
        List.of(
            clip(50, List.of(1, 2, 30, 31, END)),
            clip(50, List.of(1, 2, 40, END)),
            clip(50, List.of(1, 2, 50, 51, END)));
    TrainingSet set = new TrainingSet(clips, 2, 449);
    assertArrayEquals(
        new int[] {1, 2, 30, 31, 40, 50, 51, END}, new Sound(List.of(0, 1, 2), 10).tokens(set));
    assertArrayEquals(new int[] {1, 2, 40, END}, Sound.of(1).tokens(set));
  }

  /** The features are those of the samples put one after the other, with zeros between. */
  @Test
  void joinedClipsSoundOneAfterTheOther() throws IOException {
    TrainingSet set = written(10_000, 4_321, 7_000);
    Sound sound = new Sound(List.of(2, 0, 1), 30);
    Batch batch = batches(set, Augmentation.none()).make(List.of(sound), 4);
    int pause = 30 * LogMel.HOP_SAMPLES;
    float[] joined = new float[10_000 + 4_321 + 7_000 + 2 * pause];
    System.arraycopy(samples(set, 2), 0, joined, 0, 7_000);
    System.arraycopy(samples(set, 0), 0, joined, 7_000 + pause, 10_000);
    System.arraycopy(samples(set, 1), 0, joined, 17_000 + 2 * pause, 4_321);
    int frames = batch.frames().get(0);
    assertEquals(2 * (int) Math.ceil(joined.length / (2.0 * LogMel.HOP_SAMPLES)), frames);
    assertArrayEquals(
        new LogMel(80).window(joined, 0, joined.length, frames), batch.features().get(0));
  }

  /** What is played more slowly may not lose its end, which its text still has. */
  @Test
  void slowSpeechStillFitsTheWindow() throws IOException {
    TrainingSet set = written(16_000 * 29, 16_000 * 14, 16_000 * 15);
    for (long number = 0; number < 20; number++) {
      for (Sound sound : List.of(Sound.of(0), new Sound(List.of(1, 2), 50))) {
        Batch batch = batches(set, new Augmentation(0.5, 0, 0)).make(List.of(sound), number);
        float[] features = batch.features().get(0);
        int frames = batch.frames().get(0);
        assertTrue(frames <= WINDOW);
        if (frames == WINDOW) {
          // The last clip ends with a loud second, of which the last frames are to hold some.
          assertTrue(features[4 * WINDOW + WINDOW - 20] > features[4 * WINDOW + 20]);
        }
      }
    }
  }

  private static Batches batches(TrainingSet set, Augmentation augmentation) {
    return new Batches(set, 80, new ClipLengths(20, WINDOW, 0), augmentation, 3);
  }

  private static float[] samples(TrainingSet set, int clip) {
    return AudioReader.read(set.clips().get(clip).audio()).samples();
  }

  /** Clips of noise, louder in their last second. */
  private TrainingSet written(int... lengths) throws IOException {
    Random random = new Random(1);
    List<TrainingClip> clips = new ArrayList<>();
    for (int length : lengths) {
      byte[] bytes = new byte[2 * length];
      for (int i = 0; i < length; i++) {
        int value = random.nextInt(201) * (i > length - 16_000 ? 100 : 1) - 100;
        bytes[2 * i] = (byte) value;
        bytes[2 * i + 1] = (byte) (value >> 8);
      }
      Path file = folder.resolve(clips.size() + ".wav");
      AudioSystem.write(
          new AudioInputStream(
              new ByteArrayInputStream(bytes), new AudioFormat(16_000, 16, 1, true, false), length),
          AudioFileFormat.Type.WAVE,
          file.toFile());
      int frames = (length + LogMel.HOP_SAMPLES - 1) / LogMel.HOP_SAMPLES;
      clips.add(new TrainingClip("", AudioPart.whole(file), "", List.of(1, 2, 3, END), frames));
    }
    return new TrainingSet(clips, 2, 449);
  }

  private static TrainingSet set(int clips, int frames) {
    return new TrainingSet(
        IntStream.range(0, clips).mapToObj(i -> clip(frames, 3, 1)).toList(), 2, 449);
  }

  private static TrainingClip clip(int frames, int text, int language) {
    List<Integer> tokens = new ArrayList<>(List.of(0, language));
    IntStream.range(0, text).forEach(i -> tokens.add(20 + i));
    tokens.add(END);
    return clip(frames, tokens);
  }

  private static TrainingClip clip(int frames, List<Integer> tokens) {
    return new TrainingClip("", AudioPart.whole(Path.of("none.wav")), "", tokens, frames);
  }

  private static List<Integer> indices(int clips) {
    return IntStream.range(0, clips).boxed().toList();
  }
}
