package dev.sotto.runtime.audio;

import java.util.Optional;

/**
 * Formats that are read by ffmpeg where it is installed, told apart by their first bytes.
 *
 * <p>Only containers that hold their own sound are here: of a list of other files, ffmpeg would
 * open what that names.
 */
enum ForeignFormat {
  OGG("ogg", "Ogg") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("OggS");
    }

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
  MP4("mov", "MP4 or M4A") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("ftyp", 4);
    }
  },
  MATROSKA("matroska", "Matroska") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("\u001aE\u00df\u00a3");
    }

    @Override
    String describe(String head) {
      return head.contains("webm") ? "WebM" : "Matroska";
    }
  },
  AIFF("aiff", "AIFF") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("FORM") && head.startsWith("AIF", 8);
    }
  },
  CORE_AUDIO("caf", "Core Audio") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("caff");
    }
  },
  AMR("amr", "AMR") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("#!AMR");
    }
  },
  WINDOWS_MEDIA("asf", "Windows Media") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("0&\u00b2u");
    }
  },
  SUN("au", "Sun audio") {
    @Override
    boolean recognises(String head) {
      return head.startsWith(".snd");
    }
  },
  BIG_ENDIAN_WAV("wav", "big-endian WAV") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("RIFX") && head.startsWith("WAVE", 8);
    }
  },
  AAC("aac", "AAC") {
    @Override
    boolean recognises(String head) {
      return head.startsWith("\u00ff\u00f1") || head.startsWith("\u00ff\u00f9");
    }
  };

  private final String demuxer;
  private final String title;

  ForeignFormat(String demuxer, String title) {
    this.demuxer = demuxer;
    this.title = title;
  }

  abstract boolean recognises(String head);

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
    for (ForeignFormat format : values()) {
      if (format.recognises(head)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
