package dev.sotto.compressor.calibrate;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.safetensors.SafetensorsWriter;
import dev.sotto.models.whisper.Block;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/** Moments of every block, a safetensors file each, so that one at a time lies in memory. */
public record MomentsFolder(Path folder) {
  private static final String MEAN = "mean";
  private static final String GRAM = "gram";
  private static final String ROWS = "rows";

  private Path file(Block block) {
    return folder.resolve(block.id().name() + ".safetensors");
  }

  /** Writes those of a block. */
  public void write(Block block, InputMoments moments) {
    int width = moments.width();
    SafetensorsWriter.write(
        file(block),
        Map.of(
            MEAN,
            tensor(MEAN, moments.mean(), width),
            GRAM,
            tensor(GRAM, moments.gram(), width, width)),
        Map.of(ROWS, Long.toString(moments.rows())));
  }

  private static Tensor tensor(String name, double[] values, long... shape) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(values);
    return new Tensor(name, ElementType.DOUBLE, shape, TensorData.of(bytes));
  }

  /**
   * Reads those of a block.
   *
   * @throws SottoException if they are not there, or of another block
   */
  public InputMoments of(Block block) {
    SafetensorsFile file = SafetensorsFile.read(file(block));
    int width = block.groups() * block.groupSize();
    try {
      long rows = Long.parseLong(file.metadata().getOrDefault(ROWS, ""));
      return new InputMoments(width, rows, values(file, MEAN), values(file, GRAM));
    } catch (IllegalArgumentException e) {
      throw SottoException.badInput(file(block), "holds no moments of its block", e);
    }
  }

  private static double[] values(SafetensorsFile file, String name) {
    Tensor tensor = file.tensor(name).orElseThrow(() -> new IllegalArgumentException("no " + name));
    double[] values = new double[Math.toIntExact(Tensor.elements(tensor.shape()))];
    tensor.bytes().order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
    return values;
  }
}
