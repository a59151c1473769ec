package dev.sotto.eval.dataset;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioPart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A hash of what is measured. It changes with any id, reference or audio byte and with the order,
 * and with nothing else: not with where the files lie, nor with duration, language or speaker.
 *
 * <p>SHA-256 over, first, the ASCII bytes of {@code sotto-dataset/1}, then for each utterance in
 * order: the id and the reference, each as its length in UTF-8 bytes (32 bits, big-endian) and
 * those bytes; and the 32 bytes of the SHA-256 of the audio file. Where a part of the recording is
 * meant, its start and its length in seconds follow (64-bit floating point, big-endian; NaN for all
 * that follows). For pairs of texts it begins with {@code sotto-texts/1} and has no audio.
 */
public final class Fingerprint {
  private static final byte[] FORMAT = "sotto-dataset/1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FORMAT_OF_PAIRS = "sotto-texts/1".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER_BYTES = 1 << 16;

  private final Map<Path, byte[]> audioHashes = new HashMap<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];

  private Fingerprint() {}

  static String of(List<Utterance> utterances) {
    Fingerprint fingerprint = new Fingerprint();
    MessageDigest digest = sha256();
    digest.update(FORMAT);
    for (Utterance utterance : utterances) {
      update(digest, utterance.id());
      update(digest, utterance.reference());
      fingerprint.update(digest, utterance.audio());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String ofPairs(List<TextPair> pairs) {
    MessageDigest digest = sha256();
    digest.update(FORMAT_OF_PAIRS);
    for (TextPair pair : pairs) {
      update(digest, pair.id());
      update(digest, pair.reference());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private void update(MessageDigest digest, AudioPart audio) {
    digest.update(audioHashes.computeIfAbsent(audio.file(), this::hash));
    if (!audio.isWhole()) {
      ByteBuffer numbers = ByteBuffer.allocate(2 * Double.BYTES);
      numbers.putDouble(audio.start()).putDouble(audio.seconds().orElse(Double.NaN));
      digest.update(numbers.flip());
    }
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private byte[] hash(Path audio) {
    MessageDigest digest = sha256();
    try (InputStream stream = Files.newInputStream(audio)) {
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw SottoException.badInput(audio, "cannot be read: " + e.getMessage(), e);
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
