package dev.sotto.eval.dataset.pairs;

import dev.sotto.eval.dataset.Fingerprint;
import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.dataset.TextPair;
import java.util.List;
import java.util.Objects;

/**
 * References and what a recogniser heard, in a fixed order.
 *
 * @param selection which part of the files they are
 * @param form as which the files were read
 */
public record PairedTexts(String name, List<TextPair> pairs, Selection selection, PairForm form) {
  public PairedTexts {
    Objects.requireNonNull(name);
    Objects.requireNonNull(selection);
    Objects.requireNonNull(form);
    pairs = List.copyOf(pairs);
  }

  /**
   * What exactly is measured, in 64 hexadecimal digits: ids and references, not what was heard, so
   * that two recognisers on the same data have the same; see {@link Fingerprint}.
   */
  public String fingerprint() {
    return Fingerprint.ofPairs(pairs);
  }
}
