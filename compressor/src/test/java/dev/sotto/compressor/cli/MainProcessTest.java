package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.compressor.demo.BuiltInFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command in a process of its own, from a shell. */
class MainProcessTest {
  private static final char ESCAPE = 0x1b;

  @TempDir Path folder;

  /** The shell's exit code, what it printed, and what went to standard error. */
  private record Ended(int exitCode, String out, String err) {}

  /** Runs a line of shell in which {@code sotto} is the command. */
  private Ended shell(String options, String line) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "this system has no bash");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String sotto =
        "sotto() { '" + java + "' " + options + " " + Main.class.getName() + " \"$@\"; }\n";
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "-c", sotto + line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "--help", "help plan", "score refs.txt refs.txt --json"})
  void aResultThatCannotBePrintedIsNoSuccess(String arguments) throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
    Files.writeString(folder.resolve("refs.txt"), "one two\n");
    Ended ended = shell("", "sotto " + arguments + " > /dev/full");
    assertEquals(1, ended.exitCode(), ended.err());
    assertEquals(1, ended.err().lines().count(), ended.err());
    assertTrue(ended.err().startsWith("sotto: standard output: cannot be written"), ended.err());
  }

  @Test
  void whoStopsReadingHearsNothingMore() throws Exception {
    Ended ended = shell("", "sotto --help | head -0; exit ${PIPESTATUS[0]}");
    assertEquals(141, ended.exitCode(), ended.err());
    assertEquals("", ended.err());
  }

  @Test
  void namesOfOthersDoNotCommandTheTerminal() throws Exception {
    Ended ended =
        shell(
            "",
            "sotto inspect $'no\\e]0;title\\a\\u009b31m\\u202e'; sotto score --$'x\\e[31m' a b;"
                + " sotto $'\\e[2J'");
    assertEquals(2, ended.exitCode());
    assertEquals(3, ended.err().lines().count(), ended.err());
    for (char forbidden : new char[] {ESCAPE, 7, 0x9b, 0x202e}) {
      assertEquals(-1, ended.err().indexOf(forbidden), ended.err());
    }
  }

  @Test
  void anArgumentThatBeginsWithAnAtSignIsAFile() throws Exception {
    Files.writeString(folder.resolve("@a"), "one two\n");
    Ended ended = shell("", "sotto score @a @a");
    assertEquals(0, ended.exitCode(), ended.err());
  }

  @Test
  void digitsAreThoseOfProgramsInEveryLanguage() throws Exception {
    BuiltInFolder data = BuiltInFolder.unpack(folder.resolve("data"));
    String line = "sotto inspect " + data.model() + "; sotto --version";
    Ended plain = shell("", line);
    for (String language : new String[] {"ar -Duser.country=EG", "hi", "fa", "bn", "mr"}) {
      Ended local = shell("-Duser.language=" + language, line);
      assertEquals(plain.out(), local.out(), language);
    }
  }

  @Test
  void aNameThatTheLocaleCannotHoldIsOneClearLine() throws Exception {
    Ended ended = shell("", "LC_ALL=C sotto transcribe m $'\\xc3\\xbc.wav'");
    assertEquals(2, ended.exitCode(), ended.err());
    assertEquals(1, ended.err().lines().count(), ended.err());
    assertTrue(ended.err().contains("LC_ALL=C.UTF-8"), ended.err());
  }

  @Test
  void aPipeThatNobodyWritesToIsNotWaitedFor() throws Exception {
    Ended ended =
        shell(
            "",
            "mkdir m && mkfifo m/encoder_model.onnx m/decoder_model_merged.onnx"
                + " m/config.json p.json && for c in 'inspect m' 'plan m --remove layers=10% --out q'"
                + " 'apply m --plan p.json --out o' 'gate --baseline p.json --candidate p.json';"
                + " do sotto $c; [ $? = 3 ] || exit 9; done");
    assertEquals(0, ended.exitCode(), ended.err());
    assertEquals(4, ended.err().lines().count(), ended.err());
    assertFalse(ended.err().contains("internal"), ended.err());
  }
}
