package dev.sotto.compressor.compress;

import dev.sotto.compressor.compress.CompressionRequest.Training;
import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.label.SpeechInput;
import dev.sotto.compressor.train.FineTuning;
import dev.sotto.compressor.train.TrainingSettings;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.models.io.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The stages in which a compression trains, on data that is labelled once. */
final class TrainingStages {
  private final CompressionRequest request;
  private final Stages stages;
  private final Function<Path, Map<String, String>> hashes;
  private final Progress progress;
  private Dataset data;

  /**
   * @param hashes of the files of an export
   */
  TrainingStages(
      CompressionRequest request,
      Stages stages,
      Function<Path, Map<String, String>> hashes,
      Progress progress) {
    this.request = request;
    this.stages = stages;
    this.hashes = hashes;
    this.progress = progress;
  }

  /**
   * Trains a model.
   *
   * @param phase which settings of the training; without steps nothing is done
   * @return the stages that were needed, the trained model last; none if there is nothing to do
   * @throws dev.sotto.models.SottoException if the data cannot be used, or training was interrupted
   */
  List<Stage<?>> train(String name, Path model, Function<Training, TrainingSettings> phase) {
    Optional<Training> training =
        request.training().filter(given -> phase.apply(given).length().steps() > 0);
    if (training.isEmpty()) {
      return List.of();
    }
    List<Stage<?>> made = new ArrayList<>();
    if (data == null) {
      data = data(training.get(), made);
    }
    FineTuning.Request what =
        new FineTuning.Request(
            model,
            data,
            training.get().validation(),
            Optional.of(request.dense()),
            training.get().language(),
            phase.apply(training.get()));
    made.add(stages.train(name, what, training.get().checkpointEvery(), progress));
    return made;
  }

  /** Clips with their texts, some of which the dense model may have to write. */
  private Dataset data(Training training, List<Stage<?>> made) {
    if (!SpeechInput.lacksText(training.train())) {
      return training.train();
    }
    Stage<Labelled> labels =
        stages.complete(
            Labelled.step(
                request.dense(),
                hashes.apply(request.dense()),
                training,
                request.settings().session(),
                progress));
    made.add(labels);
    return Labelled.read(labels.folder(), training.train().name());
  }
}
