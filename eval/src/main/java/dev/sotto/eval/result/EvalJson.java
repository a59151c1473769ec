package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.measure.MeasurementJson;
import dev.sotto.eval.wer.EditCounts;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.json.JsonFiles;
import java.util.List;

/**
 * A result as JSON of the form {@value #FORMAT}. Rates are fractions, sizes bytes; times are in the
 * unit of their name. What is not known or was not measured is left out: a result of texts alone
 * has no {@code settings}, {@code speed}, {@code loops}, {@code retried} or sizes. {@link
 * EvalJsonReader} reads it.
 *
 * <p>{@code errorRate} is the rate that counts, of whatever {@code measure} says; {@code wer} and
 * {@code cer} are there beside it in any case, {@code wer} with the interval if words are the
 * measure.
 */
public final class EvalJson {
  public static final String FORMAT = "sotto-eval/1";
  static final String ENCODER_FLOPS = "encoderFlopsPerClip";
  static final String MEASURE = "measure";
  static final String ERROR_RATE = "errorRate";
  static final String WARNINGS = "warnings";
  static final String BREAKDOWN = "breakdown";
  static final String LANGUAGE = "language";
  static final String WER = "wer";
  static final String LOW = "low";
  static final String HIGH = "high";
  static final String SPEED = "speed";
  static final String SETTINGS = "settings";
  static final String UTTERANCES = "utterances";
  static final String LOOPS = "loops";
  static final String RETRIED = "retried";
  static final String PROBE = "hallucinationProbe";

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
    ObjectNode breakdowns = json.putObject(BREAKDOWN);
    result.breakdowns().forEach(parts -> breakdown(breakdowns.putArray(parts.by()), parts));
    result
        .run()
        .ifPresent(run -> json.put(LOOPS, result.loops().size()).put(RETRIED, result.retried()));
    json.putArray(UTTERANCES);
    SizeJson.write(json, result.size());
    result.speed().ifPresent(speed -> speed(json, speed));
    result
        .run()
        .ifPresentOrElse(
            run -> run(json, run),
            () -> result.scoring().language().ifPresent(code -> json.put(LANGUAGE, code)));
    result.probe().ifPresent(probe -> ProbeJson.write(json.putObject(PROBE), probe));
    result.versions().forEach(json.putObject("versions")::put);
    return json;
  }

  /** Nobody reads it back: it follows from the utterances. */
  private static void breakdown(ArrayNode json, Breakdown breakdown) {
    for (Breakdown.Slice slice : breakdown.slices()) {
      EditCounts words = slice.rate().words();
      ObjectNode row = json.addObject();
      row.put("name", slice.name());
      row.put("utterances", slice.utterances());
      row.put("words", words.referenceLength());
      row.put("wer", words.rate());
      UtterancesJson.edits(row, words);
      row.put("cer", slice.rate().cer());
      row.put(MEASURE, slice.rate().measure().key());
      row.put(ERROR_RATE, slice.rate().rate());
    }
  }

  private static void run(ObjectNode json, ModelRun run) {
    run.encoderFlops().ifPresent(flops -> json.put(ENCODER_FLOPS, flops));
    SettingsJson.write(json.putObject(SETTINGS), run);
  }

  private static void speed(ObjectNode json, Measurement speed) {
    speed.realTimeFactor().ifPresent(factor -> json.put("realTimeFactor", factor));
    speed.peakResidentBytes().ifPresent(bytes -> json.put("peakResidentBytes", bytes));
    json.set(SPEED, MeasurementJson.write(speed));
  }

  /** Writes a model's identity with the names that it has in every result. */
  public static void model(ObjectNode json, ModelIdentity model) {
    json.put("folder", model.folder());
    model.sha256().forEach(json.putObject("sha256")::put);
  }

  private static void errorRates(ObjectNode json, EvalResult result) {
    WordErrorRate rate = result.errorRate();
    json.put(MEASURE, rate.measure().key());
    ObjectNode headline = json.putObject(ERROR_RATE);
    headline.put("value", rate.rate());
    UtterancesJson.edits(headline, rate.units());
    headline.put("units", rate.units().referenceLength());
    interval(headline, result);
    EditCounts words = rate.words();
    ObjectNode wer = json.putObject(WER);
    wer.put("value", words.rate());
    UtterancesJson.edits(wer, words);
    wer.put("words", words.referenceLength());
    if (rate.measure() == Measure.WORDS) {
      interval(wer, result);
    }
    wer.put("normalizer", result.normalizerId());
    wer.put("resamples", result.scoring().bootstrap().resamples());
    wer.put("seed", result.scoring().bootstrap().seed());
    json.putObject("cer").put("value", rate.cer());
    List<String> warnings = result.warnings();
    if (!warnings.isEmpty()) {
      ArrayNode written = json.putArray(WARNINGS);
      warnings.forEach(written::add);
    }
  }

  private static void interval(ObjectNode json, EvalResult result) {
    json.put(LOW, result.interval().low());
    json.put(HIGH, result.interval().high());
  }

  /** Writes FLOPs with the names that they have in every result. */
  public static void flops(ObjectNode json, Flops flops) {
    json.put("standard", flops.standard())
        .put("encoder", flops.encoder())
        .put("crossKeyValue", flops.crossKeyValue())
        .put("prefill", flops.prefill())
        .put("perToken", flops.perToken());
  }
}
