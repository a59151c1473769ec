package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.eval.measure.MeasurementJson;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.Interval;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.SilenceRule;
import dev.sotto.runtime.decode.Task;
import dev.sotto.runtime.session.Device;
import dev.sotto.runtime.session.MemoryUse;
import dev.sotto.runtime.session.Operators;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Reads what {@link EvalJson} wrote. */
public final class EvalJsonReader {
  private final ResultFields fields;

  private EvalJsonReader(Path file) {
    this.fields = new ResultFields(file);
  }

  /**
   * Reads a result.
   *
   * @throws SottoException if the file is missing, is no result of the form {@value
   *     EvalJson#FORMAT}, lacks a field, or holds a value that no evaluation has
   */
  public static EvalResult read(Path file) {
    return parse(file, JsonFiles.readObject(file));
  }

  /** As {@link #read}, for a result that is part of {@code file}. */
  public static EvalResult parse(Path file, JsonNode json) {
    try {
      EvalJsonReader reader = new EvalJsonReader(file);
      reader.fields.checkFinite(json);
      EvalResult result = reader.result(json);
      new Agreement(reader.fields).check(result, json);
      return result;
    } catch (SottoException e) {
      // What would be a wrong option elsewhere, such as an unknown normaliser, is a bad file here.
      throw e.code() == SottoException.Code.USAGE
          ? SottoException.badInput(file, e.getMessage(), e)
          : e;
    } catch (IllegalArgumentException e) {
      throw SottoException.badInput(file, e.getMessage(), e);
    }
  }

  private EvalResult result(JsonNode json) {
    fields.checkFormat(json, EvalJson.FORMAT, "sotto eval");
    JsonNode wer = fields.object(json, EvalJson.WER);
    JsonNode model = fields.object(json, "model");
    boolean run = json.has(EvalJson.SPEED);
    return new EvalResult(
        new ModelIdentity(fields.text(model, "folder"), fields.texts(model, "sha256")),
        DataJson.read(fields, fields.object(json, "data")),
        (run ? settings(json) : EvaluationSettings.defaults().withDecoding(asked(json)))
            .withNormalizer(Normalizers.of(fields.text(wer, "normalizer")))
            .withBootstrap(bootstrap(wer)),
        UtterancesJson.read(fields, fields.object(json, EvalJson.UTTERANCES)),
        // Results from before there was a measure have it with the words that they count.
        interval(json.has(EvalJson.ERROR_RATE) ? fields.object(json, EvalJson.ERROR_RATE) : wer),
        SizeJson.read(fields, json),
        run
            ? Optional.of(MeasurementJson.read(fields.object(json, EvalJson.SPEED)))
            : Optional.empty(),
        json.has(EvalJson.PROBE)
            ? Optional.of(ProbeJson.read(fields, fields.object(json, EvalJson.PROBE)))
            : Optional.empty(),
        fields.texts(json, "versions"));
  }

  /** What was said to be spoken where only texts were scored. */
  private DecodingOptions asked(JsonNode json) {
    DecodingOptions decoding = DecodingOptions.defaults();
    return json.has(EvalJson.LANGUAGE)
        ? decoding.withLanguage(fields.text(json, EvalJson.LANGUAGE))
        : decoding;
  }

  private Interval interval(JsonNode rate) {
    Interval interval =
        new Interval(fields.number(rate, EvalJson.LOW), fields.number(rate, EvalJson.HIGH));
    if (interval.low() < 0) {
      throw fields.wrong(EvalJson.LOW, "a rate from 0, found " + interval.low());
    }
    return interval;
  }

  private Bootstrap bootstrap(JsonNode wer) {
    int resamples = fields.integer(wer, "resamples");
    if (resamples > Bootstrap.MOST_RESAMPLES) {
      throw fields.wrong("resamples", "at most " + Bootstrap.MOST_RESAMPLES);
    }
    return new Bootstrap(resamples, fields.whole(wer, "seed"));
  }

  private EvaluationSettings settings(JsonNode result) {
    JsonNode json = fields.object(result, EvalJson.SETTINGS);
    String language = fields.text(json, EvalJson.LANGUAGE);
    EvaluationSettings settings =
        EvaluationSettings.defaults()
            .withBatchSize(fields.integer(json, "batchSize"))
            .withSession(session(json))
            .withDecoding(
                new DecodingOptions(
                    language.equals("auto") ? Optional.empty() : Optional.of(language),
                    fields.constant(Task.class, json, "task"),
                    json.has("maxNewTokens")
                        ? OptionalInt.of(fields.integer(json, "maxNewTokens"))
                        : OptionalInt.empty(),
                    silence(json)));
    return result.has(EvalJson.PROBE) ? settings.probingSilence() : settings;
  }

  /** Results that do not speak of the rule were made without it. */
  private SilenceRule silence(JsonNode json) {
    return new SilenceRule(
        threshold(json, EvalJson.NO_SPEECH), threshold(json, EvalJson.LOG_PROBABILITY));
  }

  private OptionalDouble threshold(JsonNode json, String key) {
    return json.has(key) ? OptionalDouble.of(fields.number(json, key)) : OptionalDouble.empty();
  }

  private SessionSettings session(JsonNode json) {
    return new SessionSettings(
        Device.of(fields.text(json, "device")),
        fields.integer(json, "threads"),
        fields.constant(OptimizationLevel.class, json, "optimizationLevel"),
        new MemoryUse(
            fields.bool(json, "memoryArena"),
            fields.bool(json, "memoryPattern"),
            fields.bool(json, "prepacking"),
            fields.bool(json, "constantFolding"),
            fields.bool(json, "graphsTogether")),
        Operators.OF_WHISPER,
        Optional.empty());
  }
}
