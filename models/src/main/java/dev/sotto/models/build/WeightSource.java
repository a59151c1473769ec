package dev.sotto.models.build;

import dev.sotto.models.graph.Tensor;

/** Where the weights of a new export come from, by role. */
public interface WeightSource {
  /**
   * The size of the first axis of a role: how many outputs a linear layer has. Layers of a pruned
   * model differ in it, which {@code config.json} cannot say.
   *
   * @param usual what config.json says
   * @throws dev.sotto.models.SottoException if there is no such weight
   */
  int outputs(String role, int usual);

  /**
   * The float32 weight of a role in its logical form, {@code [out, in]} for a linear layer.
   *
   * @param role such as {@code decoder.layers.0.self_attn.q_proj.weight}
   * @throws dev.sotto.models.SottoException if there is none, or it has another shape
   */
  Tensor weight(String role, long... shape);

  /**
   * Checks, once the graphs are built, that nothing was left over.
   *
   * @throws dev.sotto.models.SottoException naming a weight that no graph reads
   */
  void checkAllUsed();
}
