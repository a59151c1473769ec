package dev.sotto.models.build;

/** Whether an encoder takes windows of one length, or any up to its positions. */
public enum AudioLength {
  FIXED("fixed"),
  FLEXIBLE("flexible");

  private final String label;

  AudioLength(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
