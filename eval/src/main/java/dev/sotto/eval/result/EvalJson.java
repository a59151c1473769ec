package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.MeasurementJson;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.models.whisper.JsonFiles;

/**
 * A result as JSON of the form {@value #FORMAT}. Rates are fractions, sizes bytes; times are in the
 * unit of their name. What this machine cannot measure is left out. {@link EvalJsonReader} reads
 * it.
 */
public final class EvalJson {
  public static final String FORMAT = "sotto-eval/1";

  private EvalJson() {}

  public static ObjectNode of(EvalResult result) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    model(json.putObject("model"), result.model());
    ObjectNode data = json.putObject("data");
    data.put("name", result.data().name());
    data.put("utterances", result.data().utterances());
    data.put("audioSeconds", result.data().audioSeconds());
    data.put("fingerprint", result.data().fingerprint());
    errorRates(json, result);
    utterances(json.putArray("utterances"), result);
    size(json, result.size());
    result.speed().realTimeFactor().ifPresent(factor -> json.put("realTimeFactor", factor));
    result.speed().peakResidentBytes().ifPresent(bytes -> json.put("peakResidentBytes", bytes));
    json.set("speed", MeasurementJson.write(result.speed()));
    settings(json.putObject("settings"), result.settings());
    ObjectNode versions = json.putObject("versions");
    result.versions().forEach(versions::put);
    return json;
  }

  /** Writes a model's identity with the names that it has in every result. */
  public static void model(ObjectNode json, ModelIdentity model) {
    json.put("folder", model.folder());
    ObjectNode hashes = json.putObject("sha256");
    model.sha256().forEach(hashes::put);
  }

  private static void errorRates(ObjectNode json, EvalResult result) {
    EditCounts words = result.errorRate().words();
    ObjectNode wer = json.putObject("wer");
    wer.put("value", words.rate());
    wer.put("substitutions", words.substitutions());
    wer.put("deletions", words.deletions());
    wer.put("insertions", words.insertions());
    wer.put("words", words.referenceLength());
    wer.put("low", result.werInterval().low());
    wer.put("high", result.werInterval().high());
    wer.put("normalizer", result.normalizerId());
    wer.put("resamples", result.settings().bootstrap().resamples());
    wer.put("seed", result.settings().bootstrap().seed());
    json.putObject("cer").put("value", result.errorRate().cer());
  }

  private static void utterances(ArrayNode json, EvalResult result) {
    for (HeardUtterance utterance : result.utterances()) {
      ObjectNode row = json.addObject();
      row.put("id", utterance.id());
      row.put("reference", utterance.reference());
      row.put("hypothesis", utterance.hypothesis());
      ArrayNode tokens = row.putArray("tokens");
      utterance.tokens().forEach(tokens::add);
      EditCounts words = utterance.score().words();
      row.put("edits", words.edits());
      row.put("words", words.referenceLength());
      row.put("substitutions", words.substitutions());
      row.put("deletions", words.deletions());
      row.put("insertions", words.insertions());
      EditCounts characters = utterance.score().characters();
      row.putObject("characters")
          .put("length", characters.referenceLength())
          .put("substitutions", characters.substitutions())
          .put("deletions", characters.deletions())
          .put("insertions", characters.insertions());
    }
  }

  private static void size(ObjectNode json, ModelSize size) {
    json.putObject("parameters").put("logical", size.parameters()).put("zeroed", size.zeroed());
    json.put("bytes", size.bytes());
    flops(json.putObject("flops"), size.flops());
  }

  /** Writes FLOPs with the names that they have in every result. */
  public static void flops(ObjectNode json, Flops flops) {
    json.put("standard", flops.standard())
        .put("encoder", flops.encoder())
        .put("crossKeyValue", flops.crossKeyValue())
        .put("prefill", flops.prefill())
        .put("perToken", flops.perToken());
  }

  /** Writes what an evaluation depends on beside model and data. */
  public static void settings(ObjectNode json, EvaluationSettings settings) {
    json.put("threads", settings.session().intraThreads());
    json.put("optimizationLevel", settings.session().optimization().name());
    json.put("memoryArena", settings.session().memoryArena());
    json.put("memoryPattern", settings.session().memoryPattern());
    json.put("prepacking", settings.session().prepacking());
    json.put("constantFolding", settings.session().constantFolding());
    json.put("batchSize", settings.batchSize());
    json.put("language", settings.decoding().language().orElse("auto"));
    json.put("task", settings.decoding().task().key());
    settings.decoding().maxNewTokens().ifPresent(most -> json.put("maxNewTokens", most));
  }
}
