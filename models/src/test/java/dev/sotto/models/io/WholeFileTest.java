package dev.sotto.models.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.onnx.OperatorScan;
import dev.sotto.models.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  private static final byte[] TEXT = {'{', '}'};

  @TempDir Path folder;

  /** A pipe that nobody writes to would be waited for for ever. */
  @Test
  @Timeout(10)
  void noReaderOpensAPipe() throws Exception {
    Path pipe = folder.resolve("config.json");
    assumeTrue(run("mkfifo", pipe.toString()), "this system has no mkfifo");
    List<Consumer<Path>> readers =
        List.of(
            WholeFile::read,
            JsonFiles::readObject,
            OnnxModel::read,
            file -> OperatorScan.of(file, operator -> {}),
            SafetensorsFile::read,
            FileHash::sha256,
            FileIdentity::of);
    for (Consumer<Path> reader : readers) {
      SottoException e = assertThrows(SottoException.class, () -> reader.accept(pipe));
      assertEquals(pipe + ": expected a regular file, found a pipe or device", e.getMessage());
    }
  }

  @Test
  @Timeout(10)
  void aDeviceIsRefused() {
    Path device = Path.of("/dev/zero");
    assumeTrue(Files.exists(device), "this system has no " + device);
    assertThrows(SottoException.class, () -> WholeFile.read(device));
  }

  @Test
  @Timeout(60)
  void whatAShellFeedsIsRead() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/fd")), "this system has no /dev/fd");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Feed.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    child.getOutputStream().write(TEXT);
    child.getOutputStream().close();
    assertArrayEquals(TEXT, child.getInputStream().readAllBytes());
  }

  /** Prints what it is fed. */
  static final class Feed {
    private Feed() {}

    public static void main(String[] arguments) {
      System.out.writeBytes(WholeFile.read(Path.of("/dev/stdin")));
      System.out.flush();
    }
  }

  @Test
  void aMissingFileAndAFolderAreNamed() {
    SottoException missing =
        assertThrows(SottoException.class, () -> WholeFile.read(folder.resolve("none")));
    assertTrue(missing.getMessage().endsWith("no such file"), missing::getMessage);
    SottoException isFolder = assertThrows(SottoException.class, () -> WholeFile.read(folder));
    assertTrue(isFolder.getMessage().endsWith("found a folder"), isFolder::getMessage);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).start();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
