package dev.sotto.models.whisper;

import java.util.function.Predicate;

/** Roles at the two ends of the decoder, and those of weights that are products of two factors. */
public final class Roles {
  public static final String EMBEDDING = "decoder.embed_tokens.weight";
  public static final String PROJECTION = "proj_out.weight";

  private static final String LEFT = ".left";
  private static final String RIGHT = ".right";

  private Roles() {}

  /**
   * The role of the product with the vocabulary: the embedding where the two are tied.
   *
   * @param present whether a model has a weight of its own for a role
   */
  public static String logits(Predicate<String> present) {
    return present.test(PROJECTION) ? PROJECTION : EMBEDDING;
  }

  /** The factor {@code U [out, k]} of a weight {@code W [out, in] = U V}. */
  public static String left(String weight) {
    return weight + LEFT;
  }

  /** The factor {@code V [k, in]} of a weight {@code W [out, in] = U V}. */
  public static String right(String weight) {
    return weight + RIGHT;
  }

  /** Whether a role is that of a factor. */
  public static boolean isFactor(String role) {
    return role.endsWith(LEFT) || role.endsWith(RIGHT);
  }

  /** The factor that a factor is multiplied with. */
  public static String otherFactor(String factor) {
    return factor.endsWith(LEFT) ? right(whole(factor)) : left(whole(factor));
  }

  /** The weight that a factor is of, or the role itself if it is none. */
  public static String whole(String role) {
    return isFactor(role) ? role.substring(0, role.lastIndexOf('.')) : role;
  }
}
