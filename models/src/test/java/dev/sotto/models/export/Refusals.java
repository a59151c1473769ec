package dev.sotto.models.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Graph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Changes sound exports and sees whether they are still recognised. */
final class Refusals {
  private Refusals() {}

  /** An export whose encoder was changed is refused, with {@code reason} in the message. */
  static void refused(Path folder, Consumer<Graph> change, String reason) {
    assertRefused(changed(folder, change), reason);
  }

  /** An export whose encoder was changed is still one. */
  static void accepted(Path folder, Consumer<Graph> change) {
    assertEquals(10, SmallExport.open(changed(folder, change)).blocks().size());
  }

  private static Path changed(Path folder, Consumer<Graph> change) {
    try {
      Path export = SmallExport.merged(Files.createTempDirectory(folder, "x").resolve("export"));
      SmallExport.edit(export.resolve(SmallExport.ENCODER_FILE), change);
      return export;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the message, one line that begins with the folder. */
  static String assertRefused(Path export, String reason) {
    SottoException e = assertThrows(SottoException.class, () -> SmallExport.open(export), reason);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertEquals(1, e.getMessage().lines().count());
    assertTrue(e.getMessage().contains(reason), () -> reason + "\nnot in\n" + e.getMessage());
    assertTrue(
        e.getMessage().startsWith(export + ": not a Whisper export in the Optimum layout; "),
        e::getMessage);
    return e.getMessage();
  }
}
