package dev.sotto.models.graph;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes that lie in a file: mapped for those who look at them, and copied by the system for those
 * who only write.
 */
public final class MappedData implements TensorData {
  /** Opening a file costs more than writing less than this. */
  private static final int TRANSFERRED_BYTES = 1 << 18;

  private final Path file;
  private final long offset;
  private final ByteBuffer view;

  /**
   * @param view the same bytes, mapped
   */
  public MappedData(Path file, long offset, ByteBuffer view) {
    this.file = file;
    this.offset = offset;
    this.view = view.slice().asReadOnlyBuffer();
  }

  /**
   * Where bytes lie.
   *
   * @param offset of the first of them in the file
   */
  public record Place(Path file, long offset) {}

  /** Where the bytes lie; the same for all who read them there. */
  public Place place() {
    return new Place(file.toAbsolutePath().normalize(), offset);
  }

  @Override
  public long byteSize() {
    return view.capacity();
  }

  @Override
  public ByteBuffer bytes() {
    return view.duplicate();
  }

  /**
   * Copies the bytes without bringing them into this process, which takes a third of the time of
   * writing them.
   */
  @Override
  public void writeTo(WritableByteChannel target) throws IOException {
    if (byteSize() < TRANSFERRED_BYTES) {
      TensorData.super.writeTo(target);
      return;
    }
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
      long done = 0;
      while (done < byteSize()) {
        long moved = source.transferTo(offset + done, byteSize() - done, target);
        if (moved <= 0) {
          throw new IOException(file + " became shorter while it was read");
        }
        done += moved;
      }
    }
  }
}
