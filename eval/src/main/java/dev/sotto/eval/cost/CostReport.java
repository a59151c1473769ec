package dev.sotto.eval.cost;

import java.util.List;

/**
 * What an export costs.
 *
 * @param flops of one window of speech
 * @param bytes of its ONNX files and their external data files
 * @param encoder the encoder node by node
 * @param prefill the first call of the decoder node by node, with cross-attention's keys and values
 * @param step the call for the generated token in the middle, node by node
 */
public record CostReport(
    Flops flops,
    long bytes,
    List<NodeFlops> encoder,
    List<NodeFlops> prefill,
    List<NodeFlops> step) {

  public CostReport {
    encoder = List.copyOf(encoder);
    prefill = List.copyOf(prefill);
    step = List.copyOf(step);
  }
}
