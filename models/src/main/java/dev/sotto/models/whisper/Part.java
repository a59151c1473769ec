package dev.sotto.models.whisper;

/** The graphs that an export can hold. */
public enum Part {
  ENCODER,
  /** Takes no cache. */
  DECODER,
  /** Takes a cache. */
  DECODER_WITH_PAST,
  /** Both decoders in one, with a switch. */
  DECODER_MERGED
}
