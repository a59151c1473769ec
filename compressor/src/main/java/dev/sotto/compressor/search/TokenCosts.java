package dev.sotto.compressor.search;

import dev.sotto.eval.cost.TokenFlops;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Roles;
import java.util.List;
import java.util.Optional;

/**
 * What leaves with tokens of the vocabulary.
 *
 * @param leaving how many leave
 */
record TokenCosts(WhisperModel model, long leaving) {
  static TokenCosts of(WhisperModel model, Optional<KeptTokens> kept) {
    return new TokenCosts(model, kept.map(tokens -> tokens.before() - tokens.size()).orElse(0));
  }

  private List<LogicalWeight> weights() {
    return List.of(Roles.EMBEDDING, Roles.PROJECTION).stream()
        .flatMap(role -> model.weight(role).stream())
        .toList();
  }

  /** Parameters: a row of the embedding each, and where it is not tied one of the projection. */
  long parameters() {
    return weights().stream().mapToLong(weight -> leaving * weight.shape()[1]).sum();
  }

  /** FLOPs of the standard workload. */
  long flops() {
    return leaving * TokenFlops.standard(model.config());
  }

  /** Bytes of weights, once for every place where a row is stored. */
  long bytes() {
    return weights().stream()
        .mapToLong(weight -> StoredBytes.of(weight, weight.shape()[1] * leaving))
        .sum();
  }
}
