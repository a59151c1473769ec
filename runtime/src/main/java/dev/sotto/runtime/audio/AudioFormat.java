package dev.sotto.runtime.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.audio.mp3.MpegHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

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

  /** Bytes that {@link #of} and {@link ForeignFormat} need to see. */
  static final int HEAD_BYTES = 64;

  private static final int SHOWN_BYTES = 12;

  abstract boolean recognises(String head);

  /** Opens a stream of this format; {@code in} stands at the first byte of the format. */
  abstract MonoStream open(Path file, InputStream in) throws IOException;

  /** The format of a file that begins with {@code head}, a character for each byte. */
  static Optional<AudioFormat> of(String head) {
    for (AudioFormat format : values()) {
      if (format.recognises(head)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /** Says what a file is not. */
  static SottoException unknown(Path file, byte[] head) {
    int shown = Math.min(SHOWN_BYTES, head.length);
    return SottoException.badInput(
        file,
        "expected WAV, FLAC or MP3, found no audio format (first bytes "
            + HexFormat.of().formatHex(head, 0, shown)
            + "); convert it first, for example to 16 kHz mono WAV");
  }
}
