package dev.sotto.eval.text;

/** Rewrites a reference and a hypothesis so that only differences that count remain. */
public interface TextNormalizer {
  /** The name that is reported with every figure; {@link Normalizers#of} takes it back. */
  String id();

  /** The normalised text. Thread-safe. */
  String normalize(String text);
}
