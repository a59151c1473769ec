package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalDataTest {
  @TempDir Path temp;
  private Path model;
  private Path elsewhere;

  @BeforeEach
  void makeFolders() throws IOException {
    model = Files.createDirectory(temp.resolve("model"));
    elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.write(elsewhere.resolve("blob"), new byte[] {1, 2, 3, 4});
    Files.write(model.resolve("model.onnx"), new byte[0]);
  }

  @Test
  void readsFromAFolderBelowTheModel() throws IOException {
    Files.createDirectory(model.resolve("data"));
    Files.write(model.resolve("data/weights"), new byte[] {9, 9, 1, 2, 3, 4});
    assertEquals(1, map(external("w", "data/weights", "2", "4"), 4).get(0));
  }

  @Test
  void followsLinksWhereTheGraphIsALinkIntoTheSameFolderAsModelCachesHaveThem() throws IOException {
    Files.move(model.resolve("model.onnx"), elsewhere.resolve("graph"));
    Files.createSymbolicLink(model.resolve("model.onnx"), Path.of("../elsewhere/graph"));
    Files.createSymbolicLink(model.resolve("weights"), Path.of("../elsewhere/blob"));
    assertEquals(1, map(external("w", "weights", "0", "4"), 4).get(0));
  }

  @Test
  void followsALinkThatStaysBelowTheModel() throws IOException {
    Files.createDirectory(model.resolve("data"));
    Files.write(model.resolve("data/weights"), new byte[] {1, 2, 3, 4});
    Files.createSymbolicLink(model.resolve("weights"), Path.of("data/weights"));
    assertEquals(1, map(external("w", "weights", "0", "4"), 4).get(0));
  }

  @Test
  void refusesALinkOutOfTheFolderOfAGraphThatIsNone() throws IOException {
    Files.createSymbolicLink(model.resolve("weights"), Path.of("../elsewhere/blob"));
    assertFails("link out of the model's folder", external("w", "weights", "0", "4"), 4);
  }

  @Test
  void doesNotFollowALinkedFolder() throws IOException {
    Files.createSymbolicLink(model.resolve("data"), elsewhere);
    assertFails("link out of the model's folder", external("w", "data/blob", "0", "4"), 4);
  }

  @Test
  void rejectsTensorsBeyondWhatCanBeMapped() throws IOException {
    long bytes = 1L << 32;
    Files.write(model.resolve("weights"), new byte[4]);
    assertFails("up to 2 GiB", external("w", "weights", "0", Long.toString(bytes)), bytes);
  }

  @Test
  void rejectsOffsetsThatWouldOverflow() throws IOException {
    Files.write(model.resolve("weights"), new byte[4]);
    String offset = Long.toString(Long.MAX_VALUE);
    assertFails("at offset " + offset, external("w", "weights", offset, "4"), 4);
  }

  @Test
  void rejectsNumbersThatAreNone() throws IOException {
    Files.write(model.resolve("weights"), new byte[4]);
    assertFails("offset is negative: -1", external("w", "weights", "-1", "4"), 4);
    assertFails("offset is no number: 'x'", external("w", "weights", "x", "4"), 4);
    assertFails("length is no number: ''", external("w", "weights", "0", ""), 4);
    assertFails("its length says 5", external("w", "weights", "0", "5"), 4);
    assertFails("which has 4", external("w", "weights", "1", "4"), 4);
  }

  @Test
  void whatIsNotSaidIsTheWholeFile() throws IOException {
    Files.write(model.resolve("weights"), new byte[] {1, 2, 3, 4});
    TensorProto whole =
        TensorProto.newBuilder().addExternalData(entry(ExternalData.LOCATION, "weights")).build();
    assertEquals(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), map(whole, 4));
  }

  @Test
  void rejectsPlacesThatAreNone() throws IOException {
    assertFails("names no external data file", external("w", "", "0", "4"), 4);
    assertFails("names no external data file", TensorProto.getDefaultInstance(), 4);
    String absolute = elsewhere.resolve("blob").toString();
    assertFails("lies outside the model's folder", external("w", absolute, "0", "4"), 4);
    assertFails("lies outside the model's folder", external("w", "../model.onnx", "0", "4"), 4);
    assertFails("location is no file name", external("w", "a\0b", "0", "4"), 4);
  }

  @Test
  void keepsNamesWithLineBreaksOnOneLine() {
    assertFails(
        "tensor 'a [31mb' external data", external("a\n\u001b[31mb", "missing", "0", "4"), 4);
  }

  private java.nio.ByteBuffer map(TensorProto proto, long bytes) {
    return new ExternalData(model.resolve("model.onnx")).map(proto, bytes).bytes();
  }

  private void assertFails(String reason, TensorProto proto, long bytes) {
    SottoException e = assertThrows(SottoException.class, () -> map(proto, bytes));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertEquals(1, e.getMessage().lines().count());
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }

  private static TensorProto external(String name, String location, String offset, String length) {
    return TensorProto.newBuilder()
        .setName(name)
        .addExternalData(entry(ExternalData.LOCATION, location))
        .addExternalData(entry(ExternalData.OFFSET, offset))
        .addExternalData(entry(ExternalData.LENGTH, length))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
