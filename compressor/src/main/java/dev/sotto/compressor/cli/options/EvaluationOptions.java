package dev.sotto.compressor.cli.options;

import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.runtime.decode.DecodingOptions;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** How a model is evaluated. */
public final class EvaluationOptions {
  @Mixin private RuntimeOptions runtime;
  @Mixin private RecognitionOptions hearing;
  @Mixin private SilenceOptions silence;
  @Mixin private NormalizerOption normalizer;

  public EvaluationSettings settings() {
    DecodingOptions decoding =
        DecodingOptions.defaults().withSilence(silence.rule()).withContext(hearing.context());
    EvaluationSettings settings =
        new EvaluationSettings(
            runtime.settings(),
            hearing.language().map(decoding::withLanguage).orElse(decoding),
            hearing.batch(),
            Optional.empty(),
            EvaluationSettings.defaults().bootstrap(),
            false);
    return normalizer.normalizer().map(settings::withNormalizer).orElse(settings);
  }
}
