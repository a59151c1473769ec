package dev.sotto.eval.report.html;

import static dev.sotto.eval.report.html.Results.heard;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.report.html.Sounds.Sound;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.MadeUp;
import dev.sotto.models.SharedFiles;
import dev.sotto.runtime.audio.AudioClip;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.AudioReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoundsTest {
  private static final float ROUNDING = 0.5f / 32_768 + 1e-7f;
  private static final String PREFIX = "data:audio/wav;base64,";

  private static final Comparator<Utterance> BY_ID = Comparator.comparing(Utterance::id);

  @TempDir Path folder;

  private static Clips clips(long mostCharacters, Path... files) {
    Map<String, Utterance> byId = new HashMap<>();
    for (Path file : files) {
      String id = file.getFileName().toString();
      byId.put(
          id,
          new Utterance(
              id,
              AudioPart.whole(file),
              "said",
              OptionalDouble.empty(),
              Optional.empty(),
              Optional.empty(),
              1));
    }
    return new Clips(byId, mostCharacters, "");
  }

  private Path wav(String name, float... samples) throws IOException {
    AudioClip clip = new AudioClip(samples, AudioReader.SAMPLE_RATE);
    return Files.write(folder.resolve(name), PcmWav.write(clip));
  }

  @Test
  void aWrittenClipIsReadAsItWas() throws IOException {
    float[] samples = {0, 0.5f, -0.5f, 1 - 1f / 32_768, -1, 1f / 32_768};
    assertArrayEquals(samples, AudioReader.read(wav("a.wav", samples)).samples());
  }

  @Test
  void whatExceedsFullScaleIsClipped() throws IOException {
    float[] read = AudioReader.read(wav("a.wav", 3, -3)).samples();
    assertArrayEquals(new float[] {1 - 1f / 32_768, -1}, read);
  }

  @Test
  void everyFormatBecomesTheSameWav() throws IOException {
    Path flac = SharedFiles.shared("speech/jfk/jfk.flac");
    Sound sound = new Sounds(clips(1_000_000, flac)).of(heard("jfk.flac", "said", "x"));
    assertEquals("", sound.note());
    byte[] wav = Base64.getDecoder().decode(sound.source().substring(PREFIX.length()));
    Path written = Files.write(folder.resolve("back.wav"), wav);
    assertArrayEquals(
        AudioReader.read(flac).samples(), AudioReader.read(written).samples(), ROUNDING);
  }

  @Test
  void theLimitIsThatOfThePageNotOfTheRecording() throws IOException {
    Path wav = wav("a.wav", new float[500]);
    int characters = (int) Math.ceil(Files.size(wav) / 3.0) * 4;
    Sound fits = new Sounds(clips(characters, wav)).of(heard("a.wav", "said", "x"));
    assertEquals(characters, fits.source().length() - PREFIX.length());
    Sound left = new Sounds(clips(characters - 1, wav)).of(heard("a.wav", "said", "x"));
    assertTrue(left.note().contains("too large"), left.note());
  }

  @Test
  void onlyWhatWasMeasuredIsPlayed() throws IOException {
    Path one = wav("one.wav", 0.5f);
    Path other = wav("other.wav", 0.25f);
    Dataset all =
        new Dataset("d", clips(1, one, other).byId().values().stream().sorted(BY_ID).toList());
    HeardUtterance heard = heard("one.wav", "said", "x");
    String measured = new Dataset("d", all.utterances().subList(0, 1)).fingerprint();
    Clips part = Clips.of(all, measuredOn(measured, heard));
    assertEquals("", part.absence());
    assertEquals(Set.of("one.wav"), part.byId().keySet());
    assertTrue(Clips.of(all, measuredOn("else", heard)).absence().contains("other recordings"));
    HeardUtterance unknown = heard("unknown.wav", "said", "x");
    assertTrue(Clips.of(all, measuredOn(measured, unknown)).absence().contains("not the one"));
    Files.delete(one);
    assertTrue(Clips.of(all, measuredOn(measured, heard)).absence().contains("cannot be read"));
  }

  private static EvalResult measuredOn(String fingerprint, HeardUtterance heard) {
    EvalResult any = Results.of(heard);
    return new EvalResult(
        any.model(),
        MadeUp.data("d", 1, 1, fingerprint),
        any.scoring(),
        any.utterances(),
        any.interval(),
        any.size(),
        any.run(),
        any.versions());
  }

  @Test
  void whatDoesNotFitIsLeftOutAndWhatFollowsMayStillFit() throws IOException {
    Path one = wav("one.wav", new float[500]);
    Path big = wav("big.wav", new float[5_000]);
    Path two = wav("two.wav", new float[400]);
    Sounds sounds = new Sounds(clips(2_700, one, big, two));
    assertTrue(sounds.of(heard("one.wav", "said", "x")).source().startsWith(PREFIX));
    Sound left = sounds.of(heard("big.wav", "said", "x"));
    assertEquals("", left.source());
    assertTrue(left.note().contains("too large"), left.note());
    assertTrue(sounds.of(heard("two.wav", "said", "x")).source().startsWith(PREFIX));
    assertTrue(sounds.of(heard("two.wav", "said", "x")).note().contains("too large"));
  }

  @Test
  void whatCannotBeFoundOrReadIsNoted() throws IOException {
    Path broken = Files.write(folder.resolve("broken.wav"), new byte[] {1, 2, 3});
    Sounds sounds = new Sounds(clips(10_000, broken, folder.resolve("gone.wav")));
    for (String id : new String[] {"broken.wav", "gone.wav"}) {
      Sound sound = sounds.of(heard(id, "said", "x"));
      assertEquals("", sound.source());
      assertTrue(sound.note().contains("missing or cannot be read"), sound.note());
    }
    assertEquals(
        "",
        new Sounds(Clips.none("no data set was given with --data"))
            .of(heard("a", "b", "c"))
            .note());
  }
}
