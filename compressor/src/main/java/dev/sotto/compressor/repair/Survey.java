package dev.sotto.compressor.repair;

import java.util.List;
import java.util.Map;

/**
 * How well a model can do without the groups of each block, measured once for all budgets.
 *
 * @param curves by block name
 */
public record Survey(Map<String, Curve> curves) {

  /**
   * What the groups of a block cost, as the optimal brain surgeon takes them out.
   *
   * @param order of removal; one group is left in the end
   * @param losses mean squared error of the block's output that each adds
   * @param damping {@code lambda} that served best on clips which the moments do not know
   * @param asked how the whole model answered, the fewest groups first
   */
  public record Curve(
      List<Integer> order, List<Double> losses, double damping, List<Answer> asked) {

    /**
     * What each removal does to the model's answers, in nats: between two numbers of groups at
     * which the model was asked, in proportion to the error that it adds.
     */
    public double[] divergences() {
      double[] each = new double[losses.size()];
      Answer before = new Answer(0, 0);
      for (int i = 0; i < asked.size(); i++) {
        Answer next = asked.get(i);
        int end = i + 1 < asked.size() ? next.gone : each.length;
        double error = losses.subList(before.gone, next.gone).stream().mapToDouble(l -> l).sum();
        double perError = error > 0 ? Math.max(0, next.divergence - before.divergence) / error : 0;
        for (int place = before.gone; place < end; place++) {
          // Where nothing more is lost in the answers, the order still says what is to leave first.
          each[place] = losses.get(place) * Math.max(perError, Double.MIN_NORMAL);
        }
        before = next;
      }
      return each;
    }
  }

  /**
   * What the model answered.
   *
   * @param gone groups that the block had lost
   * @param divergence of its answers from those before, in nats for each token
   */
  public record Answer(int gone, double divergence) {}
}
