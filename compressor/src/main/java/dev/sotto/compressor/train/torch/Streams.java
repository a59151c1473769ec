package dev.sotto.compressor.train.torch;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.TemporaryFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The residual streams of all clips before one block, in a mapped file, so that no number of clips
 * fills the memory.
 *
 * <p>A clip has two: {@code audio}, the encoder's stream and then what the encoder gives, and
 * {@code text}, the decoder's.
 */
final class Streams implements AutoCloseable {
  private final TemporaryFolder folder = TemporaryFolder.create("sotto-streams-");
  private final List<ByteBuffer> audio = new ArrayList<>();
  private final List<ByteBuffer> text = new ArrayList<>();
  private final long[] audioBytes;
  private final long[] textBytes;
  private int next;

  /**
   * @param audioBytes of each clip
   * @param textBytes of each clip
   */
  Streams(long[] audioBytes, long[] textBytes) {
    this.audioBytes = audioBytes;
    this.textBytes = textBytes;
    boolean complete = false;
    Path file = folder.path().resolve("streams");
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long place = 0;
      for (int clip = 0; clip < audioBytes.length; clip++) {
        audio.add(map(channel, place, audioBytes[clip]));
        text.add(map(channel, place + audioBytes[clip], textBytes[clip]));
        place += audioBytes[clip] + textBytes[clip];
      }
      complete = true;
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be written: " + e.getMessage(), e);
    } finally {
      if (!complete) {
        folder.close();
      }
    }
  }

  private static ByteBuffer map(FileChannel channel, long place, long bytes) throws IOException {
    return channel.map(MapMode.READ_WRITE, place, bytes).order(ByteOrder.nativeOrder());
  }

  /** Another of the same content, at the same block. */
  Streams copy() {
    Streams copy = new Streams(audioBytes, textBytes);
    for (int clip = 0; clip < audio.size(); clip++) {
      copy.audio.get(clip).duplicate().put(audio(clip));
      copy.text.get(clip).duplicate().put(text(clip));
    }
    copy.next = next;
    return copy;
  }

  /** Number of the block that reads them next. */
  int next() {
    return next;
  }

  void moveOn() {
    next++;
  }

  /** [S, D] of a clip, from position 0. */
  ByteBuffer audio(int clip) {
    return audio.get(clip).duplicate().clear().order(ByteOrder.nativeOrder());
  }

  /** [T, D] of a clip, from position 0. */
  ByteBuffer text(int clip) {
    return text.get(clip).duplicate().clear().order(ByteOrder.nativeOrder());
  }

  @Override
  public void close() {
    folder.close();
  }
}
