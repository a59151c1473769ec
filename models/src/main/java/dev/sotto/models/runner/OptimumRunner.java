package dev.sotto.models.runner;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.WhisperConfig;
import java.util.Optional;

/**
 * {@code ORTModelForSpeechSeq2Seq} of optimum-onnx. It sizes all caches of a merged decoder from
 * the number of heads that config.json gives for the <i>encoder</i>, rounding {@code d_model /
 * heads} down; of separate decoders it takes what they give.
 */
record OptimumRunner(String name, String version) implements Runner {
  @Override
  public Optional<String> obstacle(WhisperModel model) {
    WhisperConfig config = model.config();
    int heads = config.encoder().heads();
    Optional<String> misfit =
        MergedCache.of(model)
            .flatMap(cache -> cache.misfit(any -> true, heads, config.modelDim() / heads));
    boolean separate = model.folder().forms().size() > 1;
    return misfit.map(
        problem ->
            problem + (separate ? "; runs with use_merged=False, on the other decoders" : ""));
  }
}
