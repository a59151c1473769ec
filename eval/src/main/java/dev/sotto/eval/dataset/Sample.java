package dev.sotto.eval.dataset;

import dev.sotto.eval.wer.Lcg;
import dev.sotto.models.SottoException;
import java.util.ArrayList;
import java.util.List;

/**
 * A few rows for all of them.
 *
 * @param count how many
 * @param seed the same seed chooses the same rows on every machine
 */
public record Sample(int count, long seed) {
  public Sample {
    if (count < 1) {
      throw SottoException.usage("sample: expected at least 1 utterance, found " + count);
    }
  }

  /**
   * That many rows in their order, every choice being equally likely; all if there are no more.
   * (Knuth, The Art of Computer Programming, volume 2, 3.4.2, algorithm S.)
   */
  public <T> List<T> of(List<T> rows) {
    Lcg random = new Lcg(seed);
    List<T> chosen = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      int wanted = Math.min(count, rows.size()) - chosen.size();
      if (random.nextDouble() * (rows.size() - i) < wanted) {
        chosen.add(rows.get(i));
      }
    }
    return chosen;
  }
}
