package dev.sotto.eval.result;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.eval.measure.MeasurementJson;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.eval.wer.Interval;
import dev.sotto.models.SottoException;
import dev.sotto.runtime.decode.DecodingOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Reads what {@link EvalJson} wrote. */
public final class EvalJsonReader {
  private final ResultFields fields;

  private EvalJsonReader(Path file) {
    this.fields = new ResultFields(file);
  }

  /**
   * Reads a result that is, or is part of, {@code file}.
   *
   * @throws SottoException if it is no result of the form {@value EvalJson#FORMAT}, lacks a field,
   *     or holds a value that no evaluation has
   */
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
    Optional<ModelRun> run = json.has(EvalJson.SPEED) ? Optional.of(run(json)) : Optional.empty();
    return new EvalResult(
        new ModelIdentity(fields.text(model, "folder"), fields.texts(model, "sha256")),
        DataJson.read(fields, fields.object(json, "data")),
        EvaluationSettings.defaults()
            .withDecoding(run.map(ModelRun::decoding).orElseGet(() -> asked(json)))
            .withNormalizer(Normalizers.of(fields.text(wer, "normalizer")))
            .withBootstrap(bootstrap(wer))
            .scoring(),
        UtterancesJson.read(fields, fields.object(json, EvalJson.UTTERANCES)),
        // Results from before there was a measure have it with the words that they count.
        interval(json.has(EvalJson.ERROR_RATE) ? fields.object(json, EvalJson.ERROR_RATE) : wer),
        SizeJson.read(fields, json),
        run,
        fields.texts(json, "versions"));
  }

  private ModelRun run(JsonNode json) {
    return SettingsJson.read(
        fields,
        fields.object(json, EvalJson.SETTINGS),
        MeasurementJson.read(fields.object(json, EvalJson.SPEED)),
        fields.numberIfAny(json, EvalJson.ENCODER_FLOPS),
        json.has(EvalJson.PROBE)
            ? Optional.of(ProbeJson.read(fields, fields.object(json, EvalJson.PROBE)))
            : Optional.empty());
  }

  /** What was said to be spoken where only texts were scored. */
  private DecodingOptions asked(JsonNode json) {
    DecodingOptions decoding = DecodingOptions.defaults();
    return fields.textIfAny(json, EvalJson.LANGUAGE).map(decoding::withLanguage).orElse(decoding);
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
}
