package dev.sotto.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;

/** Damages the header of a safetensors file, whose announced length stays true most of the time. */
final class SafetensorsMutator {
  private SafetensorsMutator() {}

  static byte[] mutate(byte[] file, Random random) {
    if (random.nextInt(5) == 0) {
      return ByteMutator.mutate(file, random);
    }
    int length = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    byte[] header = Arrays.copyOfRange(file, Long.BYTES, Long.BYTES + length);
    byte[] mutated = JsonMutator.mutate(header, random);
    int elements = file.length - Long.BYTES - length;
    return ByteBuffer.allocate(Long.BYTES + mutated.length + elements)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(mutated.length)
        .put(mutated)
        .put(file, Long.BYTES + length, elements)
        .array();
  }
}
