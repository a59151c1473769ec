package dev.sotto.compressor.compress;

import dev.sotto.compressor.label.LabelFilter;
import dev.sotto.compressor.label.LabelManifest;
import dev.sotto.compressor.label.Labelling;
import dev.sotto.compressor.label.PseudoLabels;
import dev.sotto.compressor.label.SpeechInput;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the dense model wrote for clips without a text, so that they can be trained on.
 *
 * @param withoutText clips that had no text
 * @param kept those whose text is good enough
 * @param dropped the others, in words; empty for none
 */
public record Labelled(int withoutText, int kept, String dropped) {
  private static final String FILE = "labels.jsonl";

  /** Clips heard together. */
  private static final int BATCH = 8;

  /**
   * All that the labels depend on.
   *
   * @param model the files of the dense one
   * @param traits of the data that its fingerprint leaves out
   */
  record Inputs(
      Map<String, String> model,
      String data,
      String traits,
      Optional<String> language,
      LabelFilter filter) {}

  /** The step that labels {@code data}. */
  static Step<Labelled> step(
      Path dense,
      Map<String, String> hashes,
      CompressionRequest.Training training,
      SessionSettings session,
      Progress progress) {
    Dataset data = training.train();
    return Step.of(
        "labelled",
        new Inputs(
            hashes,
            data.fingerprint(),
            EvaluationStep.traits(data),
            training.language(),
            LabelFilter.DEFAULTS),
        Labelled.class,
        stage -> {
          PseudoLabels.Request request =
              new PseudoLabels.Request(
                  dense,
                  SpeechInput.clips(data),
                  LabelFilter.DEFAULTS,
                  training.language(),
                  session,
                  BATCH);
          return write(Labelling.run(request, progress.of("labelled")), data.name(), stage);
        });
  }

  private static Labelled write(PseudoLabels labels, String name, OutputFolder stage) {
    labels.requireAny(name);
    stage.write(FILE, LabelManifest.of(labels, stage.target().resolve(FILE)));
    return new Labelled(labels.withoutText(), labels.kept().size(), labels.reasons());
  }

  /** The clips with their texts, as they lie in the stage. */
  static Dataset read(Path stage, String name) {
    Dataset labelled = Manifest.read(stage.resolve(FILE));
    return new Dataset(name, labelled.utterances());
  }

  /** In words, for a report. */
  String summary() {
    return "The dense model wrote the texts of %d of %d clips to train on%s."
        .formatted(kept, withoutText, dropped.isEmpty() ? "" : " (dropped: " + dropped + ")");
  }
}
