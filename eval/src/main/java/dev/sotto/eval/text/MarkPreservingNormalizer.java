package dev.sotto.eval.text;

import java.text.Normalizer;
import java.util.Optional;

/**
 * For languages whose words hold combining marks, such as Hindi: keeps letters, marks and numbers.
 *
 * <p>Whisper's own normaliser turns every mark into a space, so one Devanagari word becomes several
 * and the error rate falls without a word being heard better. Here: NFC; zero width joiner and
 * non-joiner dropped; everything but letters, marks and numbers to a space; Devanagari digits to
 * ASCII; lower case, as the language has it; runs of spaces to one, none at the ends.
 */
public final class MarkPreservingNormalizer implements TextNormalizer {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int DEVANAGARI_ZERO = 0x0966;
  private static final int DEVANAGARI_NINE = 0x096F;

  private final LowerCase lowerCase;

  /** For texts in no language that has a lower case of its own. */
  public MarkPreservingNormalizer() {
    this(LowerCase.USUAL);
  }

  private MarkPreservingNormalizer(LowerCase lowerCase) {
    this.lowerCase = lowerCase;
  }

  @Override
  public TextNormalizer forLanguage(Optional<String> language) {
    LowerCase other = LowerCase.in(language);
    return other.equals(lowerCase) ? this : new MarkPreservingNormalizer(other);
  }

  @Override
  public String id() {
    return "mark-preserving";
  }

  @Override
  public String normalize(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    Normalizer.normalize(text, Normalizer.Form.NFC)
        .codePoints()
        .filter(c -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER)
        .map(MarkPreservingNormalizer::fold)
        .forEach(kept::appendCodePoint);
    return Characters.strip(Characters.collapseSpaces(lowerCase.of(kept.toString())));
  }

  private static int fold(int codePoint) {
    if (codePoint >= DEVANAGARI_ZERO && codePoint <= DEVANAGARI_NINE) {
      return '0' + codePoint - DEVANAGARI_ZERO;
    }
    boolean heard = Characters.isLetterOrNumber(codePoint) || Characters.isMark(codePoint);
    return heard ? codePoint : ' ';
  }
}
