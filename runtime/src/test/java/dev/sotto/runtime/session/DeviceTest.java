package dev.sotto.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @Test
  void devicesAreNamed() {
    assertEquals(Device.CPU, Device.of("cpu"));
    assertEquals(new Device.Cuda(0), Device.of("cuda"));
    assertEquals(new Device.Cuda(12), Device.of("cuda:12"));
    assertEquals(new Device.Cuda(3), Device.of(new Device.Cuda(3).key()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "CPU", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:9999", "cuda:1 "})
  void otherNamesAreRefused(String name) {
    SottoException e = assertThrows(SottoException.class, () -> Device.of(name));
    assertEquals(Code.USAGE, e.code());
    assertEquals("expected a device cpu, cuda or cuda:N, found \"" + name + "\"", e.getMessage());
  }
}
