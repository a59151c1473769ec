package dev.sotto.eval.result;

import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.Bootstrap;
import java.util.Objects;
import java.util.Optional;

/**
 * How texts were compared, whoever wrote them.
 *
 * @param language of all of them: the one that was asked for, and English if a model translated;
 *     empty for what the data says of each
 */
public record Scoring(TextNormalizer normalizer, Optional<String> language, Bootstrap bootstrap) {
  public Scoring {
    Objects.requireNonNull(normalizer);
    Objects.requireNonNull(language);
    Objects.requireNonNull(bootstrap);
  }
}
