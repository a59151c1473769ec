package dev.sotto.eval.report.html;

import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.MadeUp;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.UtteranceScore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Results made by hand. */
final class Results {
  private Results() {}

  static HeardUtterance heard(String id, String said, String heard) {
    return MadeUp.heard(id, said, heard, List.of(1), UtteranceScore.of(said, heard));
  }

  static EvalResult of(HeardUtterance... utterances) {
    return of(100, utterances);
  }

  /**
   * A result in which everything that a model costs is proportional to {@code size}.
   *
   * @param size from 1
   */
  static EvalResult of(long size, HeardUtterance... utterances) {
    return MadeUp.result(
        new ModelIdentity("models/m" + size, Map.of("encoder_model.onnx", "ab12")),
        MadeUp.data("folder/test", utterances.length, 2.5, "fingerprint"),
        EvaluationSettings.defaults()
            .withNormalizer(Normalizers.of("raw"))
            .withBootstrap(new Bootstrap(200, 3)),
        List.of(utterances),
        new Interval(0.1, 0.9),
        MadeUp.size(
            1_000 * size,
            7,
            4_000 * size,
            new Flops(90 * size, 40 * size, 10 * size, 10 * size, size)),
        new Measurement(
            1,
            new Measurement.Window(2, size, 10, 3),
            0.007,
            OptionalDouble.of(0.05),
            OptionalLong.of(1_000 * size),
            OptionalLong.empty()),
        Map.of("sotto", "0.1.0"));
  }

  static ReportedModel model(String name, EvalResult result) {
    return new ReportedModel(name, result, Optional.empty(), "its folder is gone", List.of());
  }

  static Page page(ReportedModel... models) {
    return new Page("title", List.of(models), 10, Clips.none("no data set was given with --data"));
  }
}
