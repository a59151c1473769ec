package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.Planning.Listening;
import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.saliency.Saliencies;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.train.TrainingSettings;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.compressor.vocabulary.VocabularyRequest;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.rewrite.Structure;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to compress, how, and what to measure it on.
 *
 * @param dense folder of the export
 * @param besides what is done whatever the plan is
 * @param plan what leaves of the layers that stay
 * @param listening speech to choose and to repair by; none to go by the weights alone
 * @param training none for removal alone
 * @param evaluation speech to measure on
 * @param settings of the evaluations, and of the sessions that verify
 * @param seed of the input on which removal is verified
 */
public record CompressionRequest(
    Path dense,
    Besides besides,
    Planner.Request plan,
    Optional<Listening> listening,
    Optional<Training> training,
    Dataset evaluation,
    EvaluationSettings settings,
    long seed) {

  /**
   * Refuses at once what would be refused after hours of training.
   *
   * @throws dev.sotto.models.SottoException with code USAGE if the score or the formats need speech
   *     and there is none
   */
  public CompressionRequest {
    if (listening.isEmpty()) {
      Saliencies.checkSilent(plan.saliency());
      besides.formats().ifPresent(FormatRequest::checkSilent);
      besides.vocabulary().ifPresent(VocabularyRequest::checkSilent);
    }
  }

  /**
   * Checks that the model can be taken apart, and that what is asked for can be done to weights as
   * it stores them: an evaluation, which comes first, would hear any model.
   *
   * @throws dev.sotto.models.SottoException if it cannot; of quantised models tokens alone can
   *     leave
   */
  void checkModel() {
    WhisperModel model = Exports.open(dense).read();
    boolean tokensAlone =
        besides.layers().isEmpty()
            && besides.context().isEmpty()
            && besides.formats().isEmpty()
            && (listening.isEmpty() || besides.vocabulary().isPresent())
            && training.isEmpty()
            && !plan.prunes();
    if (!tokensAlone) {
      PlanCheck.checkFloats(Structure.of(model));
    }
    Soundness.checkInput(model, Soundness.Trial.AUTO);
  }

  /** This, with weights stored as {@code formats} says. */
  public CompressionRequest in(FormatRequest formats) {
    return new CompressionRequest(
        dense,
        besides.in(Optional.of(formats)),
        plan,
        listening,
        training,
        evaluation,
        settings,
        seed);
  }

  /**
   * Training before and after removal.
   *
   * @param train speech; clips with an empty text get what the dense model writes
   * @param validation to find the best weights on; none to find them on what the settings hold out,
   *     or to take the last
   * @param language what is spoken, where the data does not say
   * @param finetune of the dense model; no steps for none
   * @param repair of the smaller model, which learns from the dense one if it is to learn from any;
   *     no steps for none
   * @param contextRobust of the smaller model in short windows, if it is to hear in them without
   *     the rest
   * @param checkpointEvery steps between checkpoints
   */
  public record Training(
      Dataset train,
      Optional<Dataset> validation,
      Optional<String> language,
      TrainingSettings finetune,
      TrainingSettings repair,
      Optional<TrainingSettings> contextRobust,
      int checkpointEvery) {}
}
