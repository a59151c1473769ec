package dev.sotto.compressor.compress;

import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.pairs.PairForm;
import dev.sotto.eval.dataset.pairs.PairedTexts;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.result.ModelSize;
import dev.sotto.eval.result.TextEvaluation;
import dev.sotto.eval.text.Normalizers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** Results of models that nobody ran: what they would have heard. */
public final class Heard {
  /** What is said in every clip. */
  public static final String SAID = "the cat sat on a mat near my old house";

  private Heard() {}

  /**
   * A result.
   *
   * @param parameters of the model
   * @param texts what was heard, clip by clip
   */
  public static EvalResult of(long parameters, List<String> texts) {
    List<TextPair> pairs =
        IntStream.range(0, texts.size())
            .mapToObj(i -> new TextPair("clip-" + i, SAID, texts.get(i)))
            .toList();
    EvalResult scored =
        TextEvaluation.run(
            new PairedTexts("made up", pairs, Selection.ALL, PairForm.JSONL),
            new ModelIdentity("model", Map.of()),
            EvaluationSettings.defaults().withNormalizer(Normalizers.suitable(true)));
    ModelSize size =
        new ModelSize(
            OptionalLong.of(parameters),
            OptionalLong.of(0),
            OptionalLong.of(4 * parameters),
            Optional.empty(),
            List.of());
    return new EvalResult(
        scored.model(),
        scored.data(),
        scored.scoring(),
        scored.utterances(),
        scored.interval(),
        size,
        scored.run(),
        scored.versions());
  }
}
