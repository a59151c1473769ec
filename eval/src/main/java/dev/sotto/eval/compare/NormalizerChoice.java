package dev.sotto.eval.compare;

import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.text.TextNormalizer;
import java.util.Optional;

/**
 * The one normaliser by which both are scored: the one asked for, or else the baseline's, or else
 * the candidate's, or else one that suits any language.
 *
 * @param warning where two results were scored by different ones
 */
record NormalizerChoice(TextNormalizer normalizer, Optional<String> warning) {

  static NormalizerChoice of(
      Subject baseline, Subject candidate, Optional<TextNormalizer> askedFor) {
    Optional<String> before = baseline.normalizerId();
    Optional<String> after = candidate.normalizerId();
    TextNormalizer chosen =
        askedFor
            .or(() -> before.or(() -> after).map(Normalizers::of))
            .orElseGet(() -> Normalizers.suitable(false));
    boolean differ = before.isPresent() && after.isPresent() && !before.equals(after);
    return new NormalizerChoice(
        chosen,
        differ
            ? Optional.of(
                "the baseline was scored with the normaliser %s, the candidate with %s; both were scored anew with %s"
                    .formatted(before.get(), after.get(), chosen.id()))
            : Optional.empty());
  }
}
