package dev.sotto.eval.score;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.text.Lookalikes;
import dev.sotto.eval.text.LowerCase;
import dev.sotto.eval.text.TextNormalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a normaliser does not know of the texts that it made comparable. The rate stays what the
 * normaliser makes it, as published ones do; but whoever reads it must know.
 */
public final class TextWarnings {
  private static final int LISTED = 5;

  private TextWarnings() {}

  /** One sentence for each kind, without a full stop. */
  public static List<String> of(TextNormalizer normalizer, List<TextPair> pairs) {
    List<String> warnings = new ArrayList<>();
    lookalikes(normalizer, pairs).ifPresent(warnings::add);
    lowerCase(normalizer, pairs).ifPresent(warnings::add);
    return warnings;
  }

  private static Optional<String> lookalikes(TextNormalizer normalizer, List<TextPair> pairs) {
    SortedSet<Integer> found = new TreeSet<>();
    int references = 0;
    int hypotheses = 0;
    for (TextPair pair : pairs) {
      TextNormalizer own = normalizer.forLanguage(pair.language());
      SortedSet<Integer> said = Lookalikes.unknownTo(own, pair.reference());
      SortedSet<Integer> heard = Lookalikes.unknownTo(own, pair.hypothesis());
      references += said.isEmpty() ? 0 : 1;
      hypotheses += heard.isEmpty() ? 0 : 1;
      found.addAll(said);
      found.addAll(heard);
    }
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String characters =
        found.stream().limit(LISTED).map(Lookalikes::describe).collect(Collectors.joining(", "));
    return Optional.of(
        "%d references and %d hypotheses hold characters that the normaliser %s does not take for what they look like (%s%s); what is heard right counts as wrong where the other text has the plain ones: write both alike, or choose another normaliser"
            .formatted(
                references,
                hypotheses,
                normalizer.id(),
                characters,
                found.size() > LISTED ? ", ..." : ""));
  }

  private static Optional<String> lowerCase(TextNormalizer normalizer, List<TextPair> pairs) {
    long affected =
        pairs.stream()
            .filter(
                pair -> {
                  TextNormalizer own = normalizer.forLanguage(pair.language());
                  return LowerCase.isUnknownTo(own, pair.reference(), pair.language())
                      || LowerCase.isUnknownTo(own, pair.hypothesis(), pair.language());
                })
            .count();
    return affected == 0
        ? Optional.empty()
        : Optional.of(
            "the normaliser %s lower-cases as in English, which is wrong for letters of %d utterances in Turkish, Azerbaijani or Lithuanian; mark-preserving knows these languages"
                .formatted(normalizer.id(), affected));
  }
}
