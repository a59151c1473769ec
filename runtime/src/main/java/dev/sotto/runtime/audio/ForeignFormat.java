package dev.sotto.runtime.audio;

import java.util.Arrays;
import java.util.Optional;

/**
 * Formats that are read by ffmpeg where it is installed, told apart by their first bytes.
 *
 * <p>Only containers that hold their own sound are here: of a list of other files, ffmpeg would
 * open what that names.
 */
enum ForeignFormat {
  OGG("ogg", "Ogg"),
  MP4("mov", "MP4 or M4A"),
  MATROSKA("matroska", "Matroska"),
  AIFF("aiff", "AIFF"),
  CORE_AUDIO("caf", "Core Audio"),
  AMR("amr", "AMR"),
  WINDOWS_MEDIA("asf", "Windows Media"),
  SUN("au", "Sun audio"),
  BIG_ENDIAN_WAV("wav", "big-endian WAV"),
  AAC("aac", "AAC");

  private final String demuxer;
  private final String title;

  ForeignFormat(String demuxer, String title) {
    this.demuxer = demuxer;
    this.title = title;
  }

  private boolean recognises(String head) {
    return switch (this) {
      case OGG -> head.startsWith("OggS");
      case MP4 -> head.startsWith("ftyp", 4);
      case MATROSKA -> head.startsWith("\u001aE\u00df\u00a3");
      case AIFF -> head.startsWith("FORM") && head.startsWith("AIF", 8);
      case CORE_AUDIO -> head.startsWith("caff");
      case AMR -> head.startsWith("#!AMR");
      case WINDOWS_MEDIA -> head.startsWith("0&\u00b2u");
      case SUN -> head.startsWith(".snd");
      case BIG_ENDIAN_WAV -> head.startsWith("RIFX") && head.startsWith("WAVE", 8);
      case AAC -> head.startsWith("\u00ff\u00f1") || head.startsWith("\u00ff\u00f9");
    };
  }

  /** As people call it, with the codec where that is easily told. */
  String describe(String head) {
    return switch (this) {
      case OGG -> describeOgg(head);
      case MATROSKA -> head.contains("webm") ? "WebM" : title;
      default -> title;
    };
  }

  /** The first page holds the first bytes of the codec, behind a table of a byte for each piece. */
  private static String describeOgg(String head) {
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

  /** Ffmpeg's name of what takes the container apart. */
  String demuxer() {
    return demuxer;
  }

  /** The format of a file that begins with {@code head}, a character for each byte. */
  static Optional<ForeignFormat> of(String head) {
    return Arrays.stream(values()).filter(format -> format.recognises(head)).findFirst();
  }
}
