package dev.sotto.compressor.compress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.Step.Form;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalJsonReader;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Evaluation;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.SettingsJson;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The evaluation of a model as a step. */
final class EvaluationStep {
  private EvaluationStep() {}

  private record Inputs(
      Map<String, String> model,
      String data,
      String traits,
      JsonNode settings,
      Optional<String> normalizer) {}

  /**
   * The step.
   *
   * @param hashes of the model's files
   */
  static Step<EvalResult> of(
      Path model,
      Map<String, String> hashes,
      Dataset dataset,
      EvaluationSettings settings,
      Progress progress) {
    ObjectNode told = JsonFiles.newObject();
    SettingsJson.write(told, settings);
    return new Step<>(
        "evaluated",
        new Inputs(
            hashes,
            dataset.fingerprint(),
            traits(dataset),
            told,
            settings.normalizer().map(TextNormalizer::id)),
        new Form<>(EvalJson::of, EvalJsonReader::parse),
        stage -> Evaluation.run(Exports.open(model), dataset, settings, progress));
  }

  /** What a fingerprint leaves out, though it decides how is heard and what the result says. */
  static String traits(Dataset dataset) {
    ObjectNode json = JsonFiles.newObject();
    ArrayNode languages = json.putArray("languages");
    ArrayNode speakers = json.putArray("speakers");
    for (Utterance utterance : dataset.utterances()) {
      languages.add(utterance.language().orElse(null));
      speakers.add(utterance.speaker().orElse(null));
    }
    return FileHash.sha256(JsonFiles.writeCompact(json));
  }
}
