package dev.sotto.compressor.cli;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.sotto.models.Fixtures;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --device} of the commands that run models. */
class DeviceOptionTest {
  private static final int USAGE = 2;
  private static final int BAD_INPUT = 3;

  @TempDir Path folder;

  @BeforeEach
  void export() {
    Fixtures.folder(Fixtures.REFERENCE, true, folder);
  }

  @Test
  void aBuildWithoutCudaSaysSo() {
    assumeFalse(
        OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
        "this build has CUDA, see the profile of that name");
    CliRun.of("bench", folder, "--rounds", "1", "--device", "cuda:1")
        .failsWith(
            BAD_INPUT,
            "cuda:1: this build of Sotto has ONNX Runtime without CUDA; build with -Pcuda");
  }

  @Test
  void anUnknownDeviceIsAWrongCommandLine() {
    CliRun.of("bench", folder, "--rounds", "1", "--device", "tpu")
        .failsWith(USAGE, "expected a device cpu, cuda or cuda:N, found \"tpu\"");
  }
}
