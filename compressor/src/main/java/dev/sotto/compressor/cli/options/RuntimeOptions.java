package dev.sotto.compressor.cli.options;

import dev.sotto.eval.measure.DeviceProbe;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.session.Device;
import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.Operators;
import dev.sotto.runtime.session.SessionSettings;
import picocli.CommandLine.Option;

/** How models are run. */
public final class RuntimeOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of ONNX Runtime (default: all cores).")
  private Integer threads;

  @Option(
      names = "--low-memory",
      description =
          "Hold one graph at a time and each weight once, and keep no memory from run to run:"
              + " smaller, but slower.")
  private boolean lowMemory;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description =
          "What runs the model: cpu, or cuda or cuda:N for a GPU of NVIDIA, which needs Sotto built"
              + " with -Pcuda (default: ${DEFAULT-VALUE}).")
  private String deviceName;

  @Option(
      names = "--allow-operators",
      paramLabel = "NAME[,NAME...]|any",
      description =
          "Also run graphs with these operators, which no Whisper export has; with some of them a"
              + " model can end Sotto or never end.")
  private String operators = "";

  private Device tried = Device.CPU;

  /**
   * How to run a model.
   *
   * @throws SottoException if the number of threads or the device cannot be had
   */
  public SessionSettings settings() {
    Device device = Device.of(deviceName);
    if (!device.equals(tried)) {
      DeviceProbe.require(device);
      tried = device;
    }
    SessionSettings defaults =
        SessionSettings.defaults().withDevice(device).withOperators(Operators.allowing(operators));
    if (lowMemory) {
      defaults = defaults.withMemory(MemoryUse.LITTLE);
    }
    return threads == null ? defaults : defaults.withIntraThreads(threads);
  }
}
