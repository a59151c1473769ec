package dev.sotto.runtime.audio;

import static dev.sotto.runtime.audio.AudioFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioReaderTest {
  @TempDir private Path folder;

  @Test
  void recordingsGiveTheSamplesOfTheReferenceBitForBit()
      throws IOException, NoSuchAlgorithmException {
    for (JsonNode row : AudioGoldens.rows("logmel")) {
      if (row.has("path")) {
        AudioClip clip = AudioReader.read(AudioGoldens.recording(row));
        assertEquals(row.get("samples_16k").asInt(), clip.samples().length);
        assertEquals(row.get("samples_16k").asInt() / 16000.0, clip.seconds());
        assertEquals(
            row.get("pcm_sha256_float32le").asText(),
            AudioGoldens.sha256(clip.samples()),
            row.get("path").asText());
      }
    }
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    assertRefused(folder, new byte[0], "found an empty file");
  }

  @Test
  void aMissingFileAndAFolderAreRefused() {
    assertRefused(folder.resolve("absent.wav"), "no such file");
    assertRefused(folder, "found a folder");
  }

  @Test
  void aPipeAndADeviceAreRefusedWithoutWaiting() throws IOException, InterruptedException {
    assertRefused(Path.of("/dev/zero"), "expected an audio file, found a pipe or a device");
    Path pipe = folder.resolve("pipe");
    Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assumeTrue(made.waitFor() == 0);
    assertRefused(pipe, "expected an audio file, found a pipe or a device");
  }

  @ParameterizedTest
  @CsvSource({
    "OggS...., Ogg",
    "OggS........................OpusHead, Ogg Opus",
    "OggS........................\u0001vorbis, Ogg Vorbis",
    "OggS........................\u007fFLAC, FLAC in Ogg",
    "FORM....AIFF, AIFF",
    "....ftypM4A, MP4 or M4A",
    "caff, Core Audio",
    "#!AMR, AMR",
    "RIFX....WAVE, big-endian WAV"
  })
  void whatOnlyFfmpegReadsIsNamedWithTheCommandThatConvertsIt(String content, String name)
      throws IOException {
    Path file = AudioFiles.write(folder, content.getBytes(StandardCharsets.ISO_8859_1));
    SottoException e =
        assertThrows(SottoException.class, () -> AudioReader.read(file, Optional::empty));
    assertEquals(
        "%s: expected WAV, FLAC or MP3, found %s; put ffmpeg on the PATH, or convert it first: %s"
            .formatted(file, name, "ffmpeg -i " + file + " " + folder.resolve("clip.wav")),
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "hello, no audio format (first bytes 68656c6c6f)",
    "RIFF....AVI, no audio format (first bytes 524946462e2e2e2e415649)"
  })
  void otherFormatsAreRefusedByName(String content, String name) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    assertRefused(folder, bytes, "expected WAV, FLAC or MP3, found " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"audio_filepath\": \"a.wav\"}", "path,text\na.wav,one\n", "[1]"})
  void textIsSaidToBeTextWithWhatTakesIt(String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    assertRefused(folder, bytes, "found no audio format but text; 'sotto eval' takes data sets");
  }

  @Test
  void aTruncatedTagIsRefused() throws IOException {
    byte[] tag = "ID3\4\0\0\177\177\177\177".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(folder, tag, "ends within its header");
  }

  @Test
  void aFormatIsRecognisedBehindTags() throws IOException {
    byte[] tag = "ID3\4\0\0\0\0\0\2xx".getBytes(StandardCharsets.ISO_8859_1);
    byte[] wav = WavFile.of(16000, (short) 16384);
    assertEquals(0.5f, AudioFiles.read(folder, WavFile.join(tag, tag, wav))[0]);
  }

  @Test
  void randomBytesBehindAnyBeginningAreReadOrRefused() throws IOException {
    Random random = new Random(4);
    byte[][] beginnings = {{}, {(byte) 0xFF, (byte) 0xFB}, {'f', 'L', 'a', 'C'}, {'I', 'D', '3'}};
    for (int i = 0; i < 800; i++) {
      byte[] noise = new byte[random.nextInt(6000)];
      random.nextBytes(noise);
      byte[] content = WavFile.join(beginnings[i % beginnings.length], noise);
      AudioFiles.assertReadOrRefused(folder, content);
    }
  }
}
