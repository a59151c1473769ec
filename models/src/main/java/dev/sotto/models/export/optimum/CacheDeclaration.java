package dev.sotto.models.export.optimum;

import dev.sotto.models.export.HeadSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;

/**
 * Lets a merged decoder be started by runners that know nothing of pruning. Before the first step
 * such a runner feeds an empty cache {@code [B, h, 0, d_model / h]} with the {@code h} heads that
 * config.json gives for the encoder, or some for the decoder, which the branch without a cache
 * ignores; ONNX Runtime refuses it all the same if the declared sizes differ. Once heads are
 * removed {@code d_model / h} is no head's width any more, so where it differs the cache
 * <i>inputs</i> declare a symbol. The outputs declare the true sizes, and where one did not, it
 * does from then on: somewhere the file must say them.
 */
final class CacheDeclaration {
  /** [B, H heads, P positions, K width of a head]. */
  private static final int CACHE_RANK = 4;

  private static final int HEADS_AXIS = 1;
  private static final int WIDTH_AXIS = 3;

  private CacheDeclaration() {}

  static void relax(WhisperModel model) {
    if (!model.files().containsKey(Part.DECODER_MERGED)) {
      return;
    }
    Graph graph = model.files().get(Part.DECODER_MERGED).graph();
    int startHeads =
        model.blocks().stream()
            .filter(block -> block.id().stack() == Stack.ENCODER)
            .filter(block -> block.id().kind().isAttention())
            .mapToInt(Block::groups)
            .findFirst()
            .orElseThrow();
    for (Block block : model.blocks()) {
      if (block.id().stack() != Stack.DECODER || !block.id().kind().isAttention()) {
        continue;
      }
      for (HeadSite site : model.headSites(block)) {
        if (site instanceof HeadSite.DeclaredAxis axis && axis.graph() == graph) {
          boolean otherHeads = block.groups() != startHeads;
          int width = model.config().modelDim();
          boolean otherWidth =
              width / startHeads != block.groupSize()
                  || width / block.groups() != block.groupSize();
          if (otherHeads || otherWidth) {
            declareOutput(graph, axis.value(), block.groups(), block.groupSize());
          }
          if (otherHeads) {
            symbolic(graph, axis.value(), axis.axis(), "num_heads");
          }
          if (otherWidth) {
            symbolic(graph, axis.value(), WIDTH_AXIS, "head_dim");
          }
        }
      }
    }
  }

  /** Has the output that becomes {@code input} state the sizes that the input will not. */
  private static void declareOutput(Graph graph, String input, int heads, int width) {
    String output = OptimumNames.ofPast(input).map(OptimumNames::present).orElse(input);
    graph
        .outputs()
        .replaceAll(
            value ->
                value.name().equals(output) && value.type().isPresent()
                    ? value
                        .withRank(CACHE_RANK)
                        .withDim(HEADS_AXIS, new ValueInfo.Dim.Size(heads))
                        .withDim(WIDTH_AXIS, new ValueInfo.Dim.Size(width))
                    : value);
  }

  private static void symbolic(Graph graph, String input, int axis, String symbol) {
    graph
        .inputs()
        .replaceAll(
            value ->
                value.name().equals(input)
                    ? value.withDim(axis, new ValueInfo.Dim.Symbol(symbol))
                    : value);
  }
}
