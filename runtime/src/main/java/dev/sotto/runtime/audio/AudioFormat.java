package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sotto.models.SottoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;

/** The formats that can be read, told apart by the first bytes, whatever the file is called. */
enum AudioFormat {
  WAV {
    @Override
    boolean recognises(String head) {
      return (head.startsWith("RIFF") || head.startsWith("RF64") || head.startsWith("BW64"))
          && head.startsWith("WAVE", 8);
    }

    @Override
    MonoStream open(Path file, InputStream in) throws IOException {
      return WavStream.open(file, in);
    }
  },
  FLAC {
    @Override
    boolean recognises(String head) {
      return head.startsWith("fLaC");
    }

    @Override
    MonoStream open(Path file, InputStream in) throws IOException {
      return FlacStream.open(file, in);
    }
  },
  MP3 {
    /** A frame, or a tag or zeros before one. */
    @Override
    boolean recognises(String head) {
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

    @Override
    MonoStream open(Path file, InputStream in) throws IOException {
      return Mp3Stream.open(file, in);
    }
  };

  /** Bytes that {@link #of} needs to see. */
  static final int HEAD_BYTES = 12;

  /** Formats that people have and that cannot be read, by their first bytes. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("OggS", "Ogg"),
          Map.entry("FORM", "AIFF"),
          Map.entry("RIFX", "big-endian WAV"),
          Map.entry("\u001aE\u00df\u00a3", "Matroska or WebM"),
          Map.entry("caff", "Core Audio"),
          Map.entry("#!AMR", "AMR"),
          Map.entry("0&\u00b2u", "Windows Media"),
          Map.entry(".snd", "Sun audio"),
          Map.entry("\u00ff\u00f1", "AAC"),
          Map.entry("\u00ff\u00f9", "AAC"));

  abstract boolean recognises(String head);

  /** Opens a stream of this format; {@code in} stands at the first byte of the format. */
  abstract MonoStream open(Path file, InputStream in) throws IOException;

  /**
   * The format of a file that begins with {@code head}.
   *
   * @throws SottoException naming what was found, if it is none of these
   */
  static AudioFormat of(Path file, byte[] head) {
    String text = new String(head, ISO_8859_1);
    for (AudioFormat format : values()) {
      if (format.recognises(text)) {
        return format;
      }
    }
    throw SottoException.badInput(
        file,
        "expected WAV, FLAC or MP3, found "
            + nameOf(text, head)
            + "; convert it first, for example to 16 kHz mono WAV");
  }

  private static String nameOf(String text, byte[] head) {
    if (text.startsWith("ftyp", 4)) {
      return "MP4 or M4A";
    }
    return OTHERS.entrySet().stream()
        .filter(other -> text.startsWith(other.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseGet(() -> "no audio format (first bytes " + HexFormat.of().formatHex(head) + ")");
  }
}
