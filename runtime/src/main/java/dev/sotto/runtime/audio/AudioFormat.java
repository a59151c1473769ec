package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.mp3.MpegHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The formats that can be read, told apart by the first bytes, whatever the file is called. */
enum AudioFormat {
  WAV,
  FLAC,
  MP3;

  /** Bytes that {@link #of} and {@link ForeignFormat} need to see. */
  static final int HEAD_BYTES = 64;

  private static final int SHOWN_BYTES = 12;

  private boolean recognises(String head) {
    return switch (this) {
      case WAV -> isWav(head);
      case FLAC -> head.startsWith("fLaC");
      case MP3 -> isMp3(head);
    };
  }

  private static boolean isWav(String head) {
    return (head.startsWith("RIFF") || head.startsWith("RF64") || head.startsWith("BW64"))
        && head.startsWith("WAVE", 8);
  }

  /** A frame, or a tag or zeros before one. */
  private static boolean isMp3(String head) {
    int start = 0;
    while (start < head.length() && head.charAt(start) == 0) {
      start++;
    }
    return head.startsWith("APETAGEX", start)
        || head.startsWith("TAG", start)
        || head.startsWith("LYRICSBEGIN", start)
        || (start > 0 && isBeginningOfHeader(head, start))
        || MpegHeader.at(head.getBytes(ISO_8859_1), start, head.length()).isPresent();
  }

  private static boolean isBeginningOfHeader(String head, int at) {
    return head.length() - at < MpegHeader.BYTES
        && (at >= head.length() || head.charAt(at) == 0xFF);
  }

  /** Opens a stream of this format; {@code in} stands at the first byte of the format. */
  MonoStream open(Path file, InputStream in) throws IOException {
    return switch (this) {
      case WAV -> WavStream.open(file, in);
      case FLAC -> FlacStream.open(file, in);
      case MP3 -> Mp3Stream.open(file, in);
    };
  }

  /** The format of a file that begins with {@code head}, a character for each byte. */
  static Optional<AudioFormat> of(String head) {
    return Arrays.stream(values()).filter(format -> format.recognises(head)).findFirst();
  }

  /** Says what a file is not. */
  static SottoException unknown(Path file, byte[] head) {
    if (isText(head)) {
      return SottoException.badInput(
          file,
          "expected WAV, FLAC or MP3, found no audio format but text; 'sotto eval' takes data"
              + " sets, 'sotto label' those without texts");
    }
    int shown = Math.min(SHOWN_BYTES, head.length);
    return SottoException.badInput(
        file,
        "expected WAV, FLAC or MP3, found no audio format (first bytes "
            + HexFormat.of().formatHex(head, 0, shown)
            + "); convert it first, for example to 16 kHz mono WAV");
  }

  /** JSON, or several lines. */
  private static boolean isText(byte[] head) {
    String characters = new String(head, ISO_8859_1);
    return characters.matches("(?s)[{\\[].*|.+\\R.*")
        && characters.chars().allMatch(c -> (c >= ' ' && c != 0x7F) || Character.isWhitespace(c));
  }
}
