package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.measure.MeasurementJson;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.models.whisper.JsonFiles;
import dev.sotto.runtime.decode.SilenceRule;
import dev.sotto.runtime.session.MemoryUse;

/**
 * A result as JSON of the form {@value #FORMAT}. Rates are fractions, sizes bytes; times are in the
 * unit of their name. What is not known or was not measured is left out: a result of texts alone
 * has no {@code settings}, {@code speed} or sizes. {@link EvalJsonReader} reads it.
 */
public final class EvalJson {
  public static final String FORMAT = "sotto-eval/1";
  static final String SPEED = "speed";
  static final String SETTINGS = "settings";
  static final String UTTERANCES = "utterances";
  static final String PROBE = "hallucinationProbe";
  static final String NO_SPEECH = "noSpeechThreshold";
  static final String LOG_PROBABILITY = "logProbabilityThreshold";

  private EvalJson() {}

  public static ObjectNode of(EvalResult result) {
    ObjectNode json = withoutUtterances(result);
    UtterancesJson.write((ArrayNode) json.get(UTTERANCES), result.utterances());
    return json;
  }

  /** All of it but the list of utterances, which is empty. */
  static ObjectNode withoutUtterances(EvalResult result) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    model(json.putObject("model"), result.model());
    DataJson.write(json.putObject("data"), result.data());
    errorRates(json, result);
    BreakdownJson.write(json.putObject("breakdown"), result.breakdowns());
    json.putArray(UTTERANCES);
    SizeJson.write(json, result.size());
    result.speed().ifPresent(speed -> speed(json, speed));
    if (result.speed().isPresent()) {
      settings(json.putObject(SETTINGS), result.settings());
    }
    result.probe().ifPresent(probe -> ProbeJson.write(json.putObject(PROBE), probe));
    ObjectNode versions = json.putObject("versions");
    result.versions().forEach(versions::put);
    return json;
  }

  private static void speed(ObjectNode json, Measurement speed) {
    speed.realTimeFactor().ifPresent(factor -> json.put("realTimeFactor", factor));
    speed.peakResidentBytes().ifPresent(bytes -> json.put("peakResidentBytes", bytes));
    json.set(SPEED, MeasurementJson.write(speed));
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
    json.put("device", settings.session().device().key());
    json.put("threads", settings.session().intraThreads());
    json.put("optimizationLevel", settings.session().optimization().name());
    MemoryUse memory = settings.session().memory();
    json.put("memoryArena", memory.arena());
    json.put("memoryPattern", memory.pattern());
    json.put("prepacking", memory.prepacking());
    json.put("constantFolding", memory.constantFolding());
    json.put("graphsTogether", memory.graphsTogether());
    json.put("batchSize", settings.batchSize());
    json.put("language", settings.decoding().language().orElse("auto"));
    json.put("task", settings.decoding().task().key());
    settings.decoding().maxNewTokens().ifPresent(most -> json.put("maxNewTokens", most));
    SilenceRule silence = settings.decoding().silence();
    silence.noSpeech().ifPresent(least -> json.put(NO_SPEECH, least));
    silence.logProbability().ifPresent(most -> json.put(LOG_PROBABILITY, most));
  }
}
