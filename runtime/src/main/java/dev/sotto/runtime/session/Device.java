package dev.sotto.runtime.session;

import dev.sotto.models.SottoException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What ONNX Runtime runs the operators of a graph on. */
public sealed interface Device {
  Device CPU = new Cpu();

  /** The processor. */
  record Cpu() implements Device {
    @Override
    public String key() {
      return "cpu";
    }
  }

  /**
   * A GPU of NVIDIA, where ONNX Runtime has its CUDA provider and finds driver and libraries. What
   * the provider does not know still runs on the CPU.
   *
   * @param index as the driver counts them, from 0
   */
  record Cuda(int index) implements Device {
    private static final Pattern FORM = Pattern.compile("cuda(?::(\\d{1,3}))?");

    @Override
    public String key() {
      return "cuda:" + index;
    }
  }

  /** Its name on the command line and in results: {@code cpu}, or {@code cuda:N}. */
  String key();

  /**
   * The device of that name; {@code cuda} is the first GPU.
   *
   * @throws SottoException with code USAGE if there is none of that name
   */
  static Device of(String key) {
    if (key.equals(CPU.key())) {
      return CPU;
    }
    Matcher cuda = Cuda.FORM.matcher(key);
    if (!cuda.matches()) {
      throw SottoException.usage("expected a device cpu, cuda or cuda:N, found \"" + key + "\"");
    }
    return new Cuda(cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1)));
  }
}
