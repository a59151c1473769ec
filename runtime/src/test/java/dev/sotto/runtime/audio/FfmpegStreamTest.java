package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With the ffmpeg of the machine where there is one, and with shell scripts in its place. */
class FfmpegStreamTest {
  private static final String CASES = "cases/09-ogg-opus-m4a-webm/";

  @TempDir private Path folder;

  private static Path ffmpeg() {
    Optional<Path> program = Ffmpeg.find();
    assumeTrue(program.isPresent(), "ffmpeg is not installed");
    return program.orElseThrow();
  }

  private void convert(Path from, Path to, String... options)
      throws IOException, InterruptedException {
    String[] command = {ffmpeg().toString(), "-v", "error", "-y", "-i", "file:" + from};
    String[] all = Arrays.copyOf(command, command.length + options.length + 1);
    System.arraycopy(options, 0, all, command.length, options.length);
    all[all.length - 1] = "file:" + to;
    assertEquals(0, new ProcessBuilder(all).inheritIO().start().waitFor());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.opus", "clip.ogg", "clip.m4a", "clip.webm"})
  void theSamplesAreThoseOfTheSameClipAsWav(String name) throws IOException, InterruptedException {
    Path file = SharedFiles.shared(CASES + name);
    Path wav = folder.resolve("clip.wav");
    convert(file, wav, "-c:a", "pcm_f32le");
    float[] samples = AudioReader.read(file).samples();
    assertArrayEquals(AudioReader.read(wav).samples(), samples);
    assertEquals(2.23, samples.length / 16_000.0, 0.02);
  }

  @Test
  void otherContainersAreRead() throws IOException, InterruptedException {
    Path wav = Files.write(folder.resolve("a.wav"), WavFile.of(16000, new short[8000]));
    for (String name : new String[] {"a.aiff", "a.caf", "a.au", "a.wma", "a.mka", "a.flac.ogg"}) {
      Path file = folder.resolve(name);
      convert(
          wav, file, name.endsWith(".flac.ogg") ? new String[] {"-c:a", "flac"} : new String[0]);
      assertEquals(8000, AudioReader.read(file).samples().length, 1200, name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.opus", "clip.ogg", "clip.m4a", "clip.webm"})
  void aTruncatedFileIsRefused(String name) throws IOException {
    ffmpeg();
    byte[] whole = Files.readAllBytes(SharedFiles.shared(CASES + name));
    Path file = Files.write(folder.resolve(name), Arrays.copyOf(whole, whole.length * 6 / 10));
    SottoException e = assertThrows(SottoException.class, () -> AudioReader.read(file));
    assertTrue(
        e.getMessage().contains("it is truncated") || e.getMessage().contains("ended prematurely"),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.opus", "clip.ogg", "clip.m4a", "clip.webm"})
  void joinedFilesAreRefused(String name) throws IOException {
    ffmpeg();
    byte[] whole = Files.readAllBytes(SharedFiles.shared(CASES + name));
    Path file = Files.write(folder.resolve(name), WavFile.join(whole, whole));
    assertThrows(SottoException.class, () -> AudioReader.read(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-y.opus",
        "concat:a|b.opus",
        "http:x.opus",
        "file:x.opus",
        "a b'c\";$(id).opus",
        "%d.opus"
      })
  void noNameIsAnOptionOrAnAddress(String name) throws IOException {
    ffmpeg();
    Path file = folder.resolve(name);
    Files.copy(SharedFiles.shared(CASES + "clip.opus"), file);
    assertEquals(35_630, AudioReader.read(file).samples().length);
  }

  @Test
  void aListOfOtherFilesIsNotHandedOver() throws IOException {
    for (String text : new String[] {"#EXTM3U\n/etc/passwd\n", "ffconcat version 1.0\nfile x\n"}) {
      AudioFiles.assertRefused(folder, text.getBytes(UTF_8), "found no audio format");
    }
  }

  @Test
  void whatHangsIsKilled() throws IOException {
    Path program = script("sleep 600");
    long start = System.nanoTime();
    SottoException e =
        assertThrows(SottoException.class, () -> open(program, Duration.ofMillis(300)));
    assertTrue(e.getMessage().contains("ffmpeg gave nothing of it for"), e.getMessage());
    assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 20);
  }

  @ParameterizedTest
  @CsvSource({
    "echo 'Invalid data' >&2; exit 1, Invalid data",
    "exit 7, it ended with exit code 7",
    "yes 'no sound' | head -n 100000 >&2; exit 1, no sound",
    "kill -9 $$, it ended with exit code 137"
  })
  void aFailureIsOneShortLine(String commands, String expected) throws IOException {
    Path program = script(commands);
    SottoException e =
        assertThrows(SottoException.class, () -> open(program, Duration.ofSeconds(60)));
    assertEquals(
        folder + ": ffmpeg cannot read all of it (Ogg Opus): " + expected + "; copy it again",
        e.getMessage());
  }

  @Test
  void aComplaintIsDamageWhateverTheExitCodeSays() throws IOException {
    Path wav = Files.write(folder.resolve("a.wav"), WavFile.of(16000, new short[100]));
    try (MonoStream whole = open(script("cat '" + wav + "'"), Duration.ofSeconds(60))) {
      assertEquals(100, whole.next().remaining());
      assertFalse(whole.next().hasRemaining());
    }
    Path program = script("cat '" + wav + "'; echo '[opus @ 0x55d2] CRC mismatch!' >&2");
    try (MonoStream damaged = open(program, Duration.ofSeconds(60))) {
      assertEquals(100, damaged.next().remaining());
      SottoException e = assertThrows(SottoException.class, damaged::next);
      assertTrue(e.getMessage().contains(": [opus] CRC mismatch!;"), e.getMessage());
    }
  }

  @Test
  void theChildIsKilledWhenTheStreamIsClosed() throws IOException, InterruptedException {
    Path wav = Files.write(folder.resolve("a.wav"), WavFile.of(16000, new short[100]));
    Path alive = folder.resolve("pid");
    Path program = script("echo $$ > '" + alive + "'; cat '" + wav + "'; exec sleep 600");
    try (MonoStream stream = open(program, Duration.ofSeconds(60))) {
      assertEquals(16_000, stream.sampleRate());
    }
    long pid = Long.parseLong(Files.readString(alive).strip());
    for (int i = 0;
        i < 100 && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
        i++) {
      Thread.sleep(50);
    }
    assertFalse(ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent());
  }

  @Test
  void onlyFoldersThatDoNotMoveWithTheUserAreSearched() throws IOException {
    Path program = script("exit 0");
    String here = folder.toString();
    assertEquals(Optional.of(program), Ffmpeg.find("." + File.pathSeparator + here));
    assertEquals(Optional.empty(), Ffmpeg.find("." + File.pathSeparator + "bin"));
    Path relative = Path.of("").toAbsolutePath().relativize(folder);
    assertEquals(Optional.empty(), Ffmpeg.find(relative.toString()));
    Files.delete(program);
    assertEquals(Optional.empty(), Ffmpeg.find(here));
  }

  @ParameterizedTest
  @CsvSource({
    "in.opus, ffmpeg -i in.opus in.wav",
    "a.b/in, ffmpeg -i a.b/in a.b/in.wav",
    "-in.ogg, ffmpeg -i ./-in.ogg ./-in.wav",
    "it is.ogg, ffmpeg -i 'it is.ogg' 'it is.wav'"
  })
  void theCommandThatConvertsCanBePasted(String name, String expected) {
    assertEquals(expected, Ffmpeg.advice(Path.of(name)));
  }

  private MonoStream open(Path program, Duration patience) throws IOException {
    return FfmpegStream.open(program, folder, ForeignFormat.OGG, "Ogg Opus", patience);
  }

  private Path script(String commands) throws IOException {
    Path program = folder.resolve("ffmpeg");
    Files.writeString(program, "#!/bin/sh\n" + commands + "\n");
    assumeTrue(program.toFile().setExecutable(true) && File.separatorChar == '/');
    return program;
  }
}
