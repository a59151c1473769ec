package dev.sotto.runtime.transcribe.output;

import java.util.Locale;
import java.util.Optional;

/** A form in which a transcript is asked for. */
public enum TranscriptFormat {
  TEXT("txt"),
  /** One object that is whole only at the end. */
  JSON("json"),
  SRT("srt"),
  VTT("vtt"),
  TSV("tsv");

  private final String extension;

  TranscriptFormat(String extension) {
    this.extension = extension;
  }

  /** How options call it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What its files end in, without the dot. */
  public String extension() {
    return extension;
  }

  /** How segments are written; empty for an object that is made at the end. */
  public Optional<SegmentForm> form() {
    return switch (this) {
      case TEXT -> Optional.of(new TextForm(false));
      case JSON -> Optional.empty();
      case SRT -> Optional.of(new SrtForm());
      case VTT -> Optional.of(new VttForm());
      case TSV -> Optional.of(new TsvForm());
    };
  }

  /** Whether it says when something is spoken. */
  public boolean timed() {
    return this == SRT || this == VTT || this == TSV;
  }
}
