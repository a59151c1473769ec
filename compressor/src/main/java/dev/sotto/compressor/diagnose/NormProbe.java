package dev.sotto.compressor.diagnose;

import dev.sotto.models.export.NormSite;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.stream.Stream;

/**
 * A layer normalisation whose input and output leave the graph.
 *
 * @param input output of the file that gives {@code x}
 * @param output output of the file that gives {@code y}
 */
record NormProbe(Stack stack, NormSite site, String input, String output) {

  Stream<String> names() {
    return Stream.of(input, output);
  }

  /**
   * Bytes that it takes to look at this normalisation: both values of one run at their longest, and
   * the outputs of all clips, which are kept until every pair has met.
   *
   * @param kept tokens or frames of all clips together
   */
  long bytes(WhisperConfig config, long kept) {
    long longest =
        stack == Stack.ENCODER ? config.maxSourcePositions() : config.maxTargetPositions();
    return (2 * longest + kept) * config.modelDim() * Float.BYTES;
  }
}
