package dev.sotto.compressor.compress;

import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.search.LayerRequest;
import dev.sotto.compressor.vocabulary.VocabularyRequest;
import dev.sotto.models.plan.NameGraphs;
import dev.sotto.models.plan.SetContext;
import java.util.Optional;

/**
 * What is done to a model whatever budgets are.
 *
 * @param layers that leave first
 * @param vocabulary what the tokens that stay must write when the others leave, behind all
 *     training; none if all stay
 * @param context how long the windows of the encoder are then; none if as they were
 * @param formats in which weights are stored last; none to keep them as they are
 * @param names of the graphs of the result; none if they stay
 */
public record Besides(
    LayerRequest layers,
    Optional<VocabularyRequest> vocabulary,
    Optional<SetContext> context,
    Optional<FormatRequest> formats,
    Optional<NameGraphs> names) {
  /** Nothing. */
  public static final Besides NONE =
      new Besides(
          LayerRequest.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Whether nothing is done. */
  public boolean isEmpty() {
    return layers.isEmpty()
        && vocabulary.isEmpty()
        && context.isEmpty()
        && formats.isEmpty()
        && names.isEmpty();
  }

  /** These, with weights stored in {@code others}. */
  public Besides in(Optional<FormatRequest> others) {
    return new Besides(layers, vocabulary, context, others, names);
  }
}
