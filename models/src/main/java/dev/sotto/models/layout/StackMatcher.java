package dev.sotto.models.layout;

import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Roles;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises the encoder or the decoder in one graph. Blocks are numbered by the order in which the
 * data passes them; everything that computes with weights must find its place, and what does not is
 * reported.
 */
public final class StackMatcher {
  private final Stack stack;
  private final Scope scope;
  private final WhisperConfig config;
  private final Unmatched unmatched;
  private final String where;
  private final StackMatch match = new StackMatch();
  private final Set<Node> claimed = new HashSet<>();

  public StackMatcher(
      Stack stack, Scope scope, WhisperConfig config, Unmatched unmatched, String where) {
    this.stack = stack;
    this.scope = scope;
    this.config = config;
    this.unmatched = unmatched;
    this.where = where;
  }

  /**
   * What was recognised; what was not is in {@link Unmatched}.
   *
   * @param linears the linear layers of the graph in topological order
   */
  public StackMatch match(List<Linear> linears) {
    List<Attention> attentions = new AttentionFinder(scope, linears, unmatched, where).findAll();
    List<FeedForward> feedForwards = FeedForward.findAll(scope, linears);
    attentions(attentions);
    feedForwards(feedForwards);
    norms();
    if (stack == Stack.ENCODER) {
      convolutions();
    } else {
      logits(linears);
    }
    tables();
    reportUnclaimed();
    return match;
  }

  private void attentions(List<Attention> attentions) {
    boolean decoder = stack == Stack.DECODER;
    int layers = decoder ? config.decoder().layers() : config.encoder().layers();
    long expected = decoder ? 2L * layers : layers;
    if (attentions.size() != expected) {
      unmatched.add(
          where, "has " + attentions.size() + " attentions, config.json's layers need " + expected);
    }
    int headDim = attentions.isEmpty() ? 0 : attentions.get(0).heads().width();
    for (int index = 0; index < attentions.size(); index++) {
      Attention attention = attentions.get(index);
      boolean cross = decoder && index % 2 == 1;
      if (cross != (decoder && attention.isCross())) {
        stray(
            attention.softmax(),
            cross ? "expected to attend to the encoder" : "expected to attend to itself");
        continue;
      }
      if (attention.heads().width() != headDim) {
        stray(
            attention.softmax(),
            "has heads of width " + attention.heads().width() + " where others have " + headDim);
      }
      int layer = decoder ? index / 2 : index;
      match.add(
          new BlockId(stack, layer, cross ? Kind.CROSS_ATTENTION : Kind.SELF_ATTENTION), attention);
      claim(attention.query());
      attention.key().ifPresent(this::claim);
      attention.value().ifPresent(this::claim);
      claim(attention.out());
    }
  }

  private void feedForwards(List<FeedForward> feedForwards) {
    int layers = config.of(stack).layers();
    if (feedForwards.size() != layers) {
      unmatched.add(
          where,
          "has %s feed-forward networks, config.json's layers need %s"
              .formatted(feedForwards.size(), layers));
    }
    for (int layer = 0; layer < feedForwards.size(); layer++) {
      FeedForward feedForward = feedForwards.get(layer);
      match.add(new BlockId(stack, layer, Kind.FEED_FORWARD), feedForward);
      claim(feedForward.fc1());
      claim(feedForward.fc2());
    }
  }

  /** Each block reads the output of its own normalisation; the one left over closes the stack. */
  private void norms() {
    List<Norm> open = new ArrayList<>(Norm.findAll(scope));
    match.attentions().forEach((block, attention) -> norm(block, attention.query().input(), open));
    match.feedForwards().forEach((block, network) -> norm(block, network.fc1().input(), open));
    if (open.size() != 1) {
      unmatched.add(where, "expected one closing normalisation, found " + open.size());
    }
    for (Norm norm : open) {
      match.add(stack.closingNorm(), norm);
    }
  }

  private void norm(BlockId block, String input, List<Norm> open) {
    Optional<Norm> norm = open.stream().filter(one -> one.output().equals(input)).findFirst();
    if (norm.isEmpty()) {
      unmatched.add(where + " " + block, "has no normalisation before it");
      return;
    }
    open.remove(norm.get());
    match.add(block.normName(), norm.get());
  }

  private void convolutions() {
    List<Node> convolutions = scope.nodes().stream().filter(node -> node.is("Conv")).toList();
    if (convolutions.size() != 2) {
      unmatched.add(where, "expected two convolutions, found " + convolutions.size());
      return;
    }
    for (int index = 0; index < 2; index++) {
      Node node = convolutions.get(index);
      claimed.add(node);
      match.add("encoder.conv" + (index + 1) + ".weight", new Use(scope.graph(), node, 1));
      match.add("encoder.conv" + (index + 1) + ".bias", new Use(scope.graph(), node, 2));
    }
  }

  private void logits(List<Linear> linears) {
    List<Linear> heads =
        linears.stream()
            .filter(
                linear ->
                    !claimed.contains(linear.matMul()) && linear.out() == config.vocabularySize())
            .toList();
    if (heads.size() != 1) {
      unmatched.add(where, "expected one product with the vocabulary, found " + heads.size());
      return;
    }
    claim(heads.get(0));
    match.add(Roles.PROJECTION, heads.get(0).weight());
  }

  /** Token and position tables: matrices that are gathered from, sliced or added as they are. */
  private void tables() {
    int positions =
        stack == Stack.ENCODER ? config.maxSourcePositions() : config.maxTargetPositions();
    for (Node node : scope.nodes()) {
      for (int input = 0; input < node.inputs().size(); input++) {
        Use use = new Use(scope.graph(), node, input);
        long rows = tableRows(use);
        if (rows == positions && List.of("Add", "Gather", "Slice").contains(node.opType())) {
          match.add(stack.label() + ".embed_positions.weight", use);
        } else if (rows == config.vocabularySize() && node.is("Gather")) {
          match.add("decoder.embed_tokens.weight", use);
        }
      }
    }
  }

  /** Rows of the {@code [rows, d_model]} matrix read here, or -1. */
  private long tableRows(Use use) {
    return scope
        .graph()
        .visibleInitializer(use.value())
        .filter(tensor -> Weights.isMatrix(tensor) && tensor.shape()[1] == config.modelDim())
        .map(tensor -> tensor.shape()[0])
        .orElse(-1L);
  }

  private void reportUnclaimed() {
    Set<Use> read = new HashSet<>();
    match.readings().values().forEach(list -> list.forEach(reading -> read.add(reading.use())));
    for (Node node : scope.nodes()) {
      if (!node.domain().isEmpty()) {
        stray(node, "is of operator set '" + node.domain() + "', which this layout does not have");
        continue;
      }
      for (int input = 0; input < node.inputs().size(); input++) {
        Use use = new Use(scope.graph(), node, input);
        Optional<Tensor> weight =
            scope.graph().visibleInitializer(use.value()).filter(Weights::isWeight);
        if (weight.isPresent() && !read.contains(use)) {
          stray(node, "reads the weight '" + weight.get().name() + "', which has no role there");
        }
      }
    }
  }

  private void claim(Linear linear) {
    claimed.add(linear.matMul());
  }

  private void stray(Node node, String reason) {
    unmatched.add(where, node, reason);
  }

  /** For messages: the file, and the branch within it. */
  public static String where(String file, Graph graph) {
    return graph.parent().isEmpty() ? file : file + " branch '" + graph.name() + "'";
  }
}
