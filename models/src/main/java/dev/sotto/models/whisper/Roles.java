package dev.sotto.models.whisper;

import java.util.function.Predicate;

/** Roles at the two ends of the decoder. */
public final class Roles {
  public static final String EMBEDDING = "decoder.embed_tokens.weight";
  public static final String PROJECTION = "proj_out.weight";

  private Roles() {}

  /**
   * The role of the product with the vocabulary: the embedding where the two are tied.
   *
   * @param present whether a model has a weight of its own for a role
   */
  public static String logits(Predicate<String> present) {
    return present.test(PROJECTION) ? PROJECTION : EMBEDDING;
  }
}
