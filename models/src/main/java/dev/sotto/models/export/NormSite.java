package dev.sotto.models.export;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.whisper.Part;
import java.util.OptionalDouble;

/**
 * A layer normalisation {@code y = gamma * (x - mean) / sqrt(var + epsilon) + beta} where a graph
 * computes it.
 *
 * @param graph the graph or branch that holds its nodes
 * @param name what its roles begin with, such as {@code decoder.layers.3.final_layer_norm}
 * @param input the value {@code x}
 * @param output the value {@code y}
 * @param epsilon none where the graph computes it in a way that was not understood; nothing but
 *     figures of the normalisation needs it
 */
public record NormSite(
    Part part, Graph graph, String name, String input, String output, OptionalDouble epsilon) {

  /** The role of {@code gamma}. */
  public String gain() {
    return name + ".weight";
  }
}
