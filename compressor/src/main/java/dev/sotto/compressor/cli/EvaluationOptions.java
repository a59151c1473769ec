package dev.sotto.compressor.cli;

import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.runtime.decode.DecodingOptions;
import java.util.Iterator;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a model is evaluated. */
final class EvaluationOptions {
  @Mixin private RuntimeOptions runtime;
  @Mixin private HearingOptions hearing;

  /** The ids of the normalisers, for help and completion. */
  static final class NormalizerIds implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Normalizers.ids().iterator();
    }
  }

  @Option(
      names = "--normalizer",
      paramLabel = "ID",
      completionCandidates = NormalizerIds.class,
      description =
          "How texts are made comparable: ${COMPLETION-CANDIDATES}. Unless given, whisper-english"
              + " for English and mark-preserving for other languages.")
  private Optional<String> normalizer = Optional.empty();

  EvaluationSettings settings() {
    DecodingOptions decoding = DecodingOptions.defaults();
    EvaluationSettings settings =
        EvaluationSettings.defaults()
            .withSession(runtime.settings())
            .withDecoding(hearing.language().map(decoding::withLanguage).orElse(decoding))
            .withBatchSize(hearing.batch());
    return normalizer.map(id -> settings.withNormalizer(Normalizers.of(id))).orElse(settings);
  }
}
