package dev.sotto.models.runner;

import dev.sotto.models.export.WhisperModel;
import java.util.List;
import java.util.Optional;

/** A program that runs Whisper exports of Optimum's layout. */
public sealed interface Runner
    permits SottoRunner, OptimumRunner, TransformersJs4Runner, TransformersJs3Runner {

  /** All that are known, the least demanding first. */
  List<Runner> ALL =
      List.of(
          new SottoRunner(),
          new TransformersJs4Runner(),
          new OptimumRunner(),
          new TransformersJs3Runner());

  String name();

  /** The version whose rules these are. */
  String version();

  /** What stops it from running {@code model}: the rule that is broken, and by what. */
  Optional<String> obstacle(WhisperModel model);
}
