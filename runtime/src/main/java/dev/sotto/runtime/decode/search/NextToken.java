package dev.sotto.runtime.decode.search;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.Logits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** What may come next after one sequence, and how probable each token is; its memory is reused. */
final class NextToken {
  private final List<TokenRule> rules;
  private final float[] row;
  private int best;
  private float bestLogit;
  private float nextLogit;
  private double logSum;

  /**
   * A choice.
   *
   * @param logProbability natural logarithm of the token's probability, forbidden tokens aside
   * @param margin how far the best other logit lies below
   */
  record Choice(int token, double logProbability, double margin) {}

  NextToken(List<TokenRule> rules, int vocabulary) {
    this.rules = List.copyOf(rules);
    this.row = new float[vocabulary];
  }

  /**
   * Reads the logits after the last token of a row.
   *
   * @param written the tokens of that row after its prompt
   * @throws SottoException if there is a value that is no number
   */
  void read(Logits logits, int item, List<Integer> written) {
    logits.read(item, logits.tokens() - 1, row);
    rules.forEach(rule -> rule.apply(row, written));
    best = -1;
    bestLogit = Float.NEGATIVE_INFINITY;
    nextLogit = Float.NEGATIVE_INFINITY;
    for (int id = 0; id < row.length; id++) {
      if (row[id] <= nextLogit) {
        continue;
      }
      if (row[id] > bestLogit) {
        nextLogit = bestLogit;
        bestLogit = row[id];
        best = id;
      } else {
        nextLogit = row[id];
      }
    }
    double sum = 0;
    for (float logit : row) {
      sum += Math.exp(logit - bestLogit);
    }
    if (best < 0 || !Double.isFinite(sum)) {
      throw new SottoException(
          SottoException.Code.BAD_INPUT,
          "expected finite logits from the decoder, found a value that is no number; the model's"
              + " weights are broken");
    }
    logSum = Math.log(sum);
  }

  /** The token with the greatest logit; of equals, the lowest id. */
  Choice best() {
    return choice(best);
  }

  private Choice choice(int token) {
    float other = token == best ? nextLogit : bestLogit;
    return new Choice(token, row[token] - bestLogit - logSum, row[token] - other);
  }

  /** The likeliest tokens, best first; of equals the lowest id first; none that is forbidden. */
  List<Choice> likeliest(int count) {
    Comparator<Integer> better =
        Comparator.comparingDouble((Integer id) -> -row[id]).thenComparing(id -> id);
    PriorityQueue<Integer> kept = new PriorityQueue<>(better.reversed());
    for (int id = 0; id < row.length; id++) {
      if (row[id] == Float.NEGATIVE_INFINITY
          || (kept.size() == count && row[id] <= row[kept.element()])) {
        continue;
      }
      kept.add(id);
      if (kept.size() > count) {
        kept.remove();
      }
    }
    List<Integer> ranked = new ArrayList<>(kept);
    ranked.sort(better);
    return ranked.stream().map(this::choice).toList();
  }

  /**
   * Draws a token by the probabilities at a temperature.
   *
   * @param temperature above 0
   * @param uniform from 0 to below 1
   */
  Choice draw(double temperature, double uniform) {
    double sum = 0;
    for (float logit : row) {
      sum += weight(logit, temperature);
    }
    double left = uniform * sum;
    int last = best;
    for (int id = 0; id < row.length; id++) {
      double weight = weight(row[id], temperature);
      if (weight > 0) {
        last = id;
        left -= weight;
        if (left < 0) {
          break;
        }
      }
    }
    return choice(last);
  }

  private double weight(float logit, double temperature) {
    return Math.exp((logit - bestLogit) / temperature);
  }
}
