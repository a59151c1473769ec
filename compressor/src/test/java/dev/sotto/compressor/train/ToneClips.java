package dev.sotto.compressor.train;

import dev.sotto.compressor.train.data.TrainingClip;
import dev.sotto.compressor.train.data.TrainingSet;
import dev.sotto.runtime.audio.AudioPart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Clips of tones whose pitch says which token is right, for the reference fixture. */
final class ToneClips {
  private static final int CLIPS = 12;
  private static final int SAMPLES = 16_000;

  private ToneClips() {}

  static TrainingSet write(Path folder) throws IOException {
    List<TrainingClip> clips = new ArrayList<>();
    for (int clip = 0; clip < CLIPS; clip++) {
      Path file = folder.resolve("clip" + clip + ".wav");
      tone(file, 300 * (1 + clip % 4), SAMPLES - 800 * clip % 4000);
      clips.add(
          new TrainingClip(
              "clip" + clip,
              AudioPart.whole(file),
              "",
              List.of(151, 152, 155, 159, 10 + clip % 4, 150),
              100));
    }
    return new TrainingSet(clips, 4, 449);
  }

  private static void tone(Path file, double hertz, int samples) throws IOException {
    byte[] bytes = new byte[2 * samples];
    for (int i = 0; i < samples; i++) {
      int value = (int) (8000 * Math.sin(2 * Math.PI * hertz * i / 16_000));
      bytes[2 * i] = (byte) value;
      bytes[2 * i + 1] = (byte) (value >> 8);
    }
    AudioSystem.write(
        new AudioInputStream(
            new ByteArrayInputStream(bytes), new AudioFormat(16_000, 16, 1, true, false), samples),
        AudioFileFormat.Type.WAVE,
        file.toFile());
  }
}
