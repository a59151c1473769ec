package dev.sotto.models.runner;

import dev.sotto.models.SottoVersion;
import dev.sotto.models.export.WhisperModel;
import java.util.List;
import java.util.Optional;

/** A program that runs Whisper exports of Optimum's layout. */
public sealed interface Runner
    permits SottoRunner, OptimumRunner, TransformersJs4Runner, TransformersJs3Runner {

  /** All that are known, the least demanding first. */
  List<Runner> ALL =
      List.of(
          new SottoRunner("Sotto", SottoVersion.current()),
          new TransformersJs4Runner("transformers.js 4", "4.3.2"),
          new OptimumRunner("Optimum", "optimum-onnx 0.1.0"),
          new TransformersJs3Runner("transformers.js 3", "3.8.1"));

  String name();

  /** The version whose rules these are. */
  String version();

  /** What stops it from running {@code model}: the rule that is broken, and by what. */
  Optional<String> obstacle(WhisperModel model);
}
