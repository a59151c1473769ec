package dev.sotto.runtime.audio;

import static dev.sotto.runtime.audio.AudioFiles.assertRefused;
import static dev.sotto.runtime.audio.AudioFiles.read;
import static dev.sotto.runtime.audio.Mp3StreamTest.FRAME_BYTES;
import static dev.sotto.runtime.audio.Mp3StreamTest.HEADER;
import static dev.sotto.runtime.audio.Mp3StreamTest.put;
import static dev.sotto.runtime.audio.Mp3StreamTest.silence;
import static dev.sotto.runtime.audio.WavFile.join;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten frames of silence at 32 kHz are 5,760 samples at 16 kHz; what surrounds them varies. */
class Mp3ScannerTest {
  private static final int TEN_FRAMES = 5760;

  /** One granule and channel of side information, from its first bit, 9 + 5 + 4 bits in. */
  private static final int PART_2_3_LENGTH_BYTE = 4 + 2;

  /** CRC-16 over 58 C0 and 17 zeros, by another implementation. */
  private static final int CHECKSUM = 0xD15E;

  @TempDir private Path folder;

  private static byte[] ten() {
    return silence(HEADER, FRAME_BYTES, 10);
  }

  private static byte[] announcing(int frames) {
    byte[] file = silence(HEADER, FRAME_BYTES, 11);
    put(file, 21, "Xing");
    ByteBuffer.wrap(file).putInt(25, 1).putInt(29, frames);
    return file;
  }

  private static byte[] ascii(String text, int length) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), length);
  }

  private static byte[] ape(boolean header, int announced, int count, byte[] items) {
    return join(apeEnd(header, announced, count), items);
  }

  private static byte[] apeEnd(boolean header, int announced, int count) {
    return ByteBuffer.allocate(32)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(ascii("APETAGEX", 8))
        .putInt(2000)
        .putInt(announced)
        .putInt(count)
        .putInt(header ? 0xA000_0000 : 0x8000_0000)
        .array();
  }

  /** Title = "abc". */
  private static byte[] apeItem() {
    return join(new byte[] {3, 0, 0, 0, 0, 0, 0, 0}, ascii("Title\0abc", 9));
  }

  @Test
  void joinedFilesAreReadOneAfterTheOther() throws IOException {
    byte[] id3 = "ID3\4\0\0\0\0\0\4abcd".getBytes(StandardCharsets.ISO_8859_1);
    byte[] id1 = ascii("TAG", 128);
    assertEquals(2 * TEN_FRAMES, read(folder, join(ten(), ten())).length);
    byte[] joined = join(id3, announcing(10), id1, id3, announcing(10), id1);
    assertEquals(2 * TEN_FRAMES, read(folder, joined).length);
    assertEquals(2 * TEN_FRAMES, read(folder, join(announcing(10), ten())).length);
    assertEquals(2 * TEN_FRAMES, read(folder, join(ten(), announcing(10))).length);
  }

  @Test
  void joinedFilesOfAnotherProgramAreReadAsOftenAsTheyWereJoined() {
    float[] twice =
        AudioReader.read(SharedFiles.shared("cases/06-mp3-concatenated/concat.mp3")).samples();
    float[] once =
        AudioReader.read(SharedFiles.shared("cases/20-mp3-wav-heads/zeros_head.mp3")).samples();
    assertEquals(35_630, once.length);
    assertArrayEquals(once, Arrays.copyOf(twice, once.length));
    assertArrayEquals(once, Arrays.copyOfRange(twice, once.length, 2 * once.length));
    assertEquals(2 * once.length, twice.length);
  }

  @Test
  void monoMayBeJoinedToStereo() throws IOException {
    byte[] stereo = silence(0xFFFB5800, FRAME_BYTES, 10);
    assertEquals(3 * TEN_FRAMES, read(folder, join(ten(), stereo, ten())).length);
  }

  @Test
  void partsOfDifferentRatesAreRefused() throws IOException {
    byte[] other = silence(0xFFFB94C0, 384, 3);
    assertRefused(
        folder, join(ten(), other), "expected 32000 Hz throughout, found 48000 Hz at byte 2880");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 11, 12, 100_000})
  void zerosBeforeTheFirstFrameAreSkipped(int zeros) throws IOException {
    assertEquals(TEN_FRAMES, read(folder, join(new byte[zeros], ten())).length);
  }

  @Test
  void tagsAreSkippedWhereverTheyStand() throws IOException {
    byte[] item = apeItem();
    int size = item.length + 32;
    byte[] header = ape(true, size, 1, item);
    byte[] footer = apeEnd(false, size, 1);
    byte[] lyrics1 = "LYRICSBEGINla la laLYRICSEND".getBytes(StandardCharsets.ISO_8859_1);
    byte[] lyrics2 = "LYRICSBEGINLYR00002la000020LYRICS200".getBytes(StandardCharsets.ISO_8859_1);
    byte[] id1 = ascii("TAG", 128);
    byte[] extended = join(ascii("TAG+", 227), id1);
    byte[] id3WithFooter =
        join(ascii("ID3\4\0\20\0\0\0\4abcd", 14), ascii("3DI\4\0\20\0\0\0\4", 10));
    byte[][] anywhere = {
      join(header, footer),
      header,
      ape(true, 32, 0, new byte[0]),
      lyrics1,
      lyrics2,
      id1,
      extended,
      id3WithFooter
    };
    for (byte[] tag : anywhere) {
      assertEquals(TEN_FRAMES, read(folder, join(tag, ten())).length);
      assertEquals(TEN_FRAMES, read(folder, join(ten(), tag)).length);
      assertEquals(2 * TEN_FRAMES, read(folder, join(ten(), tag, new byte[9], ten())).length);
    }
    byte[] version1 = join(item, footer);
    assertEquals(TEN_FRAMES, read(folder, join(ten(), version1)).length);
    assertEquals(TEN_FRAMES, read(folder, join(ten(), version1, id1)).length);
  }

  @Test
  void framesThatATagAnnouncesAsItsOwnAreRead() throws IOException {
    byte[] lying = apeEnd(true, 5 * FRAME_BYTES, 0);
    assertEquals(TEN_FRAMES, read(folder, join(lying, ten())).length);
    assertEquals(
        TEN_FRAMES, read(folder, join(ten(), apeEnd(false, 5 * FRAME_BYTES + 32, 0))).length);
  }

  @Test
  void tagsThatAreNotWholeAreRefused() throws IOException {
    byte[] tag = ascii("ID3\4\0\0\0\0\4\0", 10);
    assertRefused(folder, join(ten(), tag), "expected a tag of 522 bytes, found only 10");
    byte[] items = ape(true, 500, 7, apeItem());
    assertRefused(folder, join(items, ten()), "damaged at byte 0: expected a frame or a tag");
  }

  @Test
  void aFileOfTagsAndZerosHoldsNoAudio() throws IOException {
    assertRefused(folder, new byte[5000], "no audio: expected WAV, FLAC or MP3");
    assertRefused(folder, ascii("TAG", 128), "no audio: expected WAV, FLAC or MP3");
  }

  @Test
  void aHeadOfTheFileOfAnotherProgramIsSkipped() {
    for (String name : new String[] {"zeros_head.mp3", "ape_head.mp3"}) {
      Path file = SharedFiles.shared("cases/20-mp3-wav-heads/" + name);
      assertEquals(35_630, AudioReader.read(file).samples().length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 288, 2500})
  void anythingElseBetweenFramesIsDamage(int bytes) throws IOException {
    byte[] noise = new byte[bytes];
    new Random(bytes).nextBytes(noise);
    assertRefused(folder, join(ten(), noise, ten()), "damaged at byte 2880");
    assertRefused(folder, join(ten(), new byte[bytes], ten()), "found " + bytes + " zeros");
    assertRefused(folder, join(ten(), noise), "damaged at byte 2880");
    assertEquals(TEN_FRAMES, read(folder, join(ten(), new byte[bytes])).length);
  }

  @Test
  void aDownloadThatDidNotFinishIsRefused() throws IOException {
    assertRefused(folder, join(ten(), new byte[100_000]), "found 100000 zeros");
  }

  @Test
  void noiseOverFramesIsDamage() {
    Path file = SharedFiles.shared("cases/07-mp3-damaged-in-silence/midcorrupt.mp3");
    assertRefused(file, "the MP3 data is damaged at byte 5184");
  }

  @Test
  void fewerFramesThanAnnouncedAreRefused() throws IOException {
    assertRefused(folder, announcing(20), "expected 20 frames, as its first one announces, found");
    assertRefused(folder, announcing(11), "found only 10");
    assertRefused(folder, join(announcing(11), announcing(10)), "found only 10");
    Path file = SharedFiles.shared("cases/07-mp3-damaged-in-silence/half_vbr.mp3");
    assertRefused(file, "expected 64 frames, as its first one announces, found only 30");
  }

  @Test
  void anInformationFrameMayCountItself() throws IOException {
    byte[] file = announcing(11);
    ByteBuffer.wrap(file).putInt(25, 3).putInt(33, file.length);
    assertEquals(TEN_FRAMES, read(folder, file).length);
    ByteBuffer.wrap(file).putInt(33, file.length + 1);
    assertRefused(folder, file, "found only 10");
  }

  @Test
  void framesBeyondThoseAnnouncedAreRead() throws IOException {
    assertEquals(TEN_FRAMES, read(folder, announcing(4)).length);
    assertEquals(TEN_FRAMES, read(folder, announcing(0)).length);
  }

  @Test
  void theDelayIsCutOffWhereAPipeLeftTheNumberOfFramesOpen() throws IOException {
    byte[] file = silence(HEADER, FRAME_BYTES, 11);
    put(file, 21, "Info");
    put(file, 21 + 120, "Lavf");
    ByteBuffer.wrap(file).putInt(25, 0xF).putInt(21 + 140, 1105 << 12);
    assertEquals((10 * 1152 - 1105 - 529) / 2, read(folder, file).length);
  }

  @Test
  void fraunhofersInformationFrameIsNotPlayed() throws IOException {
    byte[] file = silence(HEADER, FRAME_BYTES, 11);
    put(file, 36, "VBRI");
    ByteBuffer.wrap(file).putInt(36 + 14, 10);
    assertEquals(TEN_FRAMES, read(folder, file).length);
    ByteBuffer.wrap(file).putInt(36 + 14, 12);
    assertRefused(folder, file, "expected 12 frames");
  }

  @Test
  void aLastFrameIsReadIfOnlyItsPaddingIsTruncated() throws IOException {
    byte[] file = ten();
    assertEquals(TEN_FRAMES, read(folder, Arrays.copyOf(file, file.length - 100)).length);
    // 1,600 bits of sound, of which 188 bytes less 21 hold 1,336.
    announceBits(file, 9, 1600);
    assertEquals(TEN_FRAMES, read(folder, file).length);
    assertRefused(
        folder, Arrays.copyOf(file, file.length - 100), "byte 2592: the last frame is truncated");
    byte[] tagged = join(Arrays.copyOf(file, file.length - 128), ascii("TAG", 128));
    assertRefused(folder, tagged, "the last frame is truncated");
  }

  @Test
  void bitsThatAFrameCannotHaveAreDamage() throws IOException {
    byte[] file = ten();
    announceBits(file, 5, 4000);
    assertRefused(folder, file, "byte 1440: a frame announces more bits than it has");
    byte[] impossible = ten();
    // Behind the 12 bits of the length come the 9 of the number of big values.
    impossible[5 * FRAME_BYTES + PART_2_3_LENGTH_BYTE + 1] |= 3;
    impossible[5 * FRAME_BYTES + PART_2_3_LENGTH_BYTE + 2] |= (byte) 0xC0;
    assertRefused(folder, impossible, "byte 1440: its side information is impossible");
  }

  /** The length stands behind 18 bits, so that its 12 fill bits 2 to 13 of two bytes. */
  private static void announceBits(byte[] file, int frame, int bits) {
    ByteBuffer.wrap(file).putShort(frame * FRAME_BYTES + PART_2_3_LENGTH_BYTE, (short) (bits << 2));
  }

  @Test
  void theBeginningOfACutRecordingIsSilentAndKeepsItsLength() throws IOException {
    byte[] file = ten();
    file[4] = (byte) 0x80; // The bits of the first frame begin 256 bytes before it.
    assertEquals(TEN_FRAMES, read(folder, file).length);
    byte[] later = ten();
    later[FRAME_BYTES + 4] = (byte) 0xFF; // 510 bytes, and the first frame has 267.
    assertRefused(folder, later, "byte 288: the frames before it that hold its first bits are");
  }

  @Test
  void aWrongChecksumAmongRightOnesIsDamage() throws IOException {
    byte[] file = silence(0xFFFA58C0, FRAME_BYTES, 10);
    for (int frame = 0; frame < 10; frame++) {
      ByteBuffer.wrap(file).putShort(frame * FRAME_BYTES + 4, (short) CHECKSUM);
    }
    assertEquals(TEN_FRAMES, read(folder, file).length);
    file[3 * FRAME_BYTES + 4]++;
    assertRefused(folder, file, "byte 864: the checksum of a frame is wrong");
    for (int frame = 0; frame < 10; frame++) {
      file[frame * FRAME_BYTES + 4] = 1;
    }
    assertEquals(TEN_FRAMES, read(folder, file).length);
  }
}
