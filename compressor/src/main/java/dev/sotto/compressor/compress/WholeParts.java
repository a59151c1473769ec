package dev.sotto.compressor.compress;

import dev.sotto.compressor.search.LayerRequest;
import dev.sotto.compressor.vocabulary.ChosenVocabulary;
import java.util.Optional;

/**
 * What leaves a model as a whole, whatever budgets are.
 *
 * @param layers that leave first
 * @param vocabulary the tokens that stay when the others leave last; none if all do
 */
public record WholeParts(LayerRequest layers, Optional<ChosenVocabulary> vocabulary) {
  /** Nothing. */
  public static final WholeParts NONE = new WholeParts(LayerRequest.NONE, Optional.empty());

  /** Whether nothing leaves. */
  public boolean isEmpty() {
    return layers.isEmpty() && vocabulary.isEmpty();
  }
}
