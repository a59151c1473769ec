package dev.sotto.eval.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.AudioPart;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  @TempDir private Path folder;
  private Path clip;

  @BeforeEach
  void writeClip() throws IOException {
    clip = Files.write(folder.resolve("a.wav"), new byte[] {1, 2, 3});
  }

  @Test
  void theFingerprintIsAsDocumented() throws IOException, GeneralSecurityException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBytes("sotto-dataset/1");
      for (String text : List.of("a", "gr\u00fcn")) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
      }
      out.write(MessageDigest.getInstance("SHA-256").digest(new byte[] {1, 2, 3}));
    }
    assertEquals(
        HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray())),
        dataset(utterance("a", "gr\u00fcn")).fingerprint());
  }

  @Test
  void theFingerprintChangesWithIdReferenceOrderAndAudio() throws IOException {
    Dataset dataset = dataset(utterance("a", "one"), utterance("b", "two"));
    String before = dataset.fingerprint();
    assertNotEquals(before, dataset(utterance("b", "two"), utterance("a", "one")).fingerprint());
    assertNotEquals(before, dataset(utterance("ao", "ne"), utterance("b", "two")).fingerprint());
    assertNotEquals(before, dataset.limit(1).fingerprint());
    Files.write(clip, new byte[] {1, 2, 4});
    assertNotEquals(before, dataset.fingerprint());
  }

  @Test
  void aClipThatIsGoneIsNamed() throws IOException {
    Dataset dataset = dataset(utterance("a", "one"));
    Files.delete(clip);
    SottoException error = assertThrows(SottoException.class, dataset::fingerprint);
    assertEquals(SottoException.Code.BAD_INPUT, error.code());
  }

  @Test
  void aLimitTakesTheFirst() {
    Dataset dataset = dataset(utterance("a", "one"), utterance("b", "two"));
    assertEquals(dataset(utterance("a", "one")), dataset.limit(1));
    assertEquals(dataset, dataset.limit(5));
    SottoException error = assertThrows(SottoException.class, () -> dataset.limit(0));
    assertEquals(SottoException.Code.USAGE, error.code());
  }

  private static Dataset dataset(Utterance... utterances) {
    return new Dataset("d", List.of(utterances));
  }

  private Utterance utterance(String id, String reference) {
    return new Utterance(
        id,
        AudioPart.whole(clip),
        reference,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        1);
  }
}
