package dev.sotto.eval.measure;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.natives.Signals;
import dev.sotto.runtime.session.Device;
import dev.sotto.runtime.session.DeviceTrial;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The main class of a child that tries the device named by its argument, and answers on standard
 * output with {@value #WORKS} or with what is wrong.
 */
public final class DeviceProbeProcess {
  static final String WORKS = "works";

  private DeviceProbeProcess() {}

  public static void main(String[] arguments) {
    Signals.endCleanly();
    Signals.endWithParent();
    Locale.setDefault(Locale.ROOT);
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // Libraries of a driver print what they please.
    System.setOut(System.err);
    try {
      DeviceTrial.run(Device.of(arguments[0]), Path.of("").toAbsolutePath());
      answers.println(WORKS);
    } catch (SottoException e) {
      answers.println(e.getMessage());
    }
  }
}
