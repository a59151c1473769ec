package dev.sotto.eval.text;

/** The text as it is, but for white space around it. */
public final class RawNormalizer implements TextNormalizer {
  @Override
  public String id() {
    return "raw";
  }

  @Override
  public String normalize(String text) {
    return Characters.strip(text);
  }
}
