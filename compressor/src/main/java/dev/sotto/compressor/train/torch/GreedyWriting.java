package dev.sotto.compressor.train.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the most likely token after the other, for all clips of a batch together. Each position is
 * computed once: what attentions read of the audio and of the tokens so far is kept.
 */
final class GreedyWriting {
  private final WhisperBlock model;
  private final NDManager manager;
  private final EncodedBatch heard;
  private final NDArray penalties;
  private final Map<BlockId, AttentionMemory> audio = new HashMap<>();
  private final Map<BlockId, AttentionMemory> said = new HashMap<>();
  private int positions;

  /**
   * @param heard what the model reads
   * @param suppressed tokens that are never written
   * @param manager of what is kept
   */
  GreedyWriting(WhisperBlock model, EncodedBatch heard, boolean[] suppressed, NDManager manager) {
    this.model = model;
    this.manager = manager;
    this.heard = heard;
    float[] penalty = new float[suppressed.length];
    for (int token = 0; token < penalty.length; token++) {
      penalty[token] = suppressed[token] ? Float.NEGATIVE_INFINITY : 0;
    }
    this.penalties = manager.create(penalty);
    for (Block block : model.blocks(Stack.DECODER)) {
      if (block.id().kind() == Kind.CROSS_ATTENTION) {
        this.audio.put(block.id(), model.memory(heard, block.id()));
      }
    }
  }

  /**
   * Writes.
   *
   * @param prompts of as many tokens for each clip
   * @param end what ends a text
   * @return for each clip the tokens after the prompt, at most so many, without the end
   */
  int[][] write(List<int[]> prompts, int end, int mostTokens) {
    int[][] texts = new int[prompts.size()][mostTokens];
    int[] lengths = new int[prompts.size()];
    Arrays.fill(lengths, -1);
    int[][] tokens = prompts.toArray(int[][]::new);
    for (int t = 0; t < mostTokens && Arrays.stream(lengths).anyMatch(length -> length < 0); t++) {
      long[] next = next(tokens);
      tokens = new int[next.length][1];
      for (int clip = 0; clip < next.length; clip++) {
        int token = Math.toIntExact(next[clip]);
        tokens[clip][0] = token;
        texts[clip][t] = token;
        if (token == end && lengths[clip] < 0) {
          lengths[clip] = t;
        }
      }
    }
    for (int clip = 0; clip < texts.length; clip++) {
      texts[clip] = Arrays.copyOf(texts[clip], lengths[clip] < 0 ? mostTokens : lengths[clip]);
    }
    return texts;
  }

  /** What follows {@code tokens} [B, T], which follow those before. */
  private long[] next(int[][] tokens) {
    int length = tokens[0].length;
    // A manager of its own, so that what a token took is free before the next.
    try (NDManager step = manager.newSubManager()) {
      long[] flat = Arrays.stream(tokens).flatMapToInt(Arrays::stream).asLongStream().toArray();
      NDArray x = model.read(step.create(flat, new Shape(tokens.length, length)), positions);
      Optional<NDArray> causal = model.causal(length);
      for (Block block : model.blocks(Stack.DECODER)) {
        x = x.add(model.project(inner(x, block.id(), causal, step), block.id()));
      }
      positions += length;
      NDArray last = model.close(Stack.DECODER, x).get(":," + (length - 1) + ",:"); // [B, D]
      return model.logits(last).add(penalties).argMax(1).toLongArray();
    }
  }

  private NDArray inner(NDArray x, BlockId block, Optional<NDArray> causal, NDManager step) {
    return switch (block.kind()) {
      case CROSS_ATTENTION ->
          model.attend(model.read(x, block), audio.get(block), block, heard.mask());
      case SELF_ATTENTION -> {
        NDArray asking = model.read(x, block);
        AttentionMemory more = model.memory(asking, block);
        AttentionMemory before = said.get(block);
        AttentionMemory all = before == null ? more : before.in(step).and(more);
        said.put(block, all.in(manager));
        yield model.attend(asking, all, block, causal);
      }
      case FEED_FORWARD -> model.inner(x, block, Optional.empty(), Optional.empty());
    };
  }
}
