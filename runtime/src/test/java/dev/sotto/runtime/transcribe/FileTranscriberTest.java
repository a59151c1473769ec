package dev.sotto.runtime.transcribe;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.TestOptions;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the tiny random Whisper: its windows have 120 frames, 1.2 s. */
class FileTranscriberTest {
  @TempDir Path folder;

  @BeforeEach
  void export() {
    Fixtures.folder(Fixtures.REFERENCE, true, folder);
  }

  /** A 16 kHz WAV file of noise. */
  private Path noise(String name, double seconds) throws IOException {
    byte[] bytes = new byte[2 * (int) (seconds * AudioReader.SAMPLE_RATE)];
    new Random(name.hashCode()).nextBytes(bytes);
    AudioFormat format = new AudioFormat(AudioReader.SAMPLE_RATE, 16, 1, true, false);
    Path file = folder.resolve(name);
    try (AudioInputStream audio =
        new AudioInputStream(new ByteArrayInputStream(bytes), format, bytes.length / 2)) {
      AudioSystem.write(audio, AudioFileFormat.Type.WAVE, file.toFile());
    }
    return file;
  }

  private <T> T with(Progress progress, Function<FileTranscriber, T> use) {
    try (WhisperRunner runner =
            WhisperRunner.open(folder, SessionSettings.defaults().withIntraThreads(1));
        WhisperTokenizer tokenizer = WhisperTokenizer.open(shared("models/tiny.en"))) {
      DecodingOptions options = TestOptions.of(DecodingOptions.defaults(), 2);
      return use.apply(
          new FileTranscriber(new Transcriber(runner, tokenizer, options, 8), progress));
    }
  }

  @Test
  void filesOfManyChunksAreHeardAsEachAlone() throws IOException {
    List<Path> files =
        List.of(noise("a.wav", 0.5), noise("b.wav", 250), noise("c.wav", 1), noise("d.wav", 245));
    List<Long> done = new ArrayList<>();
    List<FileTranscript> together =
        with(
            (stage, count, total) -> done.add(count),
            transcriber ->
                transcriber.transcribeParts(files.stream().map(AudioPart::whole).toList()));
    assertEquals(files, together.stream().map(FileTranscript::file).toList());
    assertEquals(done.stream().sorted().toList(), done, "progress never falls");
    assertEquals(List.of(0L, 2L, 3L, 4L), done.stream().distinct().toList());
    assertEquals(250, together.get(1).seconds(), 1e-9);
    for (int i : new int[] {0, 2}) {
      int index = i;
      FileTranscript alone =
          with(Progress.NONE, t -> t.transcribeParts(List.of(AudioPart.whole(files.get(index)))))
              .get(0);
      assertEquals(alone.transcript().tokens(), together.get(i).transcript().tokens());
    }
  }

  @Test
  void aMissingFileIsNamed() {
    Path missing = folder.resolve("missing.wav");
    SottoException e =
        assertThrows(
            SottoException.class,
            () ->
                with(
                    Progress.NONE,
                    transcriber -> transcriber.transcribeParts(List.of(AudioPart.whole(missing)))));
    assertTrue(e.getMessage().startsWith(missing.toString()), e.getMessage());
  }
}
