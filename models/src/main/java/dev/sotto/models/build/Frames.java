package dev.sotto.models.build;

/** How long the audio is that an encoder takes. */
public enum Frames {
  /** Always a whole window; the sizes are declared, so runtimes plan their memory ahead. */
  FIXED,
  /** Any number of mel frames up to a window; positions are cut to the length. */
  FLEXIBLE
}
