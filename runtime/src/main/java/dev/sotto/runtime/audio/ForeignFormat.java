package dev.sotto.runtime.audio;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Formats that are read by ffmpeg where it is installed, told apart by their first bytes.
 *
 * <p>Only containers that hold their own sound are here: of a list of other files, ffmpeg would
 * open what that names.
 */
enum ForeignFormat {
  OGG("ogg", "Ogg", head -> head.startsWith("OggS")) {
    /**
     * The first page holds the first bytes of the codec, behind a table of a byte for each piece.
     */
    @Override
    String describe(String head) {
      if (head.contains("OpusHead")) {
        return "Ogg Opus";
      }
      if (head.contains("\u0001vorbis")) {
        return "Ogg Vorbis";
      }
      if (head.contains("\u007fFLAC")) {
        return "FLAC in Ogg";
      }
      return head.contains("Speex   ") ? "Ogg Speex" : "Ogg";
    }
  },
  MP4("mov", "MP4 or M4A", head -> head.startsWith("ftyp", 4)),
  MATROSKA("matroska", "Matroska", head -> head.startsWith("\u001aE\u00df\u00a3")) {
    @Override
    String describe(String head) {
      return head.contains("webm") ? "WebM" : "Matroska";
    }
  },
  AIFF("aiff", "AIFF", head -> head.startsWith("FORM") && head.startsWith("AIF", 8)),
  CORE_AUDIO("caf", "Core Audio", head -> head.startsWith("caff")),
  AMR("amr", "AMR", head -> head.startsWith("#!AMR")),
  WINDOWS_MEDIA("asf", "Windows Media", head -> head.startsWith("0&\u00b2u")),
  SUN("au", "Sun audio", head -> head.startsWith(".snd")),
  BIG_ENDIAN_WAV(
      "wav", "big-endian WAV", head -> head.startsWith("RIFX") && head.startsWith("WAVE", 8)),
  AAC("aac", "AAC", head -> head.startsWith("\u00ff\u00f1") || head.startsWith("\u00ff\u00f9"));

  private final String demuxer;
  private final String title;
  private final Predicate<String> beginning;

  ForeignFormat(String demuxer, String title, Predicate<String> beginning) {
    this.demuxer = demuxer;
    this.title = title;
    this.beginning = beginning;
  }

  /** As people call it, with the codec where that is easily told. */
  String describe(String head) {
    return title;
  }

  /** Ffmpeg's name of what takes the container apart. */
  String demuxer() {
    return demuxer;
  }

  /** The format of a file that begins with {@code head}, a character for each byte. */
  static Optional<ForeignFormat> of(String head) {
    return Arrays.stream(values()).filter(format -> format.beginning.test(head)).findFirst();
  }
}
