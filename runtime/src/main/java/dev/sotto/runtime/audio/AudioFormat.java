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
      return head.startsWith("RIFF") && head.startsWith("WAVE", 8);
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
    /**
     * A frame header: eleven bits set, then a version, a layer, a bit rate and a rate that exist.
     */
    @Override
    boolean recognises(String head) {
      return head.length() >= 4
          && head.charAt(0) == 0xFF
          && (head.charAt(1) & 0xE0) == 0xE0
          && (head.charAt(1) & 0x18) != 0x08
          && (head.charAt(1) & 0x06) != 0
          && (head.charAt(2) & 0xF0) != 0xF0
          && (head.charAt(2) & 0x0C) != 0x0C;
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
          Map.entry("RF64", "RF64"),
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
